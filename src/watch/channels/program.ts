// An alert as JSON on the standard input of a program that the user names.

import { spawn, type ChildProcess } from "node:child_process";
import { kill } from "node:process";
import { Readable } from "node:stream";
import { jsonLine } from "../../base/json-pieces.ts";
import type { Alert } from "../../model/watch.ts";

/** A program that takes longer holds up the watch. */
const PROGRAM_MILLISECONDS = 30_000;
const MAX_COMPLAINT = 500;

export async function runAlertProgram(
  path: string,
  alert: Alert,
  { PATH, HOME, LANG }: Readonly<Record<string, string | undefined>>,
): Promise<void> {
  const env = { PATH: PATH ?? "/usr/local/bin:/usr/bin:/bin", HOME, LANG };
  const child = spawn(path, [], { stdio: ["pipe", "ignore", "pipe"], env, detached: true });
  await ended(child, jsonLine(alert));
}

/** Gives it the input, and waits for its end. Rejects when it fails, or takes too long. */
export function ended(child: ChildProcess, input: Iterable<string | Buffer>): Promise<void> {
  return new Promise((resolve, reject) => {
    let complaint = "";
    child.stderr?.on("data", (chunk: Buffer) => {
      if (complaint.length < MAX_COMPLAINT) complaint += chunk.toString("utf8");
    });
    const timer = setTimeout(() => {
      killGroup(child);
      reject(new Error(`no end after ${PROGRAM_MILLISECONDS / 1000} s`));
    }, PROGRAM_MILLISECONDS);
    child.once("error", (error) => {
      clearTimeout(timer);
      reject(error);
    });
    // Not `close`: a process that it left behind may hold the stream open.
    child.once("exit", (code, signal) => {
      clearTimeout(timer);
      child.stderr?.destroy();
      if (code === 0) resolve();
      else
        reject(
          new Error(`ended with ${code ?? signal}${complaint === "" ? "" : `: ${firstLine(complaint)}`}`),
        );
    });
    child.stdin?.on("error", () => {}); // a program that reads nothing may still do its work
    if (child.stdin) Readable.from(input).pipe(child.stdin);
  });
}

/** With all that it started, where it leads a group of its own. */
function killGroup(child: ChildProcess): void {
  try {
    kill(-child.pid!, "SIGKILL");
  } catch {
    child.kill("SIGKILL");
  }
}

function firstLine(text: string): string {
  return text.trim().split("\n", 1)[0]!.slice(0, MAX_COMPLAINT);
}
