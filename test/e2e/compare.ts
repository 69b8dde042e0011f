// Holds what the tool found against what Gmail wrote down.

import type { AnalysisEvent, Rejection } from "../../src/model/events.ts";
import { isWritten, keyOf, lastRefusals, recipientsToName } from "./truth.ts";
import type { Ending, Truth } from "./truth.ts";
import type { Refusal } from "./gmail-server.ts";
import type { Delivery, MailServer } from "./mail-server.ts";
import { googleHosts } from "./network.ts";

export interface Comparison {
  true: number;
  found: number;
  /** The mail server wrote nothing of these. */
  unwritten: number;
  false: number;
  /** What is wrong, in words. */
  problems: string[];
}

/** Syslog knows whole seconds, and a mailer logs a reply when the transaction is over. */
const TIME_TOLERANCE = 2000;

const rejectionsIn = (events: AnalysisEvent[]) =>
  events.filter((event) => event.schema === "whybounce.rejection/1");

export function compareAttempts(truth: Truth, events: AnalysisEvent[]): Comparison {
  const refusals = truth.refusals.filter(({ ptr }) => ptr);
  const written = refusals.filter((refusal) => isWritten(truth, refusal));
  const mentions = new Map(written.map((refusal): [Refusal, Rejection[]] => [refusal, []]));
  const never: Rejection[] = [];
  for (const mention of rejectionsIn(events)) {
    const refusal = refusalOf(
      truth,
      mention,
      written.filter((one) => !isTaken(mention, mentions.get(one) ?? [])),
    );
    if (refusal) mentions.get(refusal)?.push(mention);
    else never.push(mention);
  }
  const missing = written.filter((refusal) => mentions.get(refusal)?.length === 0);
  const wrong = [...mentions].flatMap(([refusal, found]) =>
    found.length === 0 ? [] : wrongOf(truth, refusal, found),
  );
  return {
    true: refusals.length,
    found: written.length - missing.length,
    unwritten: refusals.length - written.length,
    false: never.length,
    problems: [
      ...missing.map((refusal) => `not found: ${JSON.stringify(refusal)}`),
      ...wrong,
      ...never.map((event) => `never happened: ${JSON.stringify(event)}`),
    ],
  };
}

/** Without a token, a refusal that was found for this recipient is another one: the next try may follow at once. */
function isTaken({ replyId, recipient }: Rejection, found: Rejection[]): boolean {
  return replyId === null && found.some((mention) => mention.recipient === recipient);
}

/** The refusal with the same token; where the mail server keeps the reply's first line only, the one that agrees in all else. */
function refusalOf(truth: Truth, mention: Rejection, refusals: Refusal[]): Refusal | undefined {
  if (mention.replyId !== null) return refusals.find(({ replyId }) => replyId === mention.replyId);
  const names = (refusal: Refusal) =>
    refusal.messages.some(({ recipients }) => recipients.includes(mention.recipient ?? ""));
  return refusals.find((refusal) => names(refusal) && differences(truth, refusal, mention).length === 0);
}

function wrongOf(truth: Truth, refusal: Refusal, mentions: Rejection[]): string[] {
  const all = [
    ...recipientDifferences(truth, refusal, mentions),
    ...mentions.flatMap((mention) => differences(truth, refusal, mention)),
  ];
  return all.map((difference) => `${refusal.stage} ${refusal.replyId}: ${difference}`);
}

function recipientDifferences(truth: Truth, refusal: Refusal, mentions: Rejection[]): string[] {
  const found = mentions.map(({ recipient }) => recipient ?? "nobody").toSorted();
  const choices = recipientsToName(truth, refusal).map((names) => names.toSorted().join(", ") || "nobody");
  return choices.includes(found.join(", ")) ? [] : [`${found.join(", ")} instead of ${choices.join(" or ")}`];
}

function differences({ server }: Truth, refusal: Refusal, mention: Rejection): string[] {
  const senders = refusal.messages.map(({ sender }) => sender);
  const pairs: [name: string, found: unknown, wanted: unknown[]][] = [
    ["code", mention.code, [refusal.code]],
    ["sending IP", mention.sendingIp, [refusal.clientIp]],
    ["sender", mention.sender, senders],
    ["temporary", mention.temporary, [refusal.temporary]],
    ["receiver", mention.receiver, ["gmail"]],
    ["remote MTA", mention.remoteMta, [hostAsTold(server, refusal, mention)]],
  ];
  const wrong = pairs.filter(([, found, wanted]) => !wanted.includes(found));
  const late = mention.time === null ? Infinity : Math.abs(Date.parse(mention.time) - refusal.time);
  const time =
    late > TIME_TOLERANCE ? [`time ${mention.time} for ${new Date(refusal.time).toISOString()}`] : [];
  return [
    ...wrong.map(([name, found, wanted]) => `${name} ${String(found)} for ${wanted.join(" or ")}`),
    ...time,
  ];
}

