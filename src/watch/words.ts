// The sentences of an alert.

import { escapeText } from "../base/words/escape.ts";
import { count, grouped, minuteOf } from "../base/words/quantities.ts";
import { wrap } from "../base/words/wrap.ts";
import type {
  AddressChangeTold,
  AddressState,
  Alert,
  ChangeKind,
  Digest,
  DoubtfulAlert,
} from "../model/watch.ts";
import type { HeldAlert } from "./outboxes.ts";

/** More addresses than that are told by cause and zone. */
const MAX_TOLD = 20;
/** Of a summary; a message is read by somebody. */
const MAX_GROUPS = 50;

const subjects: Record<ChangeKind, (who: string) => string> = {
  refused: (who) => `Gmail refuses mail from ${who}`,
  broken: (who) => `${who}: the reverse DNS is broken`,
  mended: (who) => `${who}: repaired`,
  "still-refused": (who) => `Gmail still refuses mail from ${who}`,
  "not-asked": (who) => `${who}: the DNS could not be asked`,
  unsteady: (who) => `${who}: unsteady`,
};

/** What matters most comes first. */
const order: readonly ChangeKind[] = [
  "refused",
  "broken",
  "still-refused",
  "unsteady",
  "not-asked",
  "mended",
];

/** No word of a stranger's: addresses and numbers alone. */
export function subjectOf({ changes, digest, doubtful }: Alert): string {
  const parts = order.flatMap((kind) => {
    const ips = new Set(changes.filter((change) => change.kind === kind).map(({ ip }) => ip));
    if (ips.size === 0) return [];
    return subjects[kind](ips.size === 1 ? [...ips][0]! : count(ips.size, "address", "addresses"));
  });
  if (digest !== null) parts.push(digestHeadline(digest));
  if (doubtful.length > 0)
    parts.push(`${count(doubtful.length, "earlier message", "earlier messages")} may not have arrived`);
  return parts.join("; ");
}

export function alertText({ changes, digest, doubtful, host, time }: Alert): string {
  const told = changes.length > MAX_TOLD ? summary(changes) : changes.map(changeText);
  const parts = [...told, ...(digest === null ? [] : [digestText(digest)]), ...doubtful.map(doubtfulText)];
  return `${parts.join("\n\n")}\n\n-- \nwhybounce watch on ${host}, ${minuteOf(time)} UTC\n`;
}

function doubtfulText({ id, sentAt, changes, more, digestWeek }: DoubtfulAlert): string {
  const words = order.flatMap((kind) => {
    const ips = changes.filter((change) => change.kind === kind).map(({ ip }) => ip);
    return ips.length === 0 ? [] : `  - ${subjects[kind](ips.join(", "))}`;
  });
  const rest = more > 0 ? [`  - and ${count(more, "more change")}`] : [];
  const week = digestWeek === null ? [] : [`  - the digest of ${digestWeek}`];
  const lead = `The message that was perhaps sent at ${minuteOf(sentAt)} UTC may not have arrived: the watch was killed meanwhile. It is not sent again (id ${id}). It said:`;
  return [...wrapped(lead), ...words, ...rest, ...week].join("\n");
}

/** Mail is read in lines of about this length (RFC 5322 section 2.1.1). */
const LINE_WIDTH = 78;

function wrapped(text: string, first = ""): string[] {
  return wrap(text, { width: LINE_WIDTH, first });
}

/** For the one who looks on: the next run after that sends it. */
export function heldLine({ channel, until, amount }: HeldAlert): string {
  const what = amount === 1 ? "it" : `one message of ${grouped(amount)} parts`;
  const end = new Date(until).toISOString().replace("T", " ").slice(0, 19);
  const text = `alert over ${channel} is held back until ${end} UTC, so that a channel has one message in a while; the first run after that sends ${what}`;
  return escapeText(text, true);
}

// ---------------------------------------------------------------- changes

/** One line, for a journal and for a terminal. */
export function changeLine(change: AddressChangeTold): string {
  return escapeText([headline(change), causeWords(change)].filter((part) => part !== "").join(": "), true);
}

