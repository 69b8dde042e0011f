// The messages with a refusal, in columns: there may be a million, and as objects each would take half a KiB. What nearly
// every message has once stands in the columns, its envelope and the end of its time in the queue; what few have stands beside.

import type { Envelope, Removal } from "../../model/delivery.ts";
import { none, type FollowedMessage } from "./followed-message.ts";
import type { MessageTimes } from "./rereading.ts";

export interface FollowedTable {
  readonly size: number;
  has: (queueId: string) => boolean;
  /** A copy: what is changed in it is to be put back. */
  get: (queueId: string) => FollowedMessage | undefined;
  put: (message: FollowedMessage) => void;
  messages: () => Iterable<FollowedMessage>;
  /** Whether there is one of which the times are such. */
  some: (isWanted: (times: MessageTimes) => boolean) => boolean;
}

const reasons: readonly Removal["reason"][] = ["done", "deleted", "requeued", "unknown"];

/** Columns of flags. */
const MESSAGE_ID_KNOWN = 1;
const TOLD = 2;
const HAS_ENVELOPE = 4;
const BEGINS = 8;
const HAS_REMOVAL = 16;

export function createFollowedTable(): FollowedTable {
  const rows = new Map<string, number>();
  const columns = createColumns();
  /** By row, all of them where there are several. */
  const envelopes = new Map<number, readonly Envelope[]>();
  const removals = new Map<number, readonly Removal[]>();
  const words = new Map<number, readonly string[]>();

  /** A line is about one message, which is asked for a few times: to find one of a million takes longer than to compare. */
  let asked = "";
  let found: number | undefined;

  function rowOf(queueId: string): number | undefined {
    if (queueId !== asked) {
      found = rows.get(queueId);
      asked = queueId;
    }
    return found;
  }

  function get(queueId: string): FollowedMessage | undefined {
    const row = rowOf(queueId);
    return row === undefined ? undefined : messageAt(columns.queueIds[row]!, row);
  }

  function messageAt(queueId: string, row: number): FollowedMessage {
    const { numbers } = columns;
    const flags = numbers.flags[row]!;
    return {
      queueId,
      metIn: numbers.metIn[row]!,
      envelopes: envelopes.get(row) ?? (flags & HAS_ENVELOPE ? [envelopeAt(queueId, row)] : none),
      removals: removals.get(row) ?? (flags & HAS_REMOVAL ? [removalAt(queueId, row)] : none),
      lacksSenderAt: numbers.lacksSenderAt[row]!,
      refusedIn: numbers.refusedIn[row]!,
      refusedAt: known(numbers.refusedAt[row]!),
      firstTime: known(numbers.firstTime[row]!),
      lastTime: known(numbers.lastTime[row]!),
      firstEnd: known(numbers.firstEnd[row]!),
      isMessageIdKnown: (flags & MESSAGE_ID_KNOWN) !== 0,
      isTold: (flags & TOLD) !== 0,
      words: words.get(row) ?? none,
    };
  }

  function envelopeAt(queueId: string, row: number): Envelope {
    const { hosts, senders, messageIds, numbers } = columns;
    return {
      queueId,
      time: known(numbers.envelopeTime[row]!),
      reportingMta: hosts[row]!,
      sender: senders[row]!,
      messageId: messageIds[row]!,
      begins: (numbers.flags[row]! & BEGINS) !== 0,
    };
  }

  function removalAt(queueId: string, row: number): Removal {
    const { removalHosts, numbers } = columns;
    const reason = reasons[numbers.reason[row]!]!;
    return { queueId, time: known(numbers.removalTime[row]!), reportingMta: removalHosts[row]!, reason };
  }

  function put(message: FollowedMessage): void {
    const row = rowOf(message.queueId) ?? addRow(message.queueId);
    const { numbers } = columns;
    numbers.metIn[row] = message.metIn;
    numbers.lacksSenderAt[row] = message.lacksSenderAt;
    numbers.refusedIn[row] = message.refusedIn;
    numbers.refusedAt[row] = message.refusedAt ?? NaN;
    numbers.firstTime[row] = message.firstTime ?? NaN;
    numbers.lastTime[row] = message.lastTime ?? NaN;
    numbers.firstEnd[row] = message.firstEnd ?? NaN;
    numbers.flags[row] =
      (message.isMessageIdKnown ? MESSAGE_ID_KNOWN : 0) |
      (message.isTold ? TOLD : 0) |
      putEnvelopes(row, message.envelopes) |
      putRemovals(row, message.removals);
    putFew(words, row, message.words, 0);
  }

  function addRow(queueId: string): number {
    const row = rows.size;
    rows.set(queueId, row);
    columns.makeRoom(row);
    columns.queueIds[row] = queueId;
    asked = queueId;
    found = row;
    return row;
  }

  /** Returns the flags. */
  function putEnvelopes(row: number, list: readonly Envelope[]): number {
    const { hosts, senders, messageIds, numbers } = columns;
    const only = list.length === 1 ? list[0]! : null;
    hosts[row] = only?.reportingMta ?? null;
    senders[row] = only?.sender ?? null;
    messageIds[row] = only?.messageId ?? null;
    numbers.envelopeTime[row] = only?.time ?? NaN;
    putFew(envelopes, row, list, 1);
    return only ? HAS_ENVELOPE | (only.begins ? BEGINS : 0) : 0;
  }

  function putRemovals(row: number, list: readonly Removal[]): number {
    const { removalHosts, numbers } = columns;
    const only = list.length === 1 ? list[0]! : null;
    removalHosts[row] = only?.reportingMta ?? null;
    numbers.removalTime[row] = only?.time ?? NaN;
    numbers.reason[row] = only ? reasons.indexOf(only.reason) : 0;
    putFew(removals, row, list, 1);
    return only ? HAS_REMOVAL : 0;
  }

  function* messages(): Generator<FollowedMessage> {
    for (const [queueId, row] of rows) yield messageAt(queueId, row);
  }

  function some(isWanted: (times: MessageTimes) => boolean): boolean {
    for (let row = 0; row < rows.size; row++) if (isWanted(timesAt(row))) return true;
    return false;
  }

  function timesAt(row: number): MessageTimes {
    const { numbers } = columns;
    return {
      metIn: numbers.metIn[row]!,
      lacksSenderAt: numbers.lacksSenderAt[row]!,
      firstTime: known(numbers.firstTime[row]!),
      lastTime: known(numbers.lastTime[row]!),
      firstEnd: known(numbers.firstEnd[row]!),
      isMessageIdKnown: (numbers.flags[row]! & MESSAGE_ID_KNOWN) !== 0,
    };
  }

  return {
    get size() {
      return rows.size;
    },
    has: (queueId) => rowOf(queueId) !== undefined,
    get,
    put,
    messages,
    some,
  };
}

