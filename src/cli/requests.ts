// What is asked for, typed and validated: the arguments of the command line become one request.

import { ensureComparable } from "../base/comparable.ts";
import { UserError, type Mistake, type OptionMention } from "../base/errors.ts";
import type { DnsOptions, Period } from "../model/options.ts";
import type { MailTarget } from "../model/report.ts";
import type { Surroundings } from "./config.ts";
import { dnsDefaults, explain, readIp, readPeriod, readTimezone } from "../index.ts";
import { readCommandLine, type RawOptions, type TextRequest } from "./program.ts";
import { checkFormatNames, formatNames, formatOfFile, formats, type FormatName } from "../report/formats.ts";
import type { StoreAddress } from "../store/address.ts";
import type { StoreRequest } from "./run-store.ts";
import { canonicalIp } from "../base/standards/ip.ts";

interface ReportRequest {
  format: FormatName;
  /** Null means standard output. */
  output: string | null;
  /** Null means: as the mail server's own defaults have it. */
  mail: MailTarget | null;
  exitCode: boolean;
  quiet: boolean;
  progress: boolean;
  /** Null means: as the target and the environment suggest. */
  color: boolean | null;
}

export interface AnalyseRequest extends ReportRequest {
  command: "analyse";
  paths: string[];
  period: Period;
  /** Also count the period of the same length before it. */
  compare: boolean;
  timezone: string;
  dns: DnsOptions | null;
  /** Counts what a store holds instead of reading paths. */
  store?: StoreAddress;
  recordDns?: boolean;
}

export interface CheckRequest extends ReportRequest {
  command: "check";
  ips: string[];
  /** A file with more addresses. */
  input: string | null;
  /** Standard input holds more addresses. */
  readsStdin: boolean;
  helo: string | null;
  from: string | null;
  /** For how long to ask again until every address passes; null means: ask once. */
  waitMilliseconds: number | null;
  dns: DnsOptions;
}

export type Request = AnalyseRequest | CheckRequest | StoreRequest | TextRequest;

/** `now` is what `7d` and `--week last` count from. Wrong usage is a UserError. */
export async function parseOptions(args: string[], now: number, where: Surroundings = {}): Promise<Request> {
  const asked = readCommandLine(args);
  if (asked.command === "text") return asked;
  if (asked.command === "explain") return explanation(asked.operands, asked.raw);
  const { configure } = await import("./config.ts");
  const { operands, raw, blame } = await configure(asked, where);
  try {
    if (asked.command === "store") return await readStore(operands, raw, now);
    return asked.command === "check" ? checkRequest(operands, raw) : await analyseRequest(operands, raw, now);
  } catch (error) {
    throw blame(error);
  }
}

/** What concerns a store is read where one is named. */
async function readStore(operands: string[], raw: RawOptions, now: number): Promise<StoreRequest> {
  const { storeRequest } = await import("./store-request.ts");
  return storeRequest(operands, raw, () => requestedTimes(raw, now));
}

async function readSource(
  paths: string[],
  raw: RawOptions,
): Promise<Pick<AnalyseRequest, "store" | "recordDns">> {
  if (raw.store === undefined && raw.recordDns === undefined) return {};
  const { reportSource } = await import("./store-request.ts");
  return reportSource(paths, raw);
}

async function analyseRequest(paths: string[], raw: RawOptions, now: number): Promise<AnalyseRequest> {
  if (raw.exitCode === true && raw.dns === false) {
    throw new UserError({
      option: "exitCode",
      predicate: "needs the DNS to know what still stands",
      nextStep: ["leave out ", { option: "dns", isOff: true }],
    });
  }
  const times = await requestedTimes(raw, now);
  const compare = raw.compare ?? false;
  ensureComparable(compare, times.period);
  const shown = reportRequest(raw, formatNames);
  const recordDns = raw.recordDns ?? false;
  const isAsked = raw.dns !== false && (formats[shown.format].diagnosis || shown.exitCode || recordDns);
  const dns = isAsked ? dnsOptions(raw) : null;
  const source = await readSource(paths, raw);
  return { command: "analyse", paths, ...times, compare, dns, ...source, ...shown };
}

function checkRequest(operands: string[], raw: RawOptions): CheckRequest {
  const foreign = inputOnly.find((option) => raw[option] !== undefined);
  if (raw.store !== undefined || raw.recordDns !== undefined)
    throw new UserError("check asks about addresses; what counts from a store has no place there");
  if (foreign !== undefined) {
    const option: OptionMention = foreign === "dns" ? { option: foreign, isOff: true } : { option: foreign };
    throw new UserError({ problem: ["check reads no input, so ", option, " means nothing to it"] });
  }
  const { wait, words } = waitAndOperands(raw, operands);
  const ips = [...new Set(words.filter((word) => word !== STDIN).map(readIp))];
  const input = raw.input === STDIN ? null : (raw.input ?? null);
  const readsStdin = raw.input === STDIN || words.includes(STDIN);
  if (ips.length === 0 && input === null && !readsStdin) throw new UserError(noAddress);
  const hints = { helo: raw.helo ?? null, from: raw.from ?? null };
  const waitMilliseconds = wait === undefined ? null : parseWait(wait);
  const source = { ips, input, readsStdin, ...hints, waitMilliseconds, dns: dnsOptions(raw) };
  return { command: "check", ...source, ...reportRequest(raw, checkFormatNames) };
}

