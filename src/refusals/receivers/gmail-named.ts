// The domain and the address that were checked or limited, as Gmail's other refusals name them: in the words of
// https://support.google.com/a/answer/3726730, and of some years before.

import type { Named } from "../../model/delivery.ts";
import { canonicalIp } from "../../base/standards/ip.ts";

// [relay.example.com], example.com, [example.com      35]: an old padding and its number may stand after it
const DOMAIN = String.raw`\[?((?:[\w-]{1,63}\.){1,10}[A-Za-z][\w-]{1,62})(?=[\s\],;]|\.?(?:\s|$))`;
const ADDRESS = String.raw`\[?([0-9A-Fa-f.:]{2,45})(?<![.:])`;

/** The first that fits counts. */
const domains: readonly [namedAs: Named["namedAs"], pattern: RegExp][] = [
  // Unauthenticated email from example.com is not accepted due to domain's DMARC policy
  ["from", new RegExp(`\\bUnauthenticated e?mail from ${DOMAIN}`, "i")],
  // SPF [relay.example.com] with ip: [203.0.113.5] = did not pass        SPF example.com with IP address: 203.0.113.5
  // SPF check for [relay.example.com] did not pass with ip: [203.0.113.5]
  ["spf", new RegExp(`\\bSPF (?:check for )?${DOMAIN}`, "i")],
  // The MAIL FROM domain [example.com] has an SPF record with a hard fail policy (-all)
  ["spf", new RegExp(`\\bMAIL FROM domain ${DOMAIN}`, "i")],
  // an unusual rate of unsolicited mail originating from your SPF domain [example.com      35]
  ["spf", new RegExp(`\\bSPF domain ${DOMAIN}`, "i")],
  ["dkim", new RegExp(`\\bDKIM domain ${DOMAIN}`, "i")],
];
/** The limited thing, if no domain is named. */
const limits: readonly [namedAs: Named["namedAs"], pattern: RegExp][] = [
  ["netblock", /\boriginating from your IP Netblock\b/i],
  ["dkim", /\boriginating from your DKIM domain\b/i],
  ["spf", /\boriginating from your SPF domain\b/i],
  ["ip", /\boriginating from your IP address\b/i],
  ["url", /\bone of your URL domains\b/i],
  ["message-id", /\bthe same Message-ID\b/i],
];
// with ip: [203.0.113.5]    with the ip: [203.0.113.5]    with IP address: 203.0.113.5    from your IP Netblock 203.0.113.0/24
const address = new RegExp(
  `\\b(?:with (?:the )?ip(?: address)?:?|IP (?:address|Netblock):?) ${ADDRESS}`,
  "i",
);
// - gcdp d75a77b69052e-3b2a1c4si93755ad.12 - gsmtp: a rule that the recipient's own administrator made
const recipientRule = / - gcdp \S{1,80} - gsmtp/;

/** A copy: verdicts are kept, and a substring would hold the whole line in memory. */
function nameOf(domain: string): string {
  return Buffer.from(domain.toLowerCase()).toString();
}

/** Null for everything that the text, without its codes, does not name. */
export function namedIn(text: string): Named {
  const [namedAs, pattern] = domains.find(([, names]) => names.test(text)) ?? [];
  const limit = namedAs ?? limits.find(([, names]) => names.test(text))?.[0] ?? null;
  const namedIp = canonicalIp(address.exec(text)?.[1] ?? "");
  return {
    namedDomain: pattern ? nameOf(pattern.exec(text)?.[1] ?? "") : null,
    namedIp,
    namedAs: limit,
    ...(recipientRule.test(text) ? { recipientRule: true as const } : {}),
  };
}
