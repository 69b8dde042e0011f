// A test message by way of the local mail server: it is handed over, and the log is followed until it says how that ended.

import { open, stat } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { runWithInput } from "../machine/programs.ts";
import type { DeliveryAttempt } from "../model/delivery.ts";
import type { ProbeDelivery } from "../model/probe.ts";
import type { ProbeFact } from "../model/probe-findings.ts";
import { standardLogs } from "../reading/files/discover.ts";
import { frameLine } from "../reading/logs/frame.ts";
import { createKeptParts } from "../reading/logs/kept-parts.ts";
import { mtaReaders } from "../reading/logs/mailers/index.ts";
import type { LogRecord } from "../reading/logs/mailers/reader.ts";
import { letter } from "./smtp/message.ts";
import { verdictOf } from "./smtp/verdict.ts";

export interface MailerLetter {
  sender: string;
  recipient: string;
  helo: string;
  /** Logs to be followed; empty means the standard ones. */
  logs: readonly string[];
  timezone: string;
  patienceMilliseconds: number;
  signal?: AbortSignal | undefined;
}

export interface ByMailer {
  delivery: ProbeDelivery;
  facts: ProbeFact[];
}

/** `hand` gives the message to the mail server; tests have one of their own. */
export async function sendByMailer(
  asked: MailerLetter,
  hand: typeof runWithInput = runWithInput,
): Promise<ByMailer> {
  const { sender, recipient, helo } = asked;
  const logs = await followable(asked.logs.length > 0 ? asked.logs : await standardLogs());
  const { messageId, text } = letter({ sender, recipient, from: null, helo });
  const delivery: ProbeDelivery = {
    way: "mailer",
    recipient,
    sender,
    outcome: "unknown",
    messageId,
    reply: null,
    verdict: null,
  };
  const told = await hand("sendmail", ["-i", "-f", sender, "--", recipient], text.replaceAll("\r\n", "\n"));
  if (told === null) return unknown(delivery, [], "this host has no sendmail command");
  if ("problem" in told) {
    const { command, reason, detail } = told.problem;
    return unknown(delivery, [], `it was not taken: ${command}: ${detail ?? reason}`);
  }
  if (logs.length === 0) return unknown(delivery, [], "there is no log to follow: name one");
  const ended = await follow(logs, { ...asked, messageId });
  const names = logs.map(({ path }) => path);
  return ended === null ? unknown(delivery, names, null) : { delivery: { ...delivery, ...ended }, facts: [] };
}

function unknown(delivery: ProbeDelivery, logs: string[], problem: string | null): ByMailer {
  const { recipient } = delivery;
  const data = { recipient, logs, problem };
  return { delivery, facts: [{ id: "probe_no_outcome", state: "unknown", ip: null, data }] };
}

// ---------------------------------------------------------------- the log

interface FollowedLog {
  path: string;
  /** Bytes that were there, or were read since. */
  read: number;
  /** The beginning of a line whose end is not there. */
  rest: string;
}

async function followable(paths: readonly string[]): Promise<FollowedLog[]> {
  const logs: FollowedLog[] = [];
  for (const path of paths) {
    const status = await stat(path).catch(() => null);
    if (status?.isFile() === true) logs.push({ path, read: status.size, rest: "" });
  }
  return logs;
}

const POLL_MILLISECONDS = 300;
/** A busy mail server writes as much between two looks; the next look takes the rest. */
const MAX_BYTES = 8 << 20;
/** RFC 5424 has no limit, mailers cut lines far below. */
const MAX_LINE = 65_536;

type Ended = Pick<ProbeDelivery, "outcome" | "reply" | "verdict">;

/** Null when the time is over. */
async function follow(
  logs: FollowedLog[],
  asked: MailerLetter & { messageId: string },
): Promise<Ended | null> {
  const watch = createWatch(asked);
  const end = Date.now() + asked.patienceMilliseconds;
  while (Date.now() < end && asked.signal?.aborted !== true) {
    for (const log of logs)
      for (const line of await newLines(log)) {
        const ended = watch(line);
        if (ended !== null) return ended;
      }
    await sleep(POLL_MILLISECONDS);
  }
  return watch.last();
}

async function newLines(log: FollowedLog): Promise<string[]> {
  const file = await open(log.path, "r").catch(() => null);
  if (file === null) return [];
  try {
    const { size } = await file.stat();
    // Rotated, or cut off: its beginning is new.
    if (size < log.read) log.read = 0;
    const buffer = Buffer.alloc(Math.min(size - log.read, MAX_BYTES));
    const { bytesRead } = await file.read(buffer, 0, buffer.length, log.read);
    log.read += bytesRead;
    const lines = (log.rest + buffer.toString("utf8", 0, bytesRead)).split("\n");
    log.rest = (lines.pop() ?? "").slice(0, MAX_LINE);
    return lines;
  } finally {
    await file.close();
  }
}

interface Watch {
  (line: string): Ended | null;
  /** A refusal for now is the outcome when no better one came. */
  last: () => Ended | null;
}

/** By the Message-ID to the queue id, by that to the end of the delivery. */
function createWatch({ messageId, recipient, timezone }: MailerLetter & { messageId: string }): Watch {
  const parts = createKeptParts();
  const queueIds = new Set<string>();
  let deferred: Ended | null = null;
  const watch = (text: string): Ended | null => {
    const line = frameLine(text.slice(0, MAX_LINE), { timezone, notAfter: Date.now() });
    if (line === null) return null;
    for (const reader of mtaReaders) {
      const record = reader.read(line, parts);
      if (record === null) continue;
      if (text.includes(messageId)) for (const id of idsOf(record)) queueIds.add(id);
      const ended = endOf(record, queueIds, recipient);
      if (ended?.outcome === "deferred") deferred = ended;
      else if (ended !== null) return ended;
    }
    return null;
  };
  return Object.assign(watch, { last: () => deferred });
}

function idsOf(record: LogRecord): string[] {
  if (record.kind === "envelope") return [record.envelope.queueId];
  if (record.kind === "attempt") return record.attempt.queueId === null ? [] : [record.attempt.queueId];
  return record.kind === "outcome" ? [record.outcome.queueId] : [];
}

function endOf(record: LogRecord, queueIds: ReadonlySet<string>, recipient: string): Ended | null {
  if (record.kind === "attempt") {
    const { attempt } = record;
    const isOurs =
      queueIds.has(attempt.queueId ?? "") && attempt.recipient?.toLowerCase() === recipient.toLowerCase();
    return isOurs ? refusedAs(attempt) : null;
  }
  if (record.kind !== "outcome" || !queueIds.has(record.outcome.queueId)) return null;
  const isDelivered = record.outcome.outcome === "delivered";
  return { outcome: isDelivered ? "accepted" : "refused", reply: null, verdict: null };
}

function refusedAs({ action, reply, remoteMta, remoteIp }: DeliveryAttempt): Ended {
  const verdict = verdictOf(reply, { host: remoteMta ?? "", ip: remoteIp });
  return { outcome: action === "failed" ? "refused" : "deferred", reply, verdict };
}
