// The built program as a process, for what only a process shows: signals, users, file systems, surroundings.

import { execFileSync, spawn, spawnSync, type SpawnOptions } from "node:child_process";
import { cpSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const program = fileURLToPath(new URL("../../bin/whybounce.js", import.meta.url));

export interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

/** Runs it to its end. `before` begins the command line, as `setpriv …` does; `script` is a copy of the program. */
export function runProgram(
  given: readonly string[],
  options: SpawnOptions = {},
  before: string[] = [],
  script = program,
): Ended {
  const [command = "", ...rest] = [...before, process.execPath, script, ...given];
  const { status, signal, stdout, stderr } = spawnSync(command, rest, {
    ...options,
    encoding: "utf8",
    maxBuffer: 1 << 28,
    stdio: options.stdio ?? ["ignore", "pipe", "pipe"],
  });
  return { code: status, signal, stdout, stderr };
}

/** A copy of it that every user may run: the project's own folder may be its owner's alone. Without its packages. */
export function copyForAll(folder: string): string {
  for (const name of ["bin", "dist", "package.json"])
    cpSync(new URL(`../../${name}`, import.meta.url), join(folder, name), { recursive: true });
  execFileSync("chmod", ["-R", "a+rX", folder]);
  return join(folder, "bin/whybounce.js");
}

/** Starts it; `ended` resolves when it is gone. */
export function startProgram(given: readonly string[]) {
  const child = spawn(process.execPath, [program, ...given], { stdio: ["ignore", "ignore", "ignore"] });
  const ended = new Promise<Pick<Ended, "code" | "signal">>((resolve) => {
    child.on("exit", (code, signal) => resolve({ code, signal }));
  });
  return { child, ended };
}

/** A command that does nothing shows whether it may be used here. */
export function canRun(...command: string[]): boolean {
  const [name = "", ...given] = command;
  return spawnSync(name, given, { stdio: "ignore" }).status === 0;
}

/** A refusal in Postfix's log. */
export function refusalLine(queueId: string, stamp = "Feb 23 10:11:12", ip = "203.0.113.5"): string {
  const reply = `550-5.7.25 [${ip}] The IP address sending this message does not have a 550-5.7.25 PTR record setup. ${queueId}52e-3b2a1c4si93755ad.12 - gsmtp`;
  return `${stamp} mx1 postfix/smtp[353]: ${queueId}: to=<user@gmail.com>, relay=gmail-smtp-in.l.google.com[192.0.2.26]:25, delay=1, delays=0/0/0/1, dsn=5.7.25, status=bounced (host gmail-smtp-in.l.google.com[192.0.2.26] said: ${reply} (in reply to end of DATA command))\n`;
}

export function queueIds(count: number): string[] {
  return Array.from(
    { length: count },
    (_, number) => `4NQh2b${(number + 100_000).toString(36).padStart(9, "z")}`,
  );
}
