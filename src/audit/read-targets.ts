// What a program wants audited: domains and addresses, as they are written.

import { UserError } from "../base/errors.ts";
import { readDomain } from "../base/standards/domain-name.ts";
import { canonicalIp } from "../base/standards/ip.ts";

export function readTargets(texts: readonly string[]): { domains: string[]; ips: string[] } {
  const domains = new Set<string>();
  const ips = new Set<string>();
  for (const text of texts) {
    const ip = canonicalIp(text);
    const domain = readDomain(text);
    if (ip !== null) ips.add(ip);
    else if (domain !== null) domains.add(domain);
    else
      throw new UserError({
        thing: "audit",
        value: text,
        problem: "neither a domain nor an IP address",
        nextStep: "write example.com or 203.0.113.5",
      });
  }
  return { domains: [...domains], ips: [...ips] };
}
