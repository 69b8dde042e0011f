// A test message by way of the local mail server: it is handed over, and the log is followed until it says how that ended.

import { open, stat } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import type { DeliveryAttempt, LogLine } from "../model/delivery.ts";
import type { ProbeDelivery } from "../model/probe.ts";
import type { ProbeFact } from "../model/probe-findings.ts";
import { standardLogs } from "../reading/files/discover.ts";
import { frameLine } from "../reading/logs/frame.ts";
import { createKeptParts } from "../reading/logs/kept-parts.ts";
import { mtaReaders } from "../reading/logs/mailers/index.ts";
import type { LogRecord } from "../reading/logs/mailers/reader.ts";
import { letter } from "./smtp/message.ts";
import { verdictOf } from "./smtp/verdict.ts";
import type { ProbeWitnesses } from "./witnesses.ts";

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
  /** Whom the mail server called, as far as its log says so. */
  peerIp: string | null;
}

/** `hand` gives the message to the mail server; tests have one of their own. */
export async function sendByMailer(asked: MailerLetter, hand: ProbeWitnesses["hand"]): Promise<ByMailer> {
  const { sender, recipient, helo } = asked;
  const logs = await followable(asked.logs.length > 0 ? asked.logs : await standardLogs());
  const { messageId, text } = letter({ sender, recipient, from: null, helo });
  const delivery: ProbeDelivery = {
    way: "mailer",
    recipient,
    sender,
    outcome: "unknown",
    messageId,
    from: null,
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
  if (typeof ended === "string") return unknown(delivery, names, null, ended);
  const { peerIp, gaveUp, ...result } = ended;
  return {
    delivery: { ...delivery, ...result },
    facts: gaveUp === null ? [] : [givenUp(recipient, gaveUp)],
    peerIp,
  };
}

function givenUp(recipient: string, words: string): ProbeFact {
  return { id: "probe_given_up", state: "fail", ip: null, data: { recipient, words } };
}

/** `said`: what the log said last of the message. */
function unknown(delivery: ProbeDelivery, logs: string[], problem: string | null, said = ""): ByMailer {
  const { recipient } = delivery;
  const data = { recipient, logs, problem, said: said === "" ? null : said };
  return { delivery, facts: [{ id: "probe_no_outcome", state: "unknown", ip: null, data }], peerIp: null };
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

type Ended = Pick<ProbeDelivery, "outcome" | "from" | "reply" | "verdict"> &
  Pick<ByMailer, "peerIp"> & {
    /** The mail server's own words where it ended the delivery without a reply of the receiver's. */
    gaveUp: string | null;
  };

/** What the log said last of the message when the time is over; empty where it said nothing. */
async function follow(
  logs: FollowedLog[],
  asked: MailerLetter & { messageId: string },
): Promise<Ended | string> {
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
  /** A refusal for now is the outcome when no better one came; else the last words. */
  last: () => Ended | string;
}

/** By the Message-ID to the queue id, by that to the end of the delivery. */
function createWatch({ messageId, recipient, timezone }: MailerLetter & { messageId: string }): Watch {
  const parts = createKeptParts();
  const queueIds = new Set<string>();
  let deferred: Ended | null = null;
  let said = "";
  const watch = (text: string): Ended | null => {
    const line = frameLine(text.slice(0, MAX_LINE), { timezone, notAfter: Date.now() });
    if (line === null) return null;
    if (isAbout(line.message, queueIds, recipient)) said = wordsIn(line);
    for (const reader of mtaReaders) {
      const record = reader.read(line, parts);
      if (record === null) continue;
      if (text.includes(messageId)) for (const id of idsOf(record)) queueIds.add(id);
      const ended = endOf(record, queueIds, { recipient, line });
      if (ended?.outcome === "deferred") deferred = ended;
      else if (ended !== null) return ended;
    }
    return null;
  };
  return Object.assign(watch, { last: () => deferred ?? said });
}

/** A line of a stranger's in a sentence. */
const MAX_WORDS = 400;

function wordsIn({ message }: LogLine): string {
  return message.trim().slice(0, MAX_WORDS);
}

function isAbout(text: string, queueIds: ReadonlySet<string>, recipient: string): boolean {
  if (!text.toLowerCase().includes(recipient.toLowerCase())) return false;
  return [...queueIds].some((id) => text.includes(id));
}

function idsOf(record: LogRecord): string[] {
  if (record.kind === "envelope") return [record.envelope.queueId];
  if (record.kind === "attempt") return record.attempt.queueId === null ? [] : [record.attempt.queueId];
  return record.kind === "outcome" ? [record.outcome.queueId] : [];
}

function endOf(
  record: LogRecord,
  queueIds: ReadonlySet<string>,
  { recipient, line }: { recipient: string; line: LogLine },
): Ended | null {
  if (record.kind === "attempt") {
    const { attempt } = record;
    const isOurs =
      queueIds.has(attempt.queueId ?? "") && attempt.recipient?.toLowerCase() === recipient.toLowerCase();
    return isOurs ? refusedAs(attempt) : null;
  }
  if (record.kind !== "outcome" || !queueIds.has(record.outcome.queueId)) return null;
  const { outcome, remoteIp = null, localIp = null } = record.outcome;
  const isDelivered = outcome === "delivered";
  const told = { reply: null, verdict: null, from: localIp, peerIp: remoteIp };
  // A refusal of the receiver's would be an attempt, with its reply.
  return isDelivered
    ? { outcome: "accepted", gaveUp: null, ...told }
    : { outcome: "no connection", gaveUp: wordsIn(line), ...told };
}

function refusedAs({ action, reply, remoteMta, remoteIp, localIp }: DeliveryAttempt): Ended {
  const verdict = verdictOf(reply, { host: remoteMta ?? "", ip: remoteIp });
  const told = { from: localIp, peerIp: remoteIp };
  return { outcome: action === "failed" ? "refused" : "deferred", reply, verdict, gaveUp: null, ...told };
}
