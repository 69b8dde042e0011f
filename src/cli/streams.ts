// How this run uses the streams of the process: whether it reads standard input, what standard error shows, and how wide
// and colored the report may be.

import { untilAborted } from "../base/until-aborted.ts";
import type { RenderTarget } from "../model/report.ts";
import type { Io, Output } from "./process-io.ts";
import type { ReportRequest } from "./requests.ts";
import { openStatus, type Status } from "./status-line.ts";

type Bytes = AsyncIterable<Uint8Array>;

// ---------------------------------------------------------------- standard input

/** With paths, only `-` reads standard input. Without paths, a pipe is read, unless it is empty (cron). */
export async function standardInput(
  paths: readonly string[],
  io: Io,
  warn: (text: string) => void = () => {},
): Promise<Bytes | null> {
  if (paths.includes("-")) {
    if (io.stdinIsTerminal?.()) warn(PASTE_HERE);
    return io.stdin();
  }
  if (paths.length > 0 || !io.stdinIsPiped) return null;
  const chunks = untilAborted(io.stdin(), io.signal);
  const notice = setTimeout(() => warn(READING_STDIN), SILENT_MILLISECONDS);
  const first = await chunks.next().finally(() => clearTimeout(notice));
  if (first.done !== true) return resume(first.value, chunks);
  return io.signal?.aborted === true ? chunks : null;
}

/** A remote shell, or a supervisor, may hand over a pipe that nobody writes to or closes. */
const SILENT_MILLISECONDS = 2_000;
const PASTE_HERE = "paste the bounce, then Ctrl-D";
const READING_STDIN = "reading standard input; name a path to read a file instead";

async function* resume(first: Uint8Array, rest: Bytes): AsyncGenerator<Uint8Array> {
  yield first;
  yield* rest;
}

// ---------------------------------------------------------------- standard error

export function statusOf(request: Pick<ReportRequest, "quiet" | "progress">, io: Io): Status {
  const isShown = io.stderr.isTerminal && request.progress && !request.quiet && io.env["TERM"] !== "dumb";
  return openStatus({
    write: (text) => void io.stderr.write(text).catch(() => {}),
    now: io.now,
    columns: isShown ? columnsOf(io.stderr) - 1 : null,
    rows: io.stderr.rows,
    quiet: request.quiet,
  });
}

// ---------------------------------------------------------------- standard output

const DEFAULT_COLUMNS = 80;

/** Some terminals say that they have no columns at all. */
function columnsOf({ columns = 0 }: Output): number {
  return columns > 0 ? columns : DEFAULT_COLUMNS;
}

/** `path` is the output's, null for standard output. */
export function renderTarget(
  request: Pick<ReportRequest, "color" | "mail" | "details">,
  path: string | null,
  io: Io,
): RenderTarget {
  const isTerminal = path === null && io.stdout.isTerminal;
  return {
    width: isTerminal ? columnsOf(io.stdout) : DEFAULT_COLUMNS,
    color: request.color ?? (isTerminal && isColorWelcome(io.env)),
    unicode: isUtf8(io.env),
    details: request.details,
    ...(request.mail === null ? {} : { mail: request.mail }),
  };
}

/** https://no-color.org: the variable counts when it is not empty. */
function isColorWelcome(env: Io["env"]): boolean {
  return (env["NO_COLOR"] ?? "") === "" && env["TERM"] !== "dumb";
}

function isUtf8(env: Io["env"]): boolean {
  const locale = [env["LC_ALL"], env["LC_CTYPE"], env["LANG"]].find(
    (value) => value !== undefined && value !== "",
  );
  return /utf-?8/i.test(locale ?? "");
}
