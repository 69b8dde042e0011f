// One report from beginning to end: the pipeline is run, its result written, and the exit code told.

import type { AddressList } from "./address-list.ts";
import { renderParts, type AnalyzeOptions, type CheckSettings } from "../index.ts";
import { quoted, UserError } from "../base/errors.ts";
import { untilAborted } from "../base/until-aborted.ts";
import type { StoreOptions } from "../model/options.ts";
import type { RenderTarget, Results } from "../model/report.ts";
import type { AnalyseRequest, CheckRequest } from "./requests.ts";
import { ensureNotRead } from "../base/replaced-output.ts";
import { ensureWritable, inBlocks, writeWhole } from "./output-file.ts";
import type { Io, Output } from "./process-io.ts";
import { formatNames, formatOfFile, formats } from "../report/formats.ts";
import { exitCode } from "./exit-code.ts";
import { openStatus, type Status } from "./status-line.ts";
import { meantCommand } from "./suggest.ts";

type Bytes = AsyncIterable<Uint8Array>;

/** The two ways through the library. */
export interface Pipeline {
  analyze: (options: AnalyzeOptions) => Promise<Results>;
  check: (ips: readonly string[], settings: CheckSettings) => Promise<Results>;
}

export const loadPipeline = (): Promise<Pipeline> => import("../index.ts");

type ReportRequest = AnalyseRequest | CheckRequest;

/** Resolves to the exit code. */
export async function report(request: ReportRequest, io: Io, load = loadPipeline): Promise<number> {
  if (request.output !== null) {
    await ensureWritable(request.output);
    await ensureNotRead(request.output, filesBeside(request));
  }
  const status = statusOf(request, io);
  for (const remark of remarksOn(request)) status.warn(remark);
  const { results, passed } = await run(request, io, status, await load()).finally(status.clear);
  await warnOfUnread(request, results, status);
  const chunks = await renderParts(results, request.format, renderTarget(request, io));
  if (request.output !== null) await writeWhole(request.output, chunks);
  else for (const block of inBlocks(chunks)) await io.stdout.write(block);
  return exitCode(request, results, passed);
}

/** What is read besides paths: standard input may be a file too. */
function filesBeside(request: ReportRequest): string[] {
  const { command } = request;
  if (command === "check") return [request.input, request.readsStdin ? STDIN_FILE : null].filter(isGiven);
  const { paths, store } = request;
  const readsStdin = store === undefined && (paths.length === 0 || paths.includes("-"));
  return [store?.passwordFile, readsStdin ? STDIN_FILE : null].filter(isGiven);
}

/** Whatever is behind the descriptor, where the system has such names. */
const STDIN_FILE = "/dev/stdin";

function isGiven(path: string | null | undefined): path is string {
  return path !== null && path !== undefined;
}

/** Where the format has no room for it. */
async function warnOfUnread({ format }: ReportRequest, results: Results, status: Status): Promise<void> {
  if (formats[format].unread || !results.report.unread?.count) return;
  const { unreadSentence } = await import("../report/document/unread.ts");
  const sentence = unreadSentence(results.report);
  if (sentence !== null) status.warn(sentence.replace(/\.$/, ""));
}

/** What was asked for and will not be seen, or not where it is looked for. */
function remarksOn({ format, output, ...request }: ReportRequest): string[] {
  const showing = formatNames.filter((name) => formats[name].comparison).join(", ");
  const lost = "compare" in request && request.compare && !formats[format].comparison;
  const ending = output === null ? undefined : formatOfFile(output);
  // Of what is plain text, .txt is a good name.
  const misleads = ending !== undefined && ending !== "table" && ending !== format;
  return [
    ...(lost ? [`--compare shows nothing in ${format}; leave it out, or choose one of ${showing}`] : []),
    ...(misleads ? [`${output}: written as ${format}, as --format says`] : []),
  ];
}

/** `passed` is null where nobody waited for it. */
type Outcome = { results: Results; passed: boolean | null };

async function run(request: ReportRequest, io: Io, status: Status, pipeline: Pipeline): Promise<Outcome> {
  if (request.command === "check") return runCheck(request, io, status, pipeline);
  const listeners = { onWarning: status.warn, onProgress: status.show };
  const { paths, period, compare, timezone, dns } = request;
  const keepEvents = request.format === "ndjson";
  const { signal } = io;
  const store = await storeOf(request, io, status);
  const options: AnalyzeOptions = {
    paths,
    period,
    compare: compare && formats[request.format].comparison,
    timezone,
    dns,
    keepEvents,
    signal,
    store,
    recordDns: request.recordDns ?? false,
    threads: threadsOf(io.env),
    output: request.output,
    adviceOnMissing: meantCommand,
    ...listeners,
  };
  const stdin = store === null ? await standardInput(paths, io, status.warn) : null;
  return { results: await pipeline.analyze({ ...options, stdin }), passed: null };
}

