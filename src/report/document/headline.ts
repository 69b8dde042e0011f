// The first sentences of a report: how many refusals, from where, and what to do first.
// "Nothing found" and "nothing left to do" are answers too.

import type { CauseClass } from "../../model/cause.ts";
import type { Counts, Report, SendingIpReport } from "../../model/report.ts";
import { comparisonSentences } from "./comparison.ts";
import { nothingRead } from "./inputs.ts";
import { nothingFound } from "./nothing-found.ts";
import { count, grouped, minuteOf } from "../../base/words/quantities.ts";
import { causeStands, isOthers, refusalStands } from "../../model/standing.ts";
import { ipv6Alone, reliefSentences } from "./relief.ts";
import { refusalSentences, refusalStart } from "./refusal-headline.ts";
import { firstAction, startWith, type Startable } from "./start-with.ts";
import { totalsOfSenders } from "./totals.ts";
import { unreadSentence } from "./unread.ts";

/** What follows when it is told where to start. */
export function furtherSentences(report: Report, inputFailed: boolean): string[] {
  const partly = inputFailed && report.inputs.length > 0 && nothingRead(report) === null;
  return [
    ...(beginsWithSender(report) ? [] : refusalSentences(report, false)),
    ...[unreadSentence(report) ?? []].flat(),
    ...comparisonSentences(report),
    ...newSentences(report),
    ...(partly ? [PARTLY_READ] : []),
  ];
}

/** The counts are those of the period, which has what an earlier run told of, too. */
function newSentences(report: Report): string[] {
  const { sinceLastRun, totals } = report;
  if (sinceLastRun === undefined) return [];
  const { lastRun, attempts, forSenders = 0 } = sinceLastRun;
  const kinds = [
    { news: attempts, all: totals.attempts, reason: "for reverse DNS" },
    { news: forSenders, all: totalsOfSenders(report).attempts, reason: "for the sender" },
  ].filter(({ all }) => all > 0);
  if (kinds.length === 0) return [];
  const parts = kinds.map(
    ({ news, all, reason }) =>
      `${count(news, `new refusal ${reason}`, `new refusals ${reason}`)} of ${grouped(all)}`,
  );
  return [`Since the last run (${minuteOf(lastRun)} UTC): ${parts.join(", ")}.`];
}

/** Then what Gmail refused for the sender is told before the step that ends it. */
function beginsWithSender(report: Startable): boolean {
  return firstAction(report)?.about === "sender";
}

const PARTLY_READ = "Not every input could be read in full: see the warnings at the end.";

/** The most important sentence first; the last says where to start, if there is anything to do. */
export function happenedSentences(report: Report, shorterWay: string | null = null): string[] {
  if (report.inputs.length === 0 && report.sendingIps.length > 0) return checked(report);
  const start = beginsWithSender(report) ? [...refusalSentences(report, true), cure(report) ?? ""] : null;
  if (report.sendingIps.length === 0 && report.totals.unattributed === 0)
    return [nothingFound(report), ...(start ?? [])];
  const happened = [refused(report), ...familyAlone(report), ...consequences(report)];
  if (start === null) return [...happened, ...whatToDo(report, shorterWay)];
  return [...happened, ...(needsRepair(report) ? [shorterWay ?? []].flat() : stateOfAll(report)), ...start];
}

/** Most people do not know that their mail leaves over IPv6, so this comes early, and what helps at once with it. */
function familyAlone({ sendingIps, totals, refusals = [] }: Report): string[] {
  const standing = ipv6Alone(sendingIps);
  const isBeside = refusals.some((refusal) => refusalStands(refusal) && !refusal.sendingIp?.includes(":"));
  if (standing === null || isBeside) return [];
  const hasGoodIpv4 = standing.some(({ findings }) => findings.some(({ id }) => id === "ipv6_no_ptr_v4_ok"));
  const rest = hasGoodIpv4 ? ": the same host's IPv4 address is in order" : "";
  // A refusal that names no address may be of either family.
  const known = totals.unattributed > 0 ? ", as far as Gmail's replies name an address" : "";
  return [`Only mail that left over IPv6 is refused${known}${rest}.`, ...reliefSentences(sendingIps)];
}

