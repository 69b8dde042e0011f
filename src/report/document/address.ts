// What a report says of one address, in words that every format for people shares: counts, zone, steps.
// Why, and what to do, stands in the report itself.

import type { FixStep, Responsible } from "../../model/cause.ts";
import type { HostNameSource } from "../../model/machine.ts";
import type { Counts, SendingIpReport } from "../../model/report.ts";
import { count, duration, grouped, some, timeRange } from "../../base/words/quantities.ts";
import { causeStands } from "../../model/standing.ts";

export const NOT_CHECKED = "not known without an answer of the DNS";

/** What is told of refusals, whatever they are grouped by. */
type Refused = Pick<SendingIpReport, "attempts" | "byCode" | "firstSeen" | "lastSeen">;

/** `example.com from 203.0.113.5`, or `from 3 addresses`: whose mail is refused for the sender's records. */
export function refusedWords(domain: string | null, ips: readonly string[]): string {
  const [ip = "an unknown address", ...others] = ips;
  const from = others.length === 0 ? ip : `${grouped(ips.length)} addresses`;
  return domain === null ? from : `${domain} from ${from}`;
}

export function refusalText(sender: Refused): string {
  return `${refusalCounts(sender)}${seenBetween(sender)}`;
}

function refusalCounts(sender: Refused): string {
  const codes = Object.entries(sender.byCode).toSorted((left, right) => right[1] - left[1]);
  const list = codes.map(([code, amount]) => (codes.length === 1 ? code : `${code}: ${grouped(amount)}`));
  return list.length === 0 ? grouped(sender.attempts) : `${grouped(sender.attempts)} (${some(list, 8)})`;
}

function seenBetween({ firstSeen, lastSeen }: Refused): string {
  if (firstSeen === null || lastSeen === null) return "";
  return `, ${timeRange(firstSeen, lastSeen)} UTC`;
}

/** A delivery is a message to one recipient. */
export function mailCounts(counts: Counts): string {
  const { messages, affected } = counts;
  return `${count(messages, "message")}, ${count(affected, "delivery", "deliveries")}${deliveryEnds(counts)}`;
}

/** Of how they ended, what there is: `: 34 lost, 3 delivered in the end`. */
export function deliveryEnds(counts: Pick<Counts, "lost" | "retrying" | "delivered" | "endNotSeen">): string {
  const { lost, retrying, delivered, endNotSeen = 0 } = counts;
  const unseen = endNotSeen > 0 ? ` (the end of ${grouped(endNotSeen)} not seen)` : "";
  const ends = [
    lost > 0 ? `${grouped(lost)} lost` : "",
    retrying > 0 ? `${grouped(retrying)} still being retried${unseen}` : "",
    delivered > 0 ? `${grouped(delivered)} delivered in the end` : "",
  ].filter((part) => part !== "");
  return ends.length === 0 ? "" : `: ${ends.join(", ")}`;
}

/** More names than this tell a reader no more; the JSON report has them all. */
const MAXIMUM_NAMES = 8;

/** Null when no sender is known. */
export function senderText(sender: Pick<SendingIpReport, "senderDomains" | "reportingMtas">): string | null {
  if (sender.senderDomains.length === 0) return null;
  const names = sender.senderDomains.map(({ domain, affected }) => `${domain} (${grouped(affected)})`);
  const servers = sender.reportingMtas;
  const through = servers.length === 0 ? "" : `, through ${some(servers, MAXIMUM_NAMES)}`;
  return `${some(names, MAXIMUM_NAMES)}${through}`;
}

const sourceWords = {
  option: () => "as --helo says",
  target: () => "the name that led to the address",
  log: () => "the log's host name",
  bounce: () => "named in the bounces",
  "known host": () => "the full form of the log's short name",
  "short name": (domain) => `the log's short name, in the sender's domain ${domain}`,
  mx: (domain) => `receives the mail of ${domain}`,
  "mailer configuration": () => "the mail server of this machine calls itself that",
  system: () => "this machine calls itself that",
} satisfies Record<HostNameSource, (domain: string | null) => string>;

/** `mx1.example.com (the log's host name) leads here` */
export function mailHostText({ mailHost, cause }: SendingIpReport): string | null {
  if (!mailHost) return null;
  const { name, source, domain } = mailHost;
  // To a private address no name is to lead.
  const leadsHere = cause?.class === "not_checkable" ? null : mailHost.leadsHere;
  const whereto = leadsHere === null ? "" : leadsHere ? " leads here" : " does not lead here yet";
  return `${name} (${sourceWords[source](domain)})${whereto}`;
}