const STDIN = "-";
const noAddress: Mistake = {
  thing: "check",
  problem: "no address given",
  nextStep: [
    "write one such as 203.0.113.5, - for a list on standard input, or ",
    { option: "input", value: "FILE" },
  ],
};

/** In `--wait 203.0.113.5` the address is taken for the time: it is handed back. */
function waitAndOperands(raw: RawOptions, operands: string[]): { wait: string | undefined; words: string[] } {
  const { wait } = raw;
  if (wait === undefined || (wait !== STDIN && canonicalIp(wait) === null)) return { wait, words: operands };
  return { wait: "1h", words: [wait, ...operands] };
}

const waitUnits: Record<string, number> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
/** Longer than the slowest of zones: who waits for more than a week has another problem. */
const MAX_WAIT_DAYS = 7;

function parseWait(text: string): number {
  const { amount, unit } = /^(?<amount>[1-9]\d{0,6})(?<unit>[smhd])$/.exec(text)?.groups ?? {};
  const milliseconds = Number(amount) * (waitUnits[unit ?? ""] ?? 0);
  if (milliseconds > 0 && milliseconds <= MAX_WAIT_DAYS * 86_400_000) return milliseconds;
  const nextStep = `write a time such as 90s, 30m or 2h, at most ${MAX_WAIT_DAYS}d`;
  throw new UserError({ option: "wait", value: text, nextStep });
}

async function explanation(words: string[], raw: RawOptions): Promise<TextRequest> {
  if (Object.keys(raw).some((name) => name !== "color"))
    throw new UserError("explain has no options; leave out what stands before it");
  return { command: "text", text: await explain(words.join(" ")) };
}

/** Options about input: they can stand before the word `check`, where the program takes them for its own. */
const inputOnly = ["since", "until", "week", "compare", "timezone", "dns"] as const;

// ---------------------------------------------------------------- times

async function requestedTimes(raw: RawOptions, now: number): Promise<{ period: Period; timezone: string }> {
  const { since, until, week } = raw;
  const timezone = await readTimezone(raw.timezone);
  try {
    return { period: await readPeriod({ since, until, week }, timezone, now), timezone };
  } catch (error) {
    throw withWeekAdvice(error);
  }
}

/** `--week mail.log`: the path was taken for the week. */
function withWeekAdvice(error: unknown): unknown {
  if (!(error instanceof UserError)) return error;
  const { option, problem, nextStep } = error.mistake;
  if (option !== "week" || problem !== undefined || typeof nextStep !== "string") return error;
  return new UserError({ ...error.mistake, nextStep: `${nextStep}; before a path, --week=last` });
}

// ---------------------------------------------------------------- the report

function dnsOptions(raw: RawOptions): DnsOptions {
  return {
    resolvers: raw.resolver ?? [],
    authoritative: raw.authoritative ?? dnsDefaults.authoritative,
    timeoutMilliseconds: raw.dnsTimeout ?? dnsDefaults.timeoutMilliseconds,
    concurrency: raw.dnsConcurrency ?? dnsDefaults.concurrency,
  };
}

function reportRequest(raw: RawOptions, offered: readonly FormatName[]): ReportRequest {
  const output = raw.output === undefined || raw.output === "-" ? null : raw.output;
  if (output === "")
    throw new UserError({ option: "output", predicate: "is empty", nextStep: "write the name of a file" });
  const format = raw.format ?? (output === null ? "table" : formatByEnding(output, offered));
  if (!offered.includes(format))
    throw new UserError(`check has no format ${format}; it has ${offered.join(", ")}`);
  return {
    format,
    output,
    mail: mailTarget(raw, format),
    exitCode: raw.exitCode ?? false,
    quiet: raw.quiet ?? false,
    progress: raw.progress ?? true,
    color: raw.color ?? null,
  };
}

/** As cron does: the aliases of the machine say who that is. */
const DEFAULT_RECIPIENT = "root";

function mailTarget({ mailTo, mailFrom }: RawOptions, format: FormatName): MailTarget | null {
  if (mailTo === undefined && mailFrom === undefined) return null;
  if (format === "mail") return { to: mailTo ?? [DEFAULT_RECIPIENT], from: mailFrom ?? null };
  throw new UserError({
    ...(mailTo === undefined
      ? { option: "mailFrom", value: mailFrom }
      : { option: "mailTo", value: mailTo.join(", ") }),
    problem: `the format is ${format}`,
    nextStep: ["add ", { option: "format", value: "mail" }, ", or leave the address out"],
  });
}

function formatByEnding(output: string, offered: readonly FormatName[]): FormatName {
  const format = formatOfFile(output);
  if (format !== undefined && offered.includes(format)) return format;
  if (!/[^/\\.][.][^/\\.]+$/.test(output)) return "table";
  const endings = offered.flatMap((name) => formats[name].endings).join(", ");
  throw new UserError({
    option: "output",
    value: output,
    problem: "its ending names no format",
    nextStep: [`use ${endings}, or say `, { option: "format" }],
  });
}
