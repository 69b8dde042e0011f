// Whose mail leaves from these addresses: an audit tells of their senders' records what a probe does not look at.

import { readDomain } from "../base/standards/domain-name.ts";
import { isPlainHostName } from "../base/standards/host-name.ts";
import { isInnerIp } from "../base/standards/ip.ts";
import { organizationalDomain } from "../base/standards/public-suffix.ts";
import { domainOf } from "../base/standards/mailbox.ts";
import type { ProbedAddress, ProbeTask } from "../model/probe.ts";
import type { ProbeFact } from "../model/probe-findings.ts";

/** A command of more is not copied; the others are found by an audit of the log. */
const MAX_NAMED = 5;

/** `refused`: domains of senders whose mail the logs tell of, the most frequent first. */
export function auditFacts(
  { send }: ProbeTask,
  addresses: readonly ProbedAddress[],
  refused: readonly string[],
): ProbeFact[] {
  const senders = addresses.filter(({ sends }) => sends !== "no");
  const ips = senders.flatMap(({ judgedIp }) => (judgedIp === null || isInnerIp(judgedIp) ? [] : judgedIp));
  const named = [send?.sender ?? "", ...(send?.otherSenders ?? [])].map(domainOf);
  const own = senders.map(({ helo }) => organizationalDomain(helo ?? "") ?? "");
  // A log's are strangers' words: only a plain name gets into a command.
  const plain = [...named, ...refused, ...own]
    .filter(isPlainHostName)
    .flatMap((name) => readDomain(name) ?? []);
  const domains = [...new Set(plain)].slice(0, MAX_NAMED);
  if (domains.length === 0 || ips.length === 0) return [];
  const data = { domains, ips: [...new Set(ips)].slice(0, MAX_NAMED) };
  return [{ id: "probe_audit", state: "note", ip: null, data }];
}
