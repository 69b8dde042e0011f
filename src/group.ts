// Counting once. Collects the events of all inputs, in any order, and says which attempts, deliveries and
// outcomes there were: the same refusal in two log lines, in a log and in its DSN, in a delayed and then a
// failed DSN, or in two copies of a mailbox is one.

import type { AnalysisEvent, Envelope, OtherRefusal, Outcome, Rejection, Suspension } from "./model.ts";
import { isoTime } from "./rejection.ts";

/** One refusal reply. */
export interface Attempt {
  ip: string | null;
  code: string;
  /** Milliseconds since the epoch, of its earliest mention. */
  time: number | null;
  /** Key of the message. */
  message: string;
}

/** A message × recipient that was refused, or not offered because of a refusal. */
export interface Delivery {
  message: string;
  sender: string | null;
  /** Null when only a later host's acceptance told that there was one. */
  recipient: string | null;
  /** What refused it: each address and code once a mention. */
  refusals: { ip: string | null; code: string; time: number | null }[];
  outcome: "delivered" | "failed" | null;
}

export interface Grouped {
  attempts: Attempt[];
  deliveries: Delivery[];
  others: OtherRefusal[];
  /** The events counted once; empty unless they were to be kept. */
  events: AnalysisEvent[];
  /** Reporting MTAs by sending address. */
  reportingMtas: Map<string, Set<string>>;
}

export interface Grouping {
  /** False when the same event was there before. */
  add(event: AnalysisEvent): boolean;
  /** What was learnt of a message after its refusals. */
  addEnvelope(envelope: Envelope): void;
  finish(): Grouped;
}

/** What is kept of each refusal × recipient; the reply's text is not. */
type Refusal = Pick<
  Rejection,
  "sendingIp" | "code" | "sender" | "recipient" | "queueId" | "messageId" | "reportingMta" | "replyId" | "via"
> & {
  /** Key of its event. */
  key: string;
  time: number | null;
  action: Rejection["action"];
  suspended: boolean;
};

export function createGrouping(keepEvents: boolean): Grouping {
  const refusals = new Map<string, Refusal>();
  const outcomes = new Map<string, Outcome>();
  const others = new Map<string, OtherRefusal>();
  const rejections = new Map<string, Rejection>();
  const suspensions = new Map<string, Suspension>();
  const envelopes = new Map<string, Envelope>();

  function addRefusal(refusal: Refusal): boolean {
    const known = refusals.get(refusal.key);
    refusals.set(refusal.key, known ? better(known, refusal) : refusal);
    return known === undefined;
  }

  function add(event: AnalysisEvent): boolean {
    switch (event.schema) {
      case "whybounce.rejection/1":
        if (keepEvents) keepRejection(rejections, event);
        return addRefusal(compact(event.id, event, false));
      case "whybounce.suspension/1": {
        const key = [
          "suspended",
          event.queueId,
          event.recipient?.toLowerCase(),
          event.sendingIp,
          event.code,
        ].join(" ");
        if (keepEvents) suspensions.set(key, event);
        return addRefusal(
          compact(key, { ...event, messageId: null, replyId: null, via: "log", action: "delayed" }, true),
        );
      }
      case "whybounce.outcome/1":
        return keepLatest(outcomes, event);
      case "whybounce.other/1":
        return addOther(others, event);
    }
  }

  function addEnvelope(envelope: Envelope): void {
    const known = envelopes.get(envelope.queueId);
    envelopes.set(envelope.queueId, {
      queueId: envelope.queueId,
      sender: known?.sender ?? envelope.sender,
      messageId: known?.messageId ?? envelope.messageId,
    });
  }

  function finish(): Grouped {
    completeEnvelopes(refusals.values(), envelopes);
    const counted = withoutUnnamedRepeats(withoutRepeats([...refusals.values()]));
    attributeWithinMessage(counted);
    const deliveries = deliveriesOf(counted, [...outcomes.values()]);
    return {
      attempts: attemptsOf(counted),
      deliveries,
      others: [...others.values()],
      events: keepEvents
        ? [...refusalEvents(counted, rejections, suspensions), ...outcomes.values(), ...others.values()]
        : [],
      reportingMtas: reportingMtasOf(counted),
    };
  }

  return { add, addEnvelope, finish };
}

function compact(
  key: string,
  event: Omit<Refusal, "key" | "time" | "suspended"> & { time: string | null },
  suspended: boolean,
): Refusal {
  const { sendingIp, code, sender, recipient, queueId, messageId, reportingMta, replyId, via, action } =
    event;
  const time = event.time === null ? null : Date.parse(event.time);
  return {
    key,
    sendingIp,
    code,
    sender,
    recipient,
    queueId,
    messageId,
    reportingMta,
    replyId,
    via,
    action,
    time,
    suspended,
  };
}

