// Runs the few programs that know how this machine sends: by their usual absolute paths, with fixed arguments, without the
// environment, for a short time and with a bounded answer. Nothing that a log or the DNS says gets into a command.

import { execFile } from "node:child_process";
import { stat } from "node:fs/promises";
import type { MachineProblem } from "../model/machine.ts";

export type ProgramName = keyof typeof paths;

/** Where systems and packages put them; a search path would be the caller's. */
const paths = {
  postconf: [
    "/usr/sbin/postconf",
    "/usr/local/sbin/postconf",
    "/usr/pkg/sbin/postconf",
    "/opt/postfix/sbin/postconf",
  ],
  postmap: [
    "/usr/sbin/postmap",
    "/usr/local/sbin/postmap",
    "/usr/pkg/sbin/postmap",
    "/opt/postfix/sbin/postmap",
  ],
  exim: [
    "/usr/sbin/exim4",
    "/usr/sbin/exim",
    "/usr/local/sbin/exim",
    "/usr/exim/bin/exim",
    "/usr/local/exim/bin/exim",
  ],
  sendmail: ["/usr/sbin/sendmail", "/usr/lib/sendmail", "/usr/local/sbin/sendmail", "/usr/bin/sendmail"],
  ip: ["/usr/sbin/ip", "/sbin/ip", "/usr/bin/ip", "/bin/ip"],
  hostname: ["/usr/bin/hostname", "/bin/hostname"],
} as const satisfies Record<string, readonly string[]>;

/** Each answers within milliseconds; `hostname -f` may ask the DNS. */
const TIME_LIMIT = 3_000;
/** A mail server that is busy takes a message after a while. */
const TAKES_MAIL = 30_000;
/** A mail server with a thousand transports says less. */
const OUTPUT_LIMIT = 1 << 20;
/** A line or two are told. */
const MAX_DETAIL = 300;

/** What a program said; a problem; or null where this machine has no such program. */
export type Told = { text: string } | { problem: MachineProblem } | null;

export type RunProgram = (name: ProgramName, given: readonly string[]) => Promise<Told>;

export const runProgram: RunProgram = async (name, given) => {
  const path = await firstSafe(paths[name]);
  return path === null ? null : runFile(path, [name, ...given].join(" "), given);
};

/** The same with something on its standard input. */
export async function runWithInput(
  name: ProgramName,
  given: readonly string[],
  input: string,
): Promise<Told> {
  const path = await firstSafe(paths[name]);
  if (path === null) return null;
  return runFile(path, [name, ...given].join(" "), given, { ...limits, milliseconds: TAKES_MAIL, input });
}

/** A program that others than root may write is no witness, and running it as root would be a way in. */
async function firstSafe(candidates: readonly string[]): Promise<string | null> {
  for (const path of candidates) {
    const status = await stat(path).catch(() => null);
    if (status?.isFile() && status.uid === 0 && (status.mode & WRITABLE_BY_OTHERS) === 0) return path;
  }
  return null;
}

const WRITABLE_BY_OTHERS = 0o022;

interface Limits {
  milliseconds: number;
  bytes: number;
  /** What it reads; nothing where that is left out. */
  input?: string;
}

const limits: Limits = { milliseconds: TIME_LIMIT, bytes: OUTPUT_LIMIT };

/** `command` is what a problem is told by. */
export function runFile(
  path: string,
  command: string,
  given: readonly string[],
  { milliseconds, bytes, input = "" }: Limits = limits,
): Promise<Told> {
  const options = {
    env: { LC_ALL: "C" },
    cwd: "/",
    timeout: milliseconds,
    killSignal: "SIGKILL" as const,
    maxBuffer: bytes,
    encoding: "utf8" as const,
  };
  return new Promise((resolve) => {
    const child = execFile(path, given, options, (error, text, complaint) => {
      if (error === null) resolve({ text });
      // `exim -bt` says on standard output why an address is undeliverable.
      else resolve({ problem: { command, ...failureOf(error, complaint, text) } });
    });
    // One that ends without reading has said why.
    child.stdin?.on("error", () => {});
    child.stdin?.end(input);
  });
}

function failureOf(error: Error, complaint: string, text: string): Omit<MachineProblem, "command"> {
  const reason = reasonOf(error);
  const spoken = reason === "failed" ? firstWords(text) : null;
  return { reason, detail: firstWords(complaint) ?? spoken };
}

function reasonOf(error: Error & { code?: unknown; killed?: boolean }): MachineProblem["reason"] {
  if (error.code === "ERR_CHILD_PROCESS_STDIO_MAXBUFFER") return "too much output";
  return error.killed === true ? "time is over" : "failed";
}

function firstWords(told: string): string | null {
  const words = told.trim().replace(/\s+/g, " ").slice(0, MAX_DETAIL);
  return words === "" ? null : words;
}
