// The shorter way where mail of one host leaves from several addresses: to send from one, in the words of its mailer.

import { ipFamily, isInnerIp } from "../../base/standards/ip.ts";
import { some } from "../../base/words/quantities.ts";
import type { DiagnosisHints } from "../causes/cause.ts";
import { MAX_SENDER_DOMAINS } from "../host-names.ts";
import { mailerOf } from "../relief.ts";

/** For the top of a report; null where the address tells of no others of its host. */
export function fromOneAddress(ip: string, hints: DiagnosisHints): string | null {
  const { hostAddresses = [], hostName, goodAddress, isGoodRefused = false, receivesFor } = hints;
  if (hostAddresses.length < 2 || isGoodRefused) return null;
  const gain =
    goodAddress === undefined
      ? "then only that one of them needs records"
      : "then none of its others needs a record";
  const host = hostName ?? "One host";
  const spread =
    receivesFor === undefined
      ? ""
      : ` With records for each, ${host} leads to all of them, and the mail for ${receivedWords(receivesFor, hints)}, which it receives, may come to any.`;
  return `${host} sends from several of these addresses. It may be less work to ${oneAddressWords(ip, hints)}: ${gain}.${spread}`;
}

/** Of more domains nobody needs the names to see what is at stake. */
const MAX_DOMAINS = 3;

/** The domains whose mail a host receives; of many senders' domains not all are asked about. */
export function receivedWords(
  domains: readonly string[],
  { senderDomains = [] }: Pick<DiagnosisHints, "senderDomains">,
): string {
  const bound = senderDomains.length > MAX_SENDER_DOMAINS ? "at least " : "";
  return `${bound}${some(domains, MAX_DOMAINS)}`;
}

export function oneAddressWords(ip: string, hints: DiagnosisHints): string {
  const one = hints.goodAddress === undefined ? "one of them" : `${hints.goodAddress}, which is in order`;
  return isBehindNat(ip, hints.localIps ?? [])
    ? `let the NAT send all mail from ${one}`
    : `send from ${one} (${bindWords(ip, hints)}; behind NAT: one address for all mail)`;
}

export function bindWords(ip: string, hints: DiagnosisHints): string {
  const postfix = `Postfix smtp_bind_address${ipFamily(ip) === 6 ? "6" : ""}`;
  const exim = "Exim interface on the transport";
  const mailer = mailerOf(hints);
  if (mailer === null) return `${postfix}, ${exim}`;
  return mailer === "postfix" ? postfix : exim;
}

/** The mailer says where it sends from, and all of that is private. */
export function isBehindNat(ip: string, localIps: readonly string[]): boolean {
  return localIps.length > 0 && !isInnerIp(ip) && localIps.every(isInnerIp);
}