function refused(report: Report): string {
  const { attempts } = report.totals;
  const times = attempts === 1 ? "once" : `${grouped(attempts)} times`;
  return `Gmail refused mail ${times}${when(report)} because of missing or wrong reverse DNS${senderWords(report)}.`;
}

/** Most people do not know that their mail leaves over IPv6, so the family is said. */
function senderWords({ sendingIps }: Report): string {
  if (sendingIps.length === 0) return "";
  const ofFamily = (family: 4 | 6) => sendingIps.filter((sender) => sender.family === family).length;
  const parts = ([4, 6] as const).flatMap((family) => {
    const amount = ofFamily(family);
    return amount === 0 ? [] : [count(amount, `IPv${family} address`, `IPv${family} addresses`)];
  });
  return `, from ${parts.join(" and ")}`;
}

function when(report: Report): string {
  const first = report.sendingIps.flatMap((sender) => sender.firstSeen ?? []).toSorted()[0];
  const last = report.sendingIps
    .flatMap((sender) => sender.lastSeen ?? [])
    .toSorted()
    .at(-1);
  if (first === undefined || last === undefined) return "";
  if (minuteOf(first) === minuteOf(last)) return ` at ${minuteOf(first)} UTC`;
  return ` since ${minuteOf(first)} UTC (last at ${minuteOf(last)})`;
}

function consequences({ totals }: Report): string[] {
  const { affected, messages, lost } = totals;
  if (affected === 0) return [];
  const ends = endWords(totals);
  if (affected === 1)
    return [`One delivery is affected${ends.map((end) => `, ${end}`).join("")}.`, ...unseenEnds(totals)];
  const all = `${count(affected, "delivery", "deliveries")} (${count(messages, "message")})`;
  const losses =
    lost === 0 ? `None of ${all} is lost` : `${grouped(lost)} of ${all} ${lost === 1 ? "is" : "are"} lost`;
  return [`${[losses, ...ends].join(", ")}.`, ...unseenEnds(totals)];
}

/** Somebody who knows the queue can tell: the logs that were read do not. */
function unseenEnds({ affected, endNotSeen = 0 }: Counts): string[] {
  if (endNotSeen === 0) return [];
  const one = affected === 1 ? "It" : "One of them";
  const subject = endNotSeen === 1 ? `${one} was` : `${grouped(endNotSeen)} of them were`;
  return [
    `${subject} not seen again for longer than a mail server keeps trying: the inputs do not tell how that ended.`,
  ];
}

/** The worst end is told before these. */
function endWords({ affected, lost, retrying, delivered }: Counts): string[] {
  const isOne = affected === 1;
  const amount = (number: number) => (isOne ? "" : `${grouped(number)} `);
  return [
    ...(isOne && lost > 0 ? ["and is lost"] : []),
    ...(retrying > 0 ? [`${amount(retrying)}still being retried`] : []),
    ...(delivered > 0 ? [`${amount(delivered)}delivered in the end`] : []),
  ];
}

// ---------------------------------------------------------------- what to do

/** Whether an address of the reader's does. */
function needsRepair({ sendingIps }: Report): boolean {
  return sendingIps.some((sender) => causeStands(sender) && !isOthers(sender));
}

function stateOfAll(report: Report): string[] {
  return report.sendingIps.length === 0 ? [] : [nothingStands(report)];
}

function whatToDo(report: Report, shorterWay: string | null): string[] {
  if (report.sendingIps.length === 0) return [];
  const repair = cure(report);
  if (repair === null) return stateOfAll(report);
  // The records of all the addresses are in vain where one address is enough.
  return shorterWay === null ? [repair] : [shorterWay, repair];
}