function changeText(change: AddressChangeTold): string {
  const { cause, kind } = change;
  const fix = kind === "mended" || cause === null ? [] : cause.fix;
  const steps = fix.flatMap(({ action, record }) => [
    ...wrapped(escapeText(action, true), "  - "),
    // Whoever copies a record wants it whole.
    ...(record === null ? [] : [`      ${escapeText(record, true)}`]),
  ]);
  const check = kind === "mended" ? [] : [`  More: whybounce check ${change.ip}`];
  return [...wrapped(`${changeLine(change)}.`), ...steps, ...check].join("\n");
}

function headline({ kind, ip, since, refusals, lastRefusal, from }: AddressChangeTold): string {
  switch (kind) {
    case "refused":
      return `Gmail refuses mail from ${ip}${refusals > 0 ? ` (${count(refusals, "refusal")})` : ""}`;
    case "still-refused":
      return `Gmail still refuses mail from ${ip}, since ${minuteOf(since)} UTC (${count(refusals, "refusal")})`;
    case "broken":
      return `the reverse DNS of ${ip} is broken${lastRefusal === null ? " before any refusal" : ` (last refusal: ${minuteOf(lastRefusal)} UTC)`}`;
    case "mended":
      return from === "broken"
        ? `the reverse DNS of ${ip} is in order again; no mail was refused meanwhile`
        : `${ip} is repaired: Gmail no longer refuses it`;
    case "not-asked":
      return `the DNS could not be asked about ${ip} for six hours; its state is ${stateWords[from]} as before`;
    case "unsteady":
      return `${ip} is unsteady: it changed again and again within six hours; no more alerts about it until it stays the same`;
  }
}

const stateWords: Record<AddressState, string> = {
  unknown: "not known",
  ok: "in order",
  refused: "refused",
  broken: "broken",
  waiting: "waiting for accepted mail",
  mended: "repaired",
};

function causeWords({ kind, cause }: AddressChangeTold): string {
  return kind === "mended" || cause === null ? "" : cause.title;
}

/** A whole network that breaks is one message: how many, by cause and zone. */
function summary(changes: readonly AddressChangeTold[]): string[] {
  const groups = new Map<string, string[]>();
  for (const change of changes) {
    const { kind, cause, ip } = change;
    const where = cause?.zone === null || cause === null ? "" : ` in ${cause.zone}`;
    const key = `${kind}: ${kind === "mended" || cause === null ? "" : cause.title}${where}`;
    groups.set(key, [...(groups.get(key) ?? []), ip]);
  }
  const sorted = [...groups].toSorted(([, a], [, b]) => b.length - a.length);
  const lines = sorted.slice(0, MAX_GROUPS).map(([key, ips]) => {
    const examples = `${ips.slice(0, 3).join(", ")}${ips.length > 3 ? ", …" : ""}`;
    return escapeText(`${count(ips.length, "address", "addresses")} ${key} (${examples})`, true);
  });
  const left = sorted.length - lines.length;
  return [lines.join("\n"), ...(left > 0 ? [`and ${count(left, "more group")}`] : [])];
}

// ---------------------------------------------------------------- a week

export function digestHeadline({ week, addresses, inOrder, refusals, affected, delivered }: Digest): string {
  const all = `${inOrder === addresses ? "all " : `${grouped(inOrder)} of `}${count(addresses, "address", "addresses")} in order`;
  if (refusals === null)
    return `${week}: ${all}; refusals are not known, because the history could not be read`;
  const later = affected !== null && affected > 0 && affected === delivered ? ", all delivered later" : "";
  return `${week}: ${all}, ${refusals === 0 ? "no refusals" : count(refusals, "refusal")}${later}`;
}

function digestText(digest: Digest): string {
  const { others, affected, delivered, lost, retrying } = digest;
  const fates =
    affected === 0 || affected === null
      ? []
      : [`Deliveries that were refused: ${delivered} delivered later, ${retrying} waiting, ${lost} lost.`];
  const lines = others.slice(0, MAX_GROUPS).map(({ ip, state }) => `  ${ip}: ${stateWords[state]}`);
  const left = others.length - lines.length;
  return [`${digestHeadline(digest)}.`, ...fates, ...lines, ...(left > 0 ? [`  and ${left} more`] : [])].join(
    "\n",
  );
}
