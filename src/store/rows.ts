// What was read as rows of the store, and back.

import { factOf } from "../base/fact-of.ts";
import { domainOf } from "../base/standards/mailbox.ts";
import { timeOf } from "../base/standards/iso-time.ts";
import { mailboxOf, otherReceiverMessageKey, otherRefusalKey } from "../counting/keys.ts";
import type { OtherReceiverRefusal, OtherRefusal, Unread } from "../model/events.ts";
import type { FactEvent } from "../model/fact-events.ts";
import type { Observation } from "../model/observations.ts";
import { lineOf, mentionOf, type StoredEvent } from "./history/lines.ts";
import { homeOf, isRefused, linksOf, viaOf, type MessageEvent } from "./message-events.ts";
import { EVENTS, OTHER_RECEIVERS, OTHERS } from "./tables.ts";
import { dayOf, weekAt, type Week } from "./weeks.ts";

/** A row about a message whose delivery Gmail refused, for reverse DNS or for the sender's records. */
export type EventRow = {
  home: string;
  week: Week;
  mention: string;
  /** 1 if the event stands under another home by now: that of the host that had the message. */
  moved: 0 | 1;
  time: number | null;
  schema: string;
  via: string;
  queue_link: number;
  message_link: number;
  reply_link: number;
  sending_ip: string;
  code: string;
  sender_domain: string;
  queue_id: string;
  event: string;
  pushed: number;
};

/** A row of a refusal of another kind, which is counted on its own. */
export type OtherRow = Record<string, string | number | null> & { message: string; mention: string };

/**
 * Where a row stands; the rest of it is made, from its text, for those that are not there yet: an event takes twice the room. The
 * mention of a line as it was read is another one than the row's if this program would write the line otherwise.
 */
export interface Candidate extends Pick<EventRow, "home" | "week" | "mention"> {
  row: () => EventRow;
}

export type StoredRow =
  | { table: typeof EVENTS; row: Candidate }
  | { table: typeof OTHERS | typeof OTHER_RECEIVERS; row: OtherRow };

/** `pushed` is in seconds since the epoch; `line` is what the observation was read from, if that says just the same. */
export function storedRow(
  observation: Observation,
  timezone: string,
  pushed: number,
  line: string | null = null,
): StoredRow {
  // Most lines of a push that overlaps are known: what they say is not written anew to learn that.
  if (line !== null && "schema" in observation && isOfMessage(observation))
    return { table: EVENTS, row: candidateOf(observation, line, mentionOf(line), { timezone, pushed }) };
  const { event, text, mention } = lineOf(observation);
  if (isOfMessage(event))
    return { table: EVENTS, row: candidateOf(event, text, mention, { timezone, pushed }) };
  const time = timeOfEvent(event);
  const common = { mention, time, schema: event.schema, event: text, pushed };
  const other = () => ({ ...common, day: dayOf(time ?? 0) });
  switch (event.schema) {
    case "whybounce.other/1":
      return { table: OTHERS, row: { ...other(), ...otherColumns(event, mention) } };
    case "whybounce.unread/1":
      return { table: OTHERS, row: { ...other(), ...unreadColumns(event) } };
    case "whybounce.other-receiver/1":
      return { table: OTHER_RECEIVERS, row: { ...other(), ...otherReceiverColumns(event) } };
  }
}

function isOfMessage(event: StoredEvent): event is MessageEvent {
  return messageSchemas.has(event.schema);
}

function timeOfEvent({ time }: StoredEvent): number | null {
  return time === null ? null : timeOf(time);
}

interface Pushing {
  timezone: string;
  pushed: number;
}

/** `text` is the event as a line, in whatever spelling; the row has this program's own. */
function candidateOf(
  event: MessageEvent,
  text: string,
  mention: string,
  { timezone, pushed }: Pushing,
): Candidate {
  const home = homeOf(event);
  const week = weekAt(timeOfEvent(event), timezone);
  const row = () => {
    const again = JSON.parse(text) as MessageEvent;
    const line = lineOf(again as Observation);
    const time = timeOfEvent(again);
    return eventRow(again, { home, week, mention: line.mention, time, event: line.text, pushed });
  };
  return { home, week, mention, row };
}

type Place = Pick<EventRow, "home" | "week" | "mention" | "time" | "event" | "pushed">;

/** Column by column: a row that is put together of several objects takes five times as long. */
function eventRow(of: MessageEvent, { home, week, mention, time, event, pushed }: Place): EventRow {
  const { queue_link, message_link, reply_link } = linksOf(of);
  const refused = isRefused(of) ? of : null;
  const sender = refused?.sender ?? null;
  return {
    home,
    week,
    mention,
    moved: 0,
    time,
    schema: of.schema,
    via: viaOf(of),
    queue_link,
    message_link,
    reply_link,
    sending_ip: refused?.sendingIp ?? "",
    code: refused?.code ?? "",
    sender_domain: sender === null ? "" : domainOf(sender),
    queue_id: of.queueId ?? "",
    event,
    pushed,
  };
}

function otherColumns(event: OtherRefusal, mention: string) {
  const { code, meaning, attempts } = event;
  return { message: otherRefusalKey(event) ?? mention, code, meaning, attempts };
}

function unreadColumns({ id }: Unread) {
  return { message: id, code: "", meaning: "", attempts: 1 };
}

function otherReceiverColumns(event: OtherReceiverRefusal) {
  const { id, receiver, name, code, via, reply } = event;
  return {
    message: otherReceiverMessageKey(event),
    id,
    receiver,
    name,
    code,
    via,
    reply,
    sending_ip: event.sendingIp ?? "",
    mailbox: mailboxOf(event.recipient),
    queue_id: event.queueId ?? "",
    message_id: event.messageId ?? "",
    remote_mta: event.remoteMta ?? "",
  };
}

// ---------------------------------------------------------------- and back

/** What stands in the column `event`. */
export function observationOf(text: string): Observation {
  const event = JSON.parse(text) as StoredEvent;
  return isFact(event) ? factOf(event) : event;
}

function isFact(event: StoredEvent): event is FactEvent {
  return event.schema === "whybounce.envelope/1" || event.schema === "whybounce.removal/1";
}

/** The refusals among the rows of messages. */
export const REFUSALS: readonly string[] = ["rejection", "suspension", "sender-refusal"].map(schemaOf);

/** The events that this version knows in the rows of a table. */
export const knownSchemas = {
  [EVENTS]: ["rejection", "suspension", "sender-refusal", "outcome", "requeue", "envelope", "removal"].map(
    schemaOf,
  ),
  [OTHERS]: ["other", "unread"].map(schemaOf),
  [OTHER_RECEIVERS]: ["other-receiver"].map(schemaOf),
};

const messageSchemas: ReadonlySet<string> = new Set(knownSchemas[EVENTS]);

function schemaOf(name: string): string {
  return `whybounce.${name}/1`;
}