function completeEnvelopes(refusals: Iterable<Refusal>, envelopes: ReadonlyMap<string, Envelope>): void {
  for (const refusal of refusals) {
    const envelope = refusal.queueId === null ? undefined : envelopes.get(refusal.queueId);
    refusal.sender ??= envelope?.sender ?? null;
    refusal.messageId ??= envelope?.messageId ?? null;
  }
}

/** Two mentions of one refusal: the log's words, the earlier time, the final action. */
function better(a: Refusal, b: Refusal): Refusal {
  const [first, second] = a.via === "dsn" && b.via === "log" ? [b, a] : [a, b];
  return {
    ...first,
    sendingIp: first.sendingIp ?? second.sendingIp,
    sender: first.sender ?? second.sender,
    queueId: first.queueId ?? second.queueId,
    messageId: first.messageId ?? second.messageId,
    reportingMta: longer(first.reportingMta, second.reportingMta),
    time: earlier(first.time, second.time),
    action: first.action === "failed" ? "failed" : second.action,
  };
}

/** Logs name a host `mx1`, DSNs `mx1.example.com`. */
function longer(a: string | null, b: string | null): string | null {
  if (a === null || b === null) return a ?? b;
  return b.length > a.length ? b : a;
}

function earlier(a: number | null, b: number | null): number | null {
  if (a === null || b === null) return a ?? b;
  return Math.min(a, b);
}

function keepRejection(rejections: Map<string, Rejection>, event: Rejection): void {
  const known = rejections.get(event.id);
  if (!known || (known.via === "dsn" && event.via === "log")) rejections.set(event.id, event);
}

function keepLatest(outcomes: Map<string, Outcome>, event: Outcome): boolean {
  const key = `${event.queueId} ${event.recipient?.toLowerCase() ?? ""}`;
  const known = outcomes.get(key);
  if (known && (known.time ?? "") >= (event.time ?? "")) return false;
  outcomes.set(key, event);
  return known === undefined;
}

function addOther(others: Map<string, OtherRefusal>, event: OtherRefusal): boolean {
  const key = event.replyId ?? `${event.code} ${event.meaning}`;
  const known = others.get(key);
  if (known && event.replyId !== null) return false;
  others.set(key, known ? { ...known, attempts: known.attempts + event.attempts } : event);
  return true;
}

/** The message: its queue id, or what else a DSN tells of it. */
function messageKey(refusal: Pick<Refusal, "queueId" | "messageId" | "sender">): string {
  return refusal.queueId ?? refusal.messageId ?? refusal.sender ?? "";
}

function deliveryKey(refusal: Pick<Refusal, "queueId" | "messageId" | "sender" | "recipient">): string {
  return `${messageKey(refusal)} ${refusal.recipient?.toLowerCase() ?? ""}`;
}

/**
 * A DSN that lost Gmail's token on its way repeats a refusal that is known from elsewhere: from the log, or
 * from a DSN that has the token. It adds its action, and no attempt.
 */
function withoutRepeats(refusals: Refusal[]): Refusal[] {
  const isVague = (refusal: Refusal) => refusal.via === "dsn" && refusal.replyId === null;
  const known = new Map<string, Refusal>();
  for (const refusal of refusals) {
    if (isVague(refusal)) continue;
    for (const key of repeatKeys(refusal)) known.set(key, refusal);
  }
  return refusals.filter((refusal) => {
    if (!isVague(refusal)) return true;
    const keys = repeatKeys(refusal);
    const original = keys.map((key) => known.get(key)).find((found) => found !== undefined);
    if (!original) {
      for (const key of keys) known.set(key, refusal);
      return true;
    }
    if (refusal.action === "failed") original.action = "failed";
    if (isVague(original)) original.time = earlier(original.time, refusal.time);
    return false;
  });
}

/**
 * Exim logs a refusal for the host and then, maybe later, for each recipient: the line without recipient
 * says nothing more than when it was.
 */
function withoutUnnamedRepeats(refusals: Refusal[]): Refusal[] {
  const named = new Map<string, Refusal[]>();
  for (const refusal of refusals)
    if (refusal.replyId !== null && refusal.recipient !== null) push(named, refusal.replyId, refusal);
  return refusals.filter(({ replyId, recipient, time }) => {
    const repeats = (recipient === null && named.get(replyId ?? "")) || [];
    for (const refusal of repeats) refusal.time = earlier(refusal.time, time);
    return repeats.length === 0;
  });
}

function repeatKeys(refusal: Refusal): string[] {
  const recipient = refusal.recipient?.toLowerCase() ?? "";
  return [refusal.queueId, refusal.messageId]
    .filter((id) => id !== null)
    .map((id) => `${id} ${recipient} ${refusal.code}`);
}