function hostAsTold(server: MailServer, { host, clientIp }: Refusal, { via }: Rejection): string | null {
  if (via === "log") return server.hidesHost ? null : host;
  if (!server.namesAddress) return host;
  const { ipv4, ipv6 } = googleHosts.find(({ name }) => name === host)!;
  return clientIp.includes(":") ? ipv6 : ipv4;
}

/** Each delivery that has failed came back with the reply that it met last. */
export function compareBounces(truth: Truth, events: AnalysisEvent[]): Comparison {
  const rejections = rejectionsIn(events);
  const failed = lastRefusals(truth).filter(
    ({ delivery }) => truth.endings.get(keyOf(delivery)) === "failed",
  );
  const told = failed.filter(({ delivery }) => !losesReply(truth, delivery));
  const problems: string[] = [];
  const used = new Set<Rejection>();
  for (const { delivery, refusals } of told) {
    const ofDelivery = rejections.filter(
      ({ action, recipient }) => action === "failed" && recipient === delivery.recipient,
    );
    const bounce = ofDelivery.find((one) => refusalOf(truth, one, refusals));
    if (!bounce) problems.push(`no bounce: ${keyOf(delivery)} ${JSON.stringify(refusals)}`);
    else problems.push(...differences(truth, refusalOf(truth, bounce, refusals)!, bounce));
    if (bounce) used.add(bounce);
  }
  const left = rejections.filter((one) => !used.has(one));
  const never = left.filter((one) => !(truth.server.warns && one.action === "delayed" && isTrue(truth, one)));
  return {
    true: failed.length,
    found: used.size,
    unwritten: failed.length - told.length,
    false: never.length,
    problems: [...problems, ...never.map((event) => `never happened: ${JSON.stringify(event)}`)],
  };
}

/** Of a mail that others got: its bounce is written from a copy that does not have what the host said. */
function losesReply({ server, acceptances }: Truth, { sender, recipient }: Delivery): boolean {
  if (!server.forgetsReplies) return false;
  return acceptances.some((one) => one.sender === sender && one.recipient !== recipient);
}

/** A warning quotes any of the refusals before. */
function isTrue(truth: Truth, mention: Rejection): boolean {
  const refusal = truth.refusals.find(({ replyId }) => replyId === mention.replyId);
  return refusal !== undefined && differences(truth, refusal, mention).length === 0;
}

/** How each affected delivery ended, from the tool's events. */
export function foundEndings(events: AnalysisEvent[]): Map<string, Ending> {
  const endings = new Map<string, Ending>();
  const senders = new Map<string, string>();
  /** Messages with a refusal that names no recipient: their outcomes name them. */
  const unnamed = new Set<string>();
  for (const event of events) {
    if (event.schema !== "whybounce.rejection/1" && event.schema !== "whybounce.suspension/1") continue;
    const { queueId, sender, recipient } = event;
    if (queueId === null || sender === null) continue;
    senders.set(queueId, sender);
    if (recipient === null) unnamed.add(queueId);
    const isFinal = event.schema === "whybounce.rejection/1" && event.action === "failed";
    const key = keyOf({ sender, recipient: recipient ?? "" });
    if (recipient !== null && (isFinal || !endings.has(key)))
      endings.set(key, isFinal ? "failed" : "retrying");
  }
  for (const { queueId, recipient, outcome } of events.filter(
    (event) => event.schema === "whybounce.outcome/1",
  )) {
    const sender = senders.get(queueId) ?? "";
    const key = keyOf({ sender, recipient: recipient ?? "" });
    if (recipient !== null && (unnamed.has(queueId) || endings.has(key))) endings.set(key, outcome);
    if (recipient !== null) continue;
    for (const [other, ending] of endings)
      if (other.startsWith(key) && ending === "retrying") endings.set(other, outcome);
  }
  return endings;
}

/** The codes of Gmail's refusals for other reasons. */
export function foundOthers(events: AnalysisEvent[]): string[] {
  return events
    .flatMap((event) =>
      event.schema === "whybounce.other/1" ? Array.from({ length: event.attempts }, () => event.code) : [],
    )
    .toSorted();
}