/** Where the counts come from, if not from inputs. */
async function storeOf({ store }: AnalyseRequest, io: Io, status: Status): Promise<StoreOptions | null> {
  if (!store) return null;
  const { warnOfPlainPassword, withCredentials } = await import("../store/address.ts");
  const where = await withCredentials(store, io.env);
  warnOfPlainPassword(where, status);
  return where;
}

async function runCheck(request: CheckRequest, io: Io, status: Status, pipeline: Pipeline): Promise<Outcome> {
  const { dns, helo, from, waitMilliseconds } = request;
  const { ips, problems } = await addressesOf(request, io);
  for (const problem of problems) status.warn(problem);
  const onWarning = once(status.warn);
  const check = () => pipeline.check(ips, { problems, dns, helo, from, onWarning, onProgress: status.show });
  if (waitMilliseconds === null) return { results: await check(), passed: null };
  const { watch } = await import("./watch.ts");
  const shown = { onChange: status.warn, onWaiting: status.hold };
  return watch(check, { maximumMilliseconds: waitMilliseconds, clock: io, ...shown });
}

/** A resolver that is down is told once, however often it is asked. */
function once(tell: (text: string) => void): (text: string) => void {
  const told = new Set<string>();
  return (text) => {
    if (!told.has(text)) tell(text);
    told.add(text);
  };
}

/** Of the command line, of a file and of standard input. */
async function addressesOf({ ips, input, readsStdin }: CheckRequest, io: Io): Promise<AddressList> {
  if (input === null && !readsStdin) return { ips, problems: [] };
  const { readAddressLists } = await import("./address-list.ts");
  return readAddressLists(ips, input, readsStdin ? untilAborted(io.stdin(), io.signal) : null);
}

/** With paths, only `-` reads standard input; without, whatever is piped in, unless it is empty (cron). */
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

// ---------------------------------------------------------------- how it ends

/** Who asks for the exit code must not take "the DNS could not be asked" for "in order". */
// ---------------------------------------------------------------- standard error

export function statusOf(request: Pick<ReportRequest, "quiet" | "progress">, io: Io): Status {
  const shown = io.stderr.isTerminal && request.progress && !request.quiet && io.env["TERM"] !== "dumb";
  return openStatus({
    write: (text) => void io.stderr.write(text).catch(() => {}),
    now: io.now,
    columns: shown ? columnsOf(io.stderr) - 1 : null,
    quiet: request.quiet,
  });
}

// ---------------------------------------------------------------- the target

const DEFAULT_COLUMNS = 80;

/** Some terminals say that they have no columns at all. */
function columnsOf({ columns = 0 }: Output): number {
  return columns > 0 ? columns : DEFAULT_COLUMNS;
}

function renderTarget(request: ReportRequest, io: Io): RenderTarget {
  const toTerminal = request.output === null && io.stdout.isTerminal;
  return {
    width: toTerminal ? columnsOf(io.stdout) : DEFAULT_COLUMNS,
    color: request.color ?? (toTerminal && colourWelcome(io.env)),
    unicode: isUtf8(io.env),
    ...(request.mail === null ? {} : { mail: request.mail }),
  };
}

/** https://no-color.org: the variable counts when it is not empty. */
/** More would only wait for each other. */
const MAX_THREADS = 64;

/** Not an option, as no report depends on it: for measurements, and for machines that start no threads. */
function threadsOf(env: Io["env"]): number | undefined {
  const text = env["WHYBOUNCE_THREADS"] ?? "";
  if (text === "") return undefined;
  const threads = Number(text);
  if (/^\d{1,2}$/.test(text) && threads <= MAX_THREADS) return threads;
  throw new UserError(
    `WHYBOUNCE_THREADS ${quoted(text)} is no number of threads; give 0 to ${MAX_THREADS}, or unset it`,
  );
}

function colourWelcome(env: Io["env"]): boolean {
  return (env["NO_COLOR"] ?? "") === "" && env["TERM"] !== "dumb";
}

function isUtf8(env: Io["env"]): boolean {
  const locale = [env["LC_ALL"], env["LC_CTYPE"], env["LANG"]].find(
    (value) => value !== undefined && value !== "",
  );
  return /utf-?8/i.test(locale ?? "");
}
