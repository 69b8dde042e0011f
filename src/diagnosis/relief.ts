// What helps at once: where only IPv6 is refused and the same host's IPv4 address is in order, mail can leave over that
// one until the repair is made. Each mailer has its own setting for it.

import { ipFamily } from "../base/standards/ip.ts";
import type { CauseSummary, Relief } from "../model/cause.ts";
import type { AddressFacts } from "../model/dns.ts";
import type { DiagnosisHints, OtherAddress } from "./causes/cause.ts";

/**
 * Only with a checked IPv4 address from which Gmail takes mail, and none from which it does not: a mailer does not choose among several
 * addresses of a family by their health.
 */
export function reliefFor(cause: CauseSummary, facts: AddressFacts, hints: DiagnosisHints): Relief | null {
  if (facts.family !== 6 || !isStanding(cause)) return null;
  const checked = (hints.others ?? []).filter(({ ip, iprev }) => ipFamily(ip) === 4 && iprev !== null);
  const healthy = checked.find(isTaken);
  if (healthy === undefined || !checked.every(isTaken)) return null;
  const mailer = mailerOf(hints);
  return { kind: "send over IPv4", ip: healthy.ip, mailer, setting: mailer && settings[mailer] };
}

/** Whether Gmail takes mail from it, for its reverse DNS and the sender's records. */
export function isTaken({ iprev, isRefusedForSender = false }: OtherAddress): boolean {
  return iprev === "pass" && !isRefusedForSender;
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
