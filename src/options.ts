// What is asked for, typed and validated: the arguments of the command line become one request.
// The calendar is loaded only when a time is given.

import { UserError } from "./errors.ts";
import type { DnsOptions, Period } from "./model.ts";
import {
  DNS_CONCURRENCY,
  DNS_TIMEOUT,
  readCommandLine,
  type RawOptions,
  type TextRequest,
} from "./program.ts";
import { checkFormatNames, formatNames, formatOfFile, formats, type FormatName } from "./render/formats.ts";
import { canonicalIp } from "./smtp/ip.ts";

interface ReportRequest {
  format: FormatName;
  /** Null means standard output. */
  output: string | null;
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
  timezone: string;
  dns: DnsOptions | null;
}

export interface CheckRequest extends ReportRequest {
  command: "check";
  ips: string[];
  dns: DnsOptions;
}

export type Request = AnalyseRequest | CheckRequest | TextRequest;

/** `now` is what `7d` and `--week last` count from. Wrong usage is a UserError. */
export async function parseOptions(args: string[], now: number): Promise<Request> {
  const asked = readCommandLine(args);
  if (asked.command === "text") return asked;
  const { operands, raw } = asked;
  return asked.command === "check" ? checkRequest(operands, raw) : analyseRequest(operands, raw, now);
}

async function analyseRequest(paths: string[], raw: RawOptions, now: number): Promise<AnalyseRequest> {
  if (raw.exitCode === true && raw.dns === false) {
    throw new UserError("--exit-code needs the DNS to know what still stands; leave out --no-dns");
  }
  const times = await requestedTimes(raw, now);
  const dns = raw.dns === false ? null : dnsOptions(raw);
  return { command: "analyse", paths, ...times, dns, ...reportRequest(raw, formatNames) };
}

function checkRequest(operands: string[], raw: RawOptions): CheckRequest {
  const foreign = inputOnly.find((option) => raw[option] !== undefined);
  if (foreign !== undefined) {
    throw new UserError(
      `check reads no input, so --${foreign === "dns" ? "no-dns" : foreign} means nothing to it`,
    );
  }
  const ips = [...new Set(operands.map(parseIp))];
  return { command: "check", ips, dns: dnsOptions(raw), ...reportRequest(raw, checkFormatNames) };
}

/** Options about input: they can stand before the word `check`, where the program takes them for its own. */
const inputOnly = ["since", "until", "week", "timezone", "dns"] as const;

function parseIp(text: string): string {
  const ip = canonicalIp(text);
  if (ip !== null) return ip;
  throw new UserError(`check ${text}: not an IP address; write one such as 203.0.113.5 or 2001:db8::25`);
}

// ---------------------------------------------------------------- times

async function requestedTimes(raw: RawOptions, now: number): Promise<{ period: Period; timezone: string }> {
  const { since, until, week } = raw;
  if (since === undefined && until === undefined && week === undefined && raw.timezone === undefined) {
    return { period: { from: null, to: null }, timezone: systemTimezone() };
  }
  const { parsePeriod, parseTimezone } = await import("./period.ts");
  const timezone = raw.timezone === undefined ? systemTimezone() : parseTimezone(raw.timezone);
  return { period: parsePeriod({ since, until, week }, now, timezone), timezone };
}

/** A TZ that means nothing to ICU is reported as `Etc/Unknown`, which no other function takes. */
function systemTimezone(): string {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  return timeZone === undefined || timeZone === "Etc/Unknown" ? "UTC" : timeZone;
}

// ---------------------------------------------------------------- the report

function dnsOptions(raw: RawOptions): DnsOptions {
  return {
    resolvers: raw.resolver ?? [],
    authoritative: raw.authoritative ?? true,
    timeoutMilliseconds: raw.dnsTimeout ?? DNS_TIMEOUT.default,
    concurrency: raw.dnsConcurrency ?? DNS_CONCURRENCY.default,
  };
}

function reportRequest(raw: RawOptions, offered: readonly FormatName[]): ReportRequest {
  const output = raw.output === undefined || raw.output === "-" ? null : raw.output;
  if (output === "") throw new UserError("--output is empty; write the name of a file");
  const format = raw.format ?? (output === null ? "table" : formatByEnding(output, offered));
  if (!offered.includes(format))
    throw new UserError(`check has no format ${format}; it has ${offered.join(", ")}`);
  return {
    format,
    output,
    exitCode: raw.exitCode ?? false,
    quiet: raw.quiet ?? false,
    progress: raw.progress ?? true,
    color: raw.color ?? null,
  };
}

function formatByEnding(output: string, offered: readonly FormatName[]): FormatName {
  const format = formatOfFile(output);
  if (format !== undefined && offered.includes(format)) return format;
  if (!/[^/\\.][.][^/\\.]+$/.test(output)) return "table";
  const endings = offered.flatMap((name) => formats[name].endings).join(", ");
  throw new UserError(`--output ${output}: its ending names no format; use ${endings}, or say --format`);
}