/** An unknown time stands as NaN. */
function known(time: number): number | null {
  return Number.isNaN(time) ? null : time;
}

/** Keeps what the columns have no room for. */
function putFew<Value>(
  lists: Map<number, readonly Value[]>,
  row: number,
  list: readonly Value[],
  room: number,
): void {
  if (list.length > room) lists.set(row, list);
  else if (lists.size > 0) lists.delete(row);
}

const FIRST_ROOM = 16;

interface Numbers {
  metIn: Int32Array;
  refusedIn: Int32Array;
  flags: Uint8Array;
  reason: Uint8Array;
  lacksSenderAt: Float64Array;
  refusedAt: Float64Array;
  firstTime: Float64Array;
  lastTime: Float64Array;
  firstEnd: Float64Array;
  envelopeTime: Float64Array;
  removalTime: Float64Array;
}

interface Columns {
  numbers: Numbers;
  /** Strings that are shared with other memories. */
  queueIds: string[];
  hosts: (string | null)[];
  senders: (string | null)[];
  messageIds: (string | null)[];
  removalHosts: (string | null)[];
  /** For this row, and those before it. */
  makeRoom: (row: number) => void;
}

function createColumns(): Columns {
  let room = FIRST_ROOM;
  const columns: Columns = {
    numbers: numbersFor(room),
    queueIds: [],
    hosts: [],
    senders: [],
    messageIds: [],
    removalHosts: [],
    makeRoom(row) {
      if (row < room) return;
      room += room >> 1;
      columns.numbers = numbersFor(room, columns.numbers);
    },
  };
  return columns;
}

function numbersFor(room: number, before?: Numbers): Numbers {
  const column = <Kind extends Int32Array | Uint8Array | Float64Array>(
    larger: Kind,
    smaller?: Kind,
  ): Kind => {
    if (smaller) larger.set(smaller);
    return larger;
  };
  return {
    metIn: column(new Int32Array(room), before?.metIn),
    refusedIn: column(new Int32Array(room), before?.refusedIn),
    flags: column(new Uint8Array(room), before?.flags),
    reason: column(new Uint8Array(room), before?.reason),
    lacksSenderAt: column(new Float64Array(room), before?.lacksSenderAt),
    refusedAt: column(new Float64Array(room), before?.refusedAt),
    firstTime: column(new Float64Array(room), before?.firstTime),
    lastTime: column(new Float64Array(room), before?.lastTime),
    firstEnd: column(new Float64Array(room), before?.firstEnd),
    envelopeTime: column(new Float64Array(room), before?.envelopeTime),
    removalTime: column(new Float64Array(room), before?.removalTime),
  };
}