/** A reply whose address was cut off gets the address that the message's other refusals name, if it is one. */
function attributeWithinMessage(refusals: Refusal[]): void {
  const addresses = new Map<string, Set<string>>();
  for (const refusal of refusals) {
    if (refusal.sendingIp === null || refusal.queueId === null) continue;
    const known = addresses.get(refusal.queueId) ?? new Set();
    addresses.set(refusal.queueId, known.add(refusal.sendingIp));
  }
  for (const refusal of refusals) {
    const known = refusal.queueId === null ? undefined : addresses.get(refusal.queueId);
    if (refusal.sendingIp === null && known?.size === 1) refusal.sendingIp = [...known][0]!;
  }
}

/** One for each token of Gmail's; refusals without one are told apart by message, time and recipient. */
function attemptsOf(refusals: readonly Refusal[]): Attempt[] {
  const attempts = new Map<string, Attempt>();
  for (const refusal of refusals) {
    if (refusal.suspended) continue;
    const key = refusal.replyId ?? `${deliveryKey(refusal)} ${refusal.time} ${refusal.code}`;
    const known = attempts.get(key);
    if (known) known.time = earlier(known.time, refusal.time);
    else
      attempts.set(key, {
        ip: refusal.sendingIp,
        code: refusal.code,
        time: refusal.time,
        message: messageKey(refusal),
      });
  }
  return [...attempts.values()];
}

function deliveriesOf(refusals: readonly Refusal[], outcomes: readonly Outcome[]): Delivery[] {
  const deliveries = new Map<string, Delivery>();
  const unnamed = new Map<string, Refusal[]>();
  for (const refusal of refusals) {
    if (refusal.recipient === null) push(unnamed, messageKey(refusal), refusal);
    else addToDelivery(deliveries, deliveryKey(refusal), refusal);
  }
  for (const outcome of outcomes) {
    if (outcome.recipient === null) continue;
    const key = deliveryKey({ ...outcome, messageId: null, sender: null });
    // The next host took what this one refused: only now is it known whose mail that was.
    if (outcome.outcome === "delivered" && !deliveries.has(key))
      for (const refusal of unnamed.get(outcome.queueId) ?? []) addToDelivery(deliveries, key, refusal);
    const delivery = deliveries.get(key);
    if (delivery) delivery.outcome = outcome.outcome;
  }
  expireMessages(deliveries, outcomes);
  return [...deliveries.values()];
}

function addToDelivery(deliveries: Map<string, Delivery>, key: string, refusal: Refusal): void {
  const delivery: Delivery = deliveries.get(key) ?? {
    message: messageKey(refusal),
    sender: null,
    recipient: refusal.recipient,
    refusals: [],
    outcome: null,
  };
  delivery.sender ??= refusal.sender;
  delivery.refusals.push({ ip: refusal.sendingIp, code: refusal.code, time: refusal.time });
  if (refusal.action === "failed") delivery.outcome = "failed";
  deliveries.set(key, delivery);
}

/** Postfix gives up a message as a whole: everything of it that was not delivered is lost. */
function expireMessages(deliveries: Map<string, Delivery>, outcomes: readonly Outcome[]): void {
  const expired = new Set<string>();
  for (const outcome of outcomes) if (outcome.recipient === null) expired.add(outcome.queueId);
  if (expired.size === 0) return;
  for (const delivery of deliveries.values()) {
    if (expired.has(delivery.message)) delivery.outcome ??= "failed";
  }
}

function reportingMtasOf(refusals: readonly Refusal[]): Map<string, Set<string>> {
  const hosts = new Map<string, Set<string>>();
  for (const { sendingIp, reportingMta } of refusals) {
    if (sendingIp === null || reportingMta === null) continue;
    hosts.set(sendingIp, (hosts.get(sendingIp) ?? new Set()).add(reportingMta));
  }
  return hosts;
}

/** Each event says what all mentions of its refusal said together: fed back, it gives the same counts. */
function refusalEvents(
  refusals: readonly Refusal[],
  rejections: ReadonlyMap<string, Rejection>,
  suspensions: ReadonlyMap<string, Suspension>,
): AnalysisEvent[] {
  return refusals.flatMap((refusal): AnalysisEvent[] => {
    const { key, sendingIp, sender, queueId, messageId, reportingMta, action } = refusal;
    const time = isoTime(refusal.time);
    const rejection = rejections.get(key);
    if (rejection)
      return [{ ...rejection, time, action, sendingIp, sender, queueId, messageId, reportingMta }];
    const suspension = suspensions.get(key);
    return suspension ? [{ ...suspension, time, sender, reportingMta }] : [];
  });
}

function push<Key, Value>(lists: Map<Key, Value[]>, key: Key, value: Value): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}
