// What helps at once, told before the lasting repair: where only mail over IPv6 is refused, the host's IPv4 address takes it.

import type { Relief } from "../../model/cause.ts";
import type { SendingIpReport } from "../../model/report.ts";
import { some } from "../../base/words/quantities.ts";
import { causeStands, isOthers } from "../../model/standing.ts";

/** The addresses whose cause stands, if all are IPv6; null if one is not, or if there is none. */
export function ipv6Alone(senders: readonly SendingIpReport[]): SendingIpReport[] | null {
  const standing = senders.filter(
    (sender) => !isOthers(sender) && (sender.cause === null || causeStands(sender)),
  );
  return standing.length === 0 || standing.some(({ family }) => family === 4) ? null : standing;
}

/** One for each way out: hosts with the same mailer share it. Empty unless it helps all that stand. */
export function reliefSentences(senders: readonly SendingIpReport[]): string[] {
  const standing = ipv6Alone(senders) ?? [];
  const reliefs = standing.flatMap(({ relief }) => relief ?? []);
  if (reliefs.length === 0 || reliefs.length < standing.length) return [];
  const mailers = [...new Set(reliefs.map(({ mailer }) => mailer))];
  return mailers.map((mailer) => {
    const sharing = standing.filter(({ relief }) => relief?.mailer === mailer);
    return `${RELIEF}${placeOf(sharing)}: ${wayOf(sharing[0]?.relief ?? null)}`;
  });
}

const RELIEF = "Relief at once: let mail leave over IPv4";
/** More hosts than these stand in the blocks of their addresses. */
const MAX_HOSTS = 3;

function placeOf(senders: readonly SendingIpReport[]): string {
  const hosts = [...new Set(senders.flatMap(({ mailHost }) => mailHost?.name ?? []))];
  return hosts.length === 0 ? "" : `, on ${some(hosts, MAX_HOSTS)}`;
}

function wayOf(relief: Relief | null): string {
  if (relief?.mailer === "postfix") return `${relief.setting} (a mail that waits may still try IPv6).`;
  if (relief?.mailer === "exim") return `${relief.setting} in the main part of Exim's configuration.`;
  return "the steps are below.";
}
