// The program as a process: arguments, failures, the exit code. Each command loads what it needs; `--version` loads nothing.

import { EXIT } from "./exit-code.ts";
import { UserError } from "../base/errors.ts";
import type { Surroundings } from "./config-places.ts";
import { commandLineMessage } from "./mistakes.ts";
import { outputError, processIo, type Io, type Output } from "./process-io.ts";
import { escapeText } from "../base/words/escape.ts";
import type { Pipeline } from "./pipeline.ts";
import { packageVersion } from "../base/version.ts";
import type { StoreAddress } from "../store/address.ts";

export type { Io, Output, Pipeline };

/** Runs one command line (without `node` and the script) and resolves to the exit code. */
export async function main(argv: string[], io: Io, load?: () => Promise<Pipeline>): Promise<number> {
  try {
    if (argv.length === 1 && ["--version", "-V"].includes(argv[0] ?? ""))
      return await print(`${packageVersion()}\n`, io);
    const { readRequest } = await import("./read-request.ts");
    const request = await readRequest(argv, io.now(), surroundingsOf(io));
    if (request.command === "text") return await print(request.text, io);
    if (request.command === "analyze" || request.command === "check") {
      const { report } = await import("./run-report.ts");
      return await report(request, io, load);
    }
    if (request.command === "audit") {
      const { runAudit } = await import("./run-audit.ts");
      return await runAudit(request, io);
    }
    if (request.command === "doctor") {
      const { runDoctor } = await import("./run-doctor.ts");
      return await runDoctor(request, io);
    }
    if (request.command === "probe") {
      const { runProbe } = await import("./run-probe.ts");
      return await runProbe(request, io);
    }
    if (request.command === "watch") {
      const { runWatch } = await import("./run-watch.ts");
      return await runWatch(request, io);
    }
    const { runStore } = await import("./run-store.ts");
    return await runStore(request, io, load);
  } catch (error) {
    return fail(error, io);
  }
}

/** A file of options that nobody named is told to whoever sits before a terminal; mails of cron would only repeat it. */
function surroundingsOf({ userId, env, stderr }: Io): Surroundings {
  const tell = (text: string) => void stderr.write(`whybounce: ${escapeLines(text)}\n`).catch(() => {});
  const onFoundFile = (path: string) => tell(`options from ${path}`);
  const zoneOfStore = async (address: StoreAddress) => {
    const { warnOfPlainPassword, withCredentials } = await import("../store/address.ts");
    const { zoneOfStore: ask } = await import("../store/zone.ts");
    const where = await withCredentials(address, env);
    return ask(where).catch((error: unknown) => {
      // The report, which there will not be, would tell it.
      warnOfPlainPassword(where, { warn: tell });
      throw error;
    });
  };
  return { userId, env, zoneOfStore, ...(stderr.isTerminal ? { onFoundFile } : {}) };
}

async function print(text: string, io: Io): Promise<number> {
  await io.stdout.write(text);
  return EXIT.done;
}

/** A reader that went away (`| head`) is no failure. A mistake is one sentence, a bug shows its stack. */
async function fail(error: unknown, io: Io): Promise<number> {
  if ((error as NodeJS.ErrnoException).code === "EPIPE") return EXIT.done;
  const failure = outputError(error);
  const text = failure instanceof UserError ? commandLineMessage(failure) : bugReport(failure);
  await io.stderr.write(`whybounce: ${escapeLines(text)}\n`).catch(() => {});
  return EXIT.failed;
}

function bugReport(error: unknown): string {
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `this is a bug in whybounce, please report it:\n${stack}`;
}

function escapeLines(text: string): string {
  return text
    .split("\n")
    .map((line) => escapeText(line, true))
    .join("\n");
}

// ---------------------------------------------------------------- the process

/** Sets the exit code and lets the process end by itself: `process.exit` after a write cuts piped output short. */
export async function runProcess(): Promise<void> {
  const io = processIo();
  process.exitCode = await main(process.argv.slice(2), io);
  if (io.stdinOpened()) process.stdin.destroy(); // a half-read stream would keep the process waiting
}
