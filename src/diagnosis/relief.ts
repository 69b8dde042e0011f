// What helps at once: where only IPv6 is refused and the same host's IPv4 address is in order, mail can leave over that
// one until the repair is made. Each mailer has its own setting for it.

import { ipFamily } from "../base/standards/ip.ts";
import type { CauseSummary, Relief } from "../model/cause.ts";
import type { AddressFacts } from "../model/dns.ts";
import type { DiagnosisHints } from "./causes/cause.ts";

/**
 * Only with a checked IPv4 address that passes, and none that fails: a mailer does not choose among several addresses of a
 * family by their health.
 */
export function reliefFor(cause: CauseSummary, facts: AddressFacts, hints: DiagnosisHints): Relief | null {
  if (facts.family !== 6 || !isStanding(cause)) return null;
  const checked = (hints.others ?? []).filter(({ ip, iprev }) => ipFamily(ip) === 4 && iprev !== null);
  const healthy = checked.find(({ iprev }) => iprev === "pass");
  if (healthy === undefined || checked.some(({ iprev }) => iprev !== "pass")) return null;
  const mailer = mailerOf(hints);
  return { kind: "send over IPv4", ip: healthy.ip, mailer, setting: mailer && settings[mailer] };
}

export function isStanding(cause: CauseSummary): boolean {
  return cause.class === "fail" || cause.class === "temp";
}

type KnownMailer = NonNullable<Relief["mailer"]>;

export const settings: Record<KnownMailer, string> = {
  postfix: "postconf -e smtp_address_preference=ipv4 && postfix reload",
  // An option of the main part: it stands before the first `begin`.
  exim: "dns_ipv4_lookup = *",
};

/** Null where none of those that have such a setting is known, or more than one is. */
export function mailerOf({ mailers = [] }: DiagnosisHints): KnownMailer | null {
  const [mailer, ...others] = mailers;
  const isKnown = mailer === "postfix" || mailer === "exim";
  return isKnown && others.length === 0 ? mailer : null;
}