const OTHERS_ALONE =
  "The refused mail left from servers of other mail systems: you have nothing to repair. Whom to tell is below.";

/** After what helps at once, the lasting repair. */
function cure(report: Startable, place: "below" | "above" = "below"): string | null {
  const hasRelief = !beginsWithSender(report) && reliefSentences(report.sendingIps).length > 0;
  return startWith(report, place, hasRelief ? "The lasting repair:" : undefined);
}

/** What to do first, said again at the end of a long report; null where nothing is to be done. */
export function firstStep(report: Report, place: "above"): string | null {
  const lasting = cure(report, place) ?? refusalStart(report, place);
  return lasting === null ? null : [...reliefSentences(report.sendingIps), lasting].join(" ");
}

function nothingStands(report: Report): string {
  const { sendingIps } = report;
  const senders = sendingIps.filter((sender) => !isOthers(sender));
  if (senders.length === 0) return OTHERS_ALONE;
  if (senders.some((sender) => sender.cause === null)) return causeUnknown(report);
  if (senders.some((sender) => sender.cause?.class === "warn")) {
    return "Nothing was found that would make Gmail refuse all mail; the remarks below may tell why it refused some.";
  }
  const isOne = senders.length === 1;
  if (senders.some(({ findings }) => findings.some(({ id }) => id === "one_witness")))
    return `One resolver says that ${isOne ? "its reverse DNS" : "the reverse DNS of all of them"} is in order; that alone proves no repair.`;
  return `${isOne ? "Its reverse DNS" : "The reverse DNS of all of them"} is in order: there is nothing to repair.`;
}

function causeUnknown({ dnsSilent, sendingIps }: Report): string {
  const unknown = sendingIps.filter(({ cause }) => cause === null).length;
  if (unknown < sendingIps.length)
    return `The DNS could not be asked about ${count(unknown, "address", "addresses")}, so the cause there is not known: see the warnings at the end.`;
  if (dnsSilent) return "The DNS could not be asked, so the cause is not known: see the warnings at the end.";
  return "The DNS was not asked, so the cause is not known. To find the cause and the repair, run the same command without --no-dns.";
}

// ---------------------------------------------------------------- the other answers

type State = CauseClass | "unknown";

const stateWords = {
  fail: ["has a fault for which Gmail refuses mail", "have a fault for which Gmail refuses mail"],
  temp: ["gets no certain answer from the DNS", "get no certain answer from the DNS"],
  not_checkable: ["cannot be checked", "cannot be checked"],
  unknown: ["could not be checked: the DNS gave no answer", "could not be checked: the DNS gave no answer"],
  warn: ["passes with a remark", "pass with a remark"],
  pass: ["is in order", "are in order"],
} satisfies Record<State, [one: string, several: string]>;

function checked(report: Report): string[] {
  const { sendingIps: senders } = report;
  const summary = senders.length === 1 ? senders.map(stateOfOne).join("") : statesOfMany(senders);
  const first = cure(report);
  return [summary, ...reliefSentences(senders), ...(first === null ? [] : [first])];
}

function stateOfOne(sender: SendingIpReport): string {
  return `${sender.ip} ${stateWords[stateOf(sender)][0]}.`;
}

function stateOf(sender: SendingIpReport): State {
  return sender.cause?.class ?? "unknown";
}

function statesOfMany(senders: SendingIpReport[]): string {
  const states = (Object.keys(stateWords) as State[]).flatMap((state) => {
    const amount = senders.filter((sender) => stateOf(sender) === state).length;
    return amount === 0 ? [] : [{ amount, words: stateWords[state][amount === 1 ? 0 : 1] }];
  });
  const all = `of ${grouped(senders.length)} addresses `;
  const parts = states.map(
    ({ amount, words }, index) => `${grouped(amount)} ${index === 0 ? all : ""}${words}`,
  );
  return `${parts.join(", ")}.`;
}
