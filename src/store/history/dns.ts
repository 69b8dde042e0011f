// What the DNS said at each report, as lines of a history: since when an address is broken, or mended.

import { open, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { SendingIpReport } from "../../model/report.ts";
import { findingOf, isBroken, isFine, type DnsHistory } from "../dns-history.ts";
import { ensureHistory, historyError, lockHistory } from "./folder.ts";

const NAME = "dns.ndjson";

interface Answer {
  ip: string;
  /** Seconds since the epoch. */
  checked: number;
  class: string;
}

/** Adds to each address what the history knows about it, and then today's answer to the history. */
export async function withFolderHistory(
  directory: string,
  sendingIps: readonly SendingIpReport[],
  record: boolean,
): Promise<SendingIpReport[]> {
  try {
    await ensureHistory(directory);
    const history = await readAnswers(directory, new Set(sendingIps.map(({ ip }) => ip)));
    if (record) await store(directory, sendingIps);
    return sendingIps.map((sender) => {
      const finding = findingOf(sender, history.get(sender.ip));
      return finding ? { ...sender, findings: [...sender.findings, finding] } : sender;
    });
  } catch (error) {
    throw historyError(directory, error);
  }
}

async function readAnswers(directory: string, ips: ReadonlySet<string>): Promise<Map<string, DnsHistory>> {
  const answers = new Map<string, Answer[]>();
  for (const line of (await textOf(join(directory, NAME))).split("\n")) {
    const answer = answerOf(line);
    if (answer && ips.has(answer.ip)) answers.set(answer.ip, [...(answers.get(answer.ip) ?? []), answer]);
  }
  return new Map([...answers].map(([ip, ofIp]) => [ip, historyOf(ofIp)]));
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return "";
    throw error;
  }
}

/** Null for a line that a crash tore, or that somebody else wrote. */
function answerOf(line: string): Answer | null {
  try {
    const { ip, checked, class: said } = JSON.parse(line) as Record<string, unknown>;
    return typeof ip === "string" && typeof said === "string" && Number.isSafeInteger(checked)
      ? { ip, checked: Number(checked), class: said }
      : null;
  } catch {
    return null;
  }
}

function historyOf(answers: readonly Answer[]): DnsHistory {
  const times = (is: (said: string) => boolean) =>
    answers.filter((answer) => is(answer.class)).map(({ checked }) => checked);
  const [fine, broken] = [times(isFine), times(isBroken)];
  const lastFine = Math.max(0, ...fine);
  const lastBroken = Math.max(0, ...broken);
  return {
    lastFine,
    lastBroken,
    fineSince: earliest(fine.filter((at) => at > lastBroken)),
    brokenSince: earliest(broken.filter((at) => at > lastFine)),
  };
}

/** 0 is never. */
function earliest(times: readonly number[]): number {
  return times.length === 0 ? 0 : Math.min(...times);
}

async function store(directory: string, sendingIps: readonly SendingIpReport[]): Promise<void> {
  const checked = Math.floor(Date.now() / 1000);
  const lines = sendingIps.flatMap(({ ip, iprev, cause, ptr }) => {
    const names = ptr.map(({ name }) => name);
    if (cause === null) return [];
    const { id, class: said, title } = cause;
    const answer = { schema: "whybounce.dns/1", ip, checked, iprev, cause: id, class: said, title, names };
    return [`${JSON.stringify(answer)}\n`];
  });
  if (lines.length === 0) return;
  const lock = await lockHistory(directory);
  const file = await open(join(directory, NAME), "a+", 0o600);
  try {
    await file.writeFile((await isTorn(file)) ? `\n${lines.join("")}` : lines.join(""));
    await file.sync();
  } finally {
    await file.close();
    await lock.release();
  }
}

/** A crash left a part of a line: the next one begins after it. */
async function isTorn(file: Awaited<ReturnType<typeof open>>): Promise<boolean> {
  const { size } = await file.stat();
  if (size === 0) return false;
  const { buffer } = await file.read(Buffer.alloc(1), 0, 1, size - 1);
  return buffer.toString() !== "\n";
}
