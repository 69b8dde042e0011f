// One report from beginning to end: the pipeline is run, its result written, and the exit code returned.

import { quoted, UserError } from "../base/errors.ts";
import { ensureNotRead } from "../base/replaced-output.ts";
import { renderParts } from "../index.ts";
import type { HistoryFolder, StoreOptions } from "../model/options.ts";
import type { Results } from "../model/report.ts";
import { formatNames, formatOfFile, formats } from "../report/formats.ts";
import { exitCode } from "./exit-code.ts";
import { ensureWritable, inBlocks, writeWhole } from "./output-file.ts";
import { loadPipeline, type Pipeline } from "./pipeline.ts";
import type { Io } from "./process-io.ts";
import type { AnalyzeRequest, ReportRequest, Source } from "./requests.ts";
import type { Outcome } from "./watch.ts";
import type { Status } from "./status-line.ts";
import { renderTarget, standardInput, statusOf } from "./streams.ts";
import { meantCommand } from "./suggest.ts";
import { usualFolder } from "./usual-folder.ts";

/** Resolves to the exit code. */
export async function report(request: ReportRequest, io: Io, load = loadPipeline): Promise<number> {
  if (request.output !== null) {
    await ensureWritable(request.output);
    await ensureNotRead(request.output, filesBesidePaths(request));
  }
  const status = statusOf(request, io);
  for (const remark of remarksOn(request)) status.warn(remark);
  const { results, passed } = await run(request, io, status, await load()).finally(status.clear);
  await warnOfUnread(request, results, status);
  try {
    await write(request, results, io);
    // The next run goes on after what this one has told.
    if (results.interrupted !== true) await results.state?.save();
  } finally {
    await results.state?.close();
  }
  return exitCode(request, results, passed);
}

async function write(request: ReportRequest, results: Results, io: Io): Promise<void> {
  const chunks = await renderParts(results, request.format, renderTarget(request, io));
  if (request.output !== null) await writeWhole(request.output, chunks);
  else for (const block of inBlocks(chunks)) await io.stdout.write(block);
}

async function run(request: ReportRequest, io: Io, status: Status, pipeline: Pipeline): Promise<Outcome> {
  if (request.command === "analyze")
    return { results: await runAnalysis(request, io, status, pipeline), passed: null };
  const { runCheck } = await import("./run-check.ts");
  return runCheck(request, io, status, pipeline);
}

async function runAnalysis(
  request: AnalyzeRequest,
  io: Io,
  status: Status,
  pipeline: Pipeline,
): Promise<Results> {
  const { source, period, compare, timezone, dns, format, helo, local } = request;
  const threads = threadsOf(io.env);
  const isFromPaths = source.kind === "paths";
  return pipeline.analyze({
    paths: isFromPaths ? source.paths : [],
    stdin: isFromPaths ? await standardInput(source.paths, io, status.warn) : null,
    state: request.state,
    host: request.host,
    store: isFromPaths ? null : await storeOf(source, io, status),
    recordDns: !isFromPaths && source.recordDns,
    period,
    compare: compare && formats[format].comparison,
    timezone,
    dns,
    helo,
    local,
    keepEvents: format === "ndjson",
    signal: io.signal,
    threads,
    output: request.output,
    adviceOnMissing: meantCommand,
    onWarning: status.warn,
    onProgress: status.show,
  });
}

async function storeOf(
  source: Exclude<Source, { kind: "paths" }>,
  io: Io,
  status: Status,
): Promise<StoreOptions | HistoryFolder> {
  if (source.kind === "folder") return { directory: source.directory ?? usualFolder(io) };
  const { address } = source;
  const { warnOfPlainPassword, withCredentials } = await import("../store/address.ts");
  const store = await withCredentials(address, io.env);
  warnOfPlainPassword(store, status);
  return store;
}

/** More threads would only wait for each other. */
const MAX_THREADS = 64;

/** No option, because no report depends on it: for measurements, and for machines that start no threads. */
function threadsOf(env: Io["env"]): number | undefined {
  const text = env["WHYBOUNCE_THREADS"] ?? "";
  if (text === "") return undefined;
  const threads = Number(text);
  if (/^\d{1,2}$/.test(text) && threads <= MAX_THREADS) return threads;
  throw new UserError(
    `WHYBOUNCE_THREADS ${quoted(text)} is no number of threads; give 0 to ${MAX_THREADS}, or unset it`,
  );
}

// ---------------------------------------------------------------- the output file

/** The files that are read besides paths: standard input may be a file too. */
function filesBesidePaths(request: ReportRequest): string[] {
  if (request.command === "check")
    return [...present(request.input), ...(request.readsStdin ? [STDIN_FILE] : [])];
  const { source } = request;
  if (source.kind === "store") return present(source.address.passwordFile);
  if (source.kind === "folder") return [];
  return source.paths.length === 0 || source.paths.includes("-") ? [STDIN_FILE] : [];
}

/** The name of whatever the descriptor leads to, where the system has such names. */
const STDIN_FILE = "/dev/stdin";

function present(path: string | null): string[] {
  return path === null ? [] : [path];
}

// ---------------------------------------------------------------- warnings

/** For formats that have no room for it. */
async function warnOfUnread({ format }: ReportRequest, results: Results, status: Status): Promise<void> {
  if (formats[format].unread || !results.report.unread?.count) return;
  const { unreadSentence } = await import("../report/document/unread.ts");
  const sentence = unreadSentence(results.report);
  if (sentence !== null) status.warn(sentence.replace(/\.$/, ""));
}

/** Warns of output that nobody will see, or not where somebody looks for it. */
function remarksOn(request: ReportRequest): string[] {
  const { format, output } = request;
  const showing = formatNames.filter((name) => formats[name].comparison).join(", ");
  const isComparisonLost = request.command === "analyze" && request.compare && !formats[format].comparison;
  const ending = output === null ? undefined : formatOfFile(output);
  // `.txt` fits any text format.
  const isMisleading = ending !== undefined && ending !== "table" && ending !== format;
  return [
    ...(isComparisonLost
      ? [`--compare shows nothing in ${format}; leave it out, or choose one of ${showing}`]
      : []),
    ...(isMisleading ? [`${output}: written as ${format}, as --format says`] : []),
  ];
}
