// One report from beginning to end: the pipeline is run, its result written, and the exit code returned.

import { quoted, UserError } from "../base/errors.ts";
import { renderParts } from "../index.ts";
import type { HistoryFolder, StoreOptions } from "../model/options.ts";
import type { Results } from "../model/report.ts";
import { formatNames, formatOfFile, formats, type FormatName } from "../report/formats.ts";
import { EXIT, exitCode } from "./exit-code.ts";
import { openOutputs, type Outputs } from "./outputs.ts";
import { loadPipeline, type Pipeline } from "./pipeline.ts";
import type { Io } from "./process-io.ts";
import type { AnalyzeRequest, OutputRequest, ReportRequest, Source } from "./requests.ts";
import type { Outcome } from "./watch.ts";
import type { Status } from "./status-line.ts";
import { standardInput, statusOf } from "./streams.ts";
import { meantCommand } from "./suggest.ts";
import { probeFolders, usualFolder } from "./usual-folder.ts";

/** Resolves to the exit code. */
export async function report(request: ReportRequest, io: Io, load = loadPipeline): Promise<number> {
  const status = statusOf(request, io);
  const outputs = await openOutputs(request, filesBesidePaths(request), io, status);
  if (outputs.left().length === 0) return EXIT.failed;
  for (const remark of remarksOn(request)) status.warn(remark);
  const { results, passed } = await run(request, { outputs, io, status, pipeline: await load() }).finally(
    status.clear,
  );
  await warnOfUnread(outputs, results, status);
  try {
    await outputs.write((format, target) => renderParts(results, format, target));
    // The next run goes on after what this one has told.
    if (results.interrupted !== true && !outputs.failed()) await results.state?.save();
  } finally {
    await results.state?.close();
  }
  if (request.outputs.some(isPlugin) && !outputs.failed()) {
    const { pluginState, pluginStates } = await import("../report/nagios.ts");
    return pluginStates[pluginState(results)];
  }
  return exitCode({ ...request, outputFailed: outputs.failed() }, results, passed);
}

/** A monitoring system reads standard output, and has exit codes of its own. */
function isPlugin({ path, format }: OutputRequest): boolean {
  return path === null && format === "nagios";
}

/** What a run works with. */
interface Tools {
  outputs: Outputs;
  io: Io;
  status: Status;
  pipeline: Pipeline;
}

async function run(request: ReportRequest, tools: Tools): Promise<Outcome> {
  if (request.command === "analyze") return { results: await runAnalysis(request, tools), passed: null };
  const { runCheck } = await import("./run-check.ts");
  return runCheck(request, tools.io, tools.status, tools.pipeline);
}

async function runAnalysis(
  request: AnalyzeRequest,
  { outputs, io, status, pipeline }: Tools,
): Promise<Results> {
  const { source, period, compare, timezone, dns, helo, local } = request;
  const names = outputs.left().map(({ format }) => format);
  const threads = threadsOf(io.env);
  const isFromPaths = source.kind === "paths";
  return pipeline.analyze({
    paths: isFromPaths ? source.paths : [],
    stdin: isFromPaths ? await standardInput(source.paths, io, status.warn) : null,
    state: request.state,
    host: request.host,
    store: isFromPaths ? null : await storeOf(source, io, status),
    hosts: await hostsOf(source),
    recordDns: !isFromPaths && source.recordDns,
    period,
    compare: compare && names.some((name) => formats[name].comparison),
    timezone,
    dns,
    helo,
    local,
    probeFolders: probeFolders(request.state, io),
    keepEvents: names.includes("ndjson"),
    keepRecipients: names.includes("recipients"),
    signal: io.signal,
    threads,
    output: outputs.left().flatMap(({ path }) => path ?? []),
    onRefusedOutput: outputs.refuse,
    adviceOnMissing: meantCommand,
    onWarning: status.warn,
    onProgress: status.show,
    onExtent: (extent) => io.spareMemory?.(extent),
  });
}

/** Null means those that pushed lately. */
async function hostsOf(source: Source): Promise<string[] | null> {
  if (source.kind !== "store" || source.hostFile === null) return null;
  const { readHostList } = await import("./host-list.ts");
  return readHostList(source.hostFile);
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
  // What is read of each snapshot is added to the sums, and garbage then.
  await io.spareMemory?.("most");
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
    `WHYBOUNCE_THREADS ${quoted(text)} is not a number of threads; give 0 to ${MAX_THREADS}, or unset it`,
  );
}

// ---------------------------------------------------------------- the output file

/** The files that are read besides paths: standard input may be a file too. */
function filesBesidePaths(request: ReportRequest): string[] {
  if (request.command === "check")
    return [...request.lists, ...(request.standardInput === "no" ? [] : [STDIN_FILE])];
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

/** Where no output has room for it. */
async function warnOfUnread(outputs: Outputs, results: Results, status: Status): Promise<void> {
  const isShown = outputs.left().some(({ format }) => formats[format].unread);
  if (isShown || !results.report.unread?.count) return;
  const { unreadSentence } = await import("../report/document/unread.ts");
  const sentence = unreadSentence(results.report);
  if (sentence !== null) status.warn(sentence.replace(/\.$/, ""));
}

/** Warns of output that nobody will see, or not where somebody looks for it. */
function remarksOn(request: ReportRequest): string[] {
  const { outputs } = request;
  const names = [...new Set(outputs.map(({ format }) => format))];
  const showing = formatNames.filter((name) => formats[name].comparison).join(", ");
  const isComparisonAsked = request.command === "analyze" && request.compare;
  const isComparisonLost = isComparisonAsked && !names.some((name) => formats[name].comparison);
  return [
    ...(isComparisonLost
      ? [`--compare shows nothing in ${names.join(", ")}; leave it out, or choose one of ${showing}`]
      : []),
    ...outputs.flatMap(({ path, format }) =>
      path !== null && isMisleading(path, format) ? [`${path}: written as ${format}, as --format says`] : [],
    ),
  ];
}

/** `.txt` fits any text format. */
function isMisleading(path: string, format: FormatName): boolean {
  const ending = formatOfFile(path);
  return ending !== undefined && ending !== "table" && ending !== format;
}
