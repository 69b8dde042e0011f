// The sentences of an alert.

import { escapeText } from "../base/words/escape.ts";
import { count, minuteOf } from "../base/words/quantities.ts";
import type { AddressChangeTold, AddressState, Alert, ChangeKind, Digest } from "../model/watch.ts";

/** More addresses than that are told by cause and zone. */
const MAX_TOLD = 20;
/** Of a summary; a message is read by somebody. */
const MAX_GROUPS = 50;

const subjects: Record<ChangeKind, (who: string) => string> = {
  refused: (who) => `Gmail refuses mail from ${who}`,
  broken: (who) => `${who}: the reverse DNS is broken`,
  mended: (who) => `${who}: mended`,
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
export function subjectOf({ changes, digest }: Alert): string {
  const parts = order.flatMap((kind) => {
    const ips = new Set(changes.filter((change) => change.kind === kind).map(({ ip }) => ip));
    if (ips.size === 0) return [];
    return subjects[kind](ips.size === 1 ? [...ips][0]! : count(ips.size, "address", "addresses"));
  });
  if (digest !== null) parts.push(digestHeadline(digest));
  return parts.join("; ");
}

export function alertText({ changes, digest, host, time }: Alert): string {
  const told = changes.length > MAX_TOLD ? summary(changes) : changes.map(changeText);
  const parts = [...told, ...(digest === null ? [] : [digestText(digest)])];
  return `${parts.join("\n\n")}\n\n-- \nwhybounce watch on ${host}, ${minuteOf(time)} UTC\n`;
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
    `  - ${action}`,
    ...(record === null ? [] : [`      ${record}`]),
  ]);
  const check = kind === "mended" ? [] : [`  More: whybounce check ${change.ip}`];
  return [`${changeLine(change)}.`, ...steps.map((step) => escapeText(step, true)), ...check].join("\n");
}

function headline({ kind, ip, since, refusals, lastRefusal, from }: AddressChangeTold): string {
  switch (kind) {
    case "refused":
      return `Gmail refuses mail from ${ip}${refusals > 0 ? ` (${count(refusals, "refusal")})` : ""}`;
    case "still-refused":
      return `Gmail still refuses mail from ${ip}, since ${minuteOf(since)} UTC (${count(refusals, "refusal")})`;
    case "broken":
      return `${ip} is broken${lastRefusal === null ? " before any refusal" : ` (last refusal: ${minuteOf(lastRefusal)} UTC)`}`;
    case "mended":
      return from === "broken"
        ? `${ip} is in order again; no mail was refused meanwhile`
        : `${ip} is mended: Gmail refuses it no more`;
    case "not-asked":
      return `the DNS could not be asked about ${ip} for six hours; its state is ${stateWords[from]} as before`;
    case "unsteady":
      return `${ip} is unsteady: it changed again and again within six hours; nothing more is told until it keeps still`;
  }
}

const stateWords: Record<AddressState, string> = {
  unknown: "not known",
  ok: "in order",
  refused: "refused",
  broken: "broken",
  waiting: "waiting for accepted mail",
  mended: "mended",
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
  const none = "no refusals";
  const later = affected > 0 && affected === delivered ? ", all delivered later" : "";
  return `${week}: ${all}, ${refusals === 0 ? none : count(refusals, "refusal")}${later}`;
}

function digestText(digest: Digest): string {
  const { others, affected, delivered, lost, retrying } = digest;
  const fates =
    affected === 0
      ? []
      : [`Mail that was refused: ${delivered} delivered later, ${retrying} waiting, ${lost} lost.`];
  const lines = others.slice(0, MAX_GROUPS).map(({ ip, state }) => `  ${ip}: ${stateWords[state]}`);
  const left = others.length - lines.length;
  return [`${digestHeadline(digest)}.`, ...fates, ...lines, ...(left > 0 ? [`  and ${left} more`] : [])].join(
    "\n",
  );
}

function grouped(amount: number): string {
  return amount.toLocaleString("en");
}