export function zoneText({ reverseZone: zone, presentation }: SendingIpReport): string | null {
  if (zone === null) return null;
  const hoster = presentation?.hosterName ?? zone.hoster;
  const keeper = hoster === null ? "" : `; kept by ${hoster}`;
  const names = some(zone.nameServers, MAXIMUM_NAMES);
  const servers = names === "" ? "" : `; name servers ${names}`;
  const contact = zone.contact === null ? "" : `; contact ${zone.contact}`;
  return `${zone.apex}${keeper}${servers}${contact}`;
}

const responsibleWords = {
  you: "you",
  hoster: "your hosting provider, or you in its control panel",
  "zone holder": "the holder of the zone named here",
  registry: "the holder of the address block, at its registry",
  "dns provider": "whoever runs the DNS of the domain",
  nobody: null,
} satisfies Record<Responsible, string | null>;

/** Null where it goes without saying: a step for the reader that is tied to no place, such as a look at the result. */
export function responsibleText({ who, where }: Pick<FixStep, "who" | "where">): string | null {
  return who === "you" && where === null ? null : responsibleWords[who];
}

/** What sets the PTR record belongs right after the step that asks for it: before the step of this index. */
export function remedyPlace({ fix, presentation }: SendingIpReport): number {
  return presentation?.remedyPlace ?? fix.length;
}

export function commandsIntroduction({ commands, presentation }: SendingIpReport): string {
  const subject = commands.length > 1 ? "use the one that fits" : "this does it";
  const meanings = presentation?.placeholders;
  // Without the data nobody knows whether there are such words: PTR is none.
  if (meanings?.length === 0) return `${subject}:`;
  const explained = meanings === undefined ? "" : `: ${meanings.join("; ")}`;
  return `${subject} (words in CAPITALS are yours to replace${explained}):`;
}

export const GREETING = "the one that fits makes the server greet with the right name:";
export const TICKET =
  "ready to be sent to whoever runs the reverse zone, after your own steps (words in CAPITALS are yours to replace):";

/** In a mail, which has no room for more. */
export const SHORT_TICKET = "for a ticket:";

/** Whoever is asked in several actions gets one mail. */
export function ticketReference(number: number, addresses: number): string {
  return `the ticket of action ${number} asks for ${addresses === 1 ? "this address" : "these addresses"}, too.`;
}

/** The letter is longer than a screen. */
export function ticketElsewhere(addresses: number): string {
  return `one mail for all ${grouped(addresses)} addresses is ready: --details, or -o report.html`;
}

/** The commands for an action with many addresses. */
export const LIKEWISE = "and likewise for the others";

/** What follows the number of records that are left out. */
export const MORE_RECORDS = "more: --details, or -o records.zone";

type Outlook = Pick<SendingIpReport, "visibleAfterSeconds" | "lost" | "retrying" | "presentation">;

/** When Gmail notices the repair, how to see that it is made, and what then becomes of the mail. */
export function visibleText(sender: SendingIpReport): string | null {
  return outlookText(sender, causeStands(sender) ? `whybounce check --wait ${sender.ip}` : null);
}

/** `check`: the command, null where it stands elsewhere. What holds for all lost mail need be said once only. */
export function outlookText(outlook: Outlook, check: string | null, isFirst = true): string | null {
  const { visibleAfterSeconds: seconds, presentation } = outlook;
  if (seconds === null) return null;
  const noticed =
    seconds === 0
      ? "Gmail sees the change at once."
      : `After the change, Gmail may remember the old answer for ${presentation?.isLeastMemory ? "at least" : "up to"} ${duration(wholeMinutes(seconds))}.`;
  const howToSee = check === null ? "" : ` ${check} tells when the DNS shows the change.`;
  return `${noticed}${howToSee}${whatBecomesOfMail(outlook, isFirst)}`;
}

/** What runs down in a resolver is told no finer. */
function wholeMinutes(seconds: number): number {
  return Math.ceil(seconds / MINUTE_SECONDS) * MINUTE_SECONDS;
}

const MINUTE_SECONDS = 60;

function whatBecomesOfMail({ lost, retrying }: Outlook, isFirst: boolean): string {
  const retried = retrying > 0 ? " Mail still being retried then goes out by itself." : "";
  return lost > 0 && isFirst ? `${retried} ${SEND_AGAIN}` : retried;
}

const SEND_AGAIN = "Lost mail must be sent again: the same command with -f recipients lists to whom.";
