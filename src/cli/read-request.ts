// Reads the arguments of the command line as one request: what was typed becomes what is meant.

import { ensureComparable } from "../base/comparable.ts";
import { UserError, type Mistake } from "../base/errors.ts";
import { canonicalIp } from "../base/standards/ip.ts";
import { dnsDefaults, explain, readIp, readPeriod, readTimezone } from "../index.ts";
import type { DnsOptions, Period } from "../model/options.ts";
import type { MailTarget } from "../model/report.ts";
import {
  auditFormatNames,
  checkFormatNames,
  formatNames,
  formatOfFile,
  formats,
  type FormatName,
} from "../report/formats.ts";
import type { Surroundings } from "./config-file.ts";
import { ensureConsistent } from "./conflicts.ts";
import type { TypedOptions } from "./options/index.ts";
import { readCommandLine } from "./program.ts";
import type {
  AnalyzeRequest,
  CheckRequest,
  HostSettings,
  ReportSettings,
  Request,
  Source,
} from "./requests.ts";

/** `now` is what `7d` and `--week last` count from. Wrong usage is a UserError. */
export async function readRequest(args: string[], now: number, where: Surroundings = {}): Promise<Request> {
  const invocation = readCommandLine(args);
  if (invocation.command === "text") return invocation;
  if (invocation.command === "explain") {
    ensureConsistent("explain", invocation.typed);
    return { command: "text", text: await explain(invocation.operands.join(" ")) };
  }
  const { configure } = await import("./config.ts");
  const { operands, typed, withFile } = await configure(invocation, where);
  try {
    if (invocation.command === "check") return checkRequest(operands, typed);
    if (invocation.command === "audit") {
      const { auditRequest } = await import("./audit-request.ts");
      return await auditRequest(operands, typed, {
        dns: dnsOptions(typed),
        waitMilliseconds: typed.wait === undefined ? null : parseWait(typed.wait),
        settings: reportSettings(typed, auditFormatNames, "audit"),
      });
    }
    if (invocation.command === "analyze") return await analyzeRequest(operands, typed, now);
    const { storeRequest } = await import("./store-request.ts");
    return await storeRequest(operands, typed, () => requestedTimes(typed, now));
  } catch (error) {
    throw withFile(error);
  }
}

// ---------------------------------------------------------------- a report of what was refused

async function analyzeRequest(paths: string[], typed: TypedOptions, now: number): Promise<AnalyzeRequest> {
  ensureConsistent("analyze", typed);
  const times = await requestedTimes(typed, now);
  const compare = typed.compare ?? false;
  ensureComparable(compare, times.period);
  const settings = reportSettings(typed, formatNames);
  const { format, exitCode } = settings;
  const isDnsNeeded = formats[format].diagnosis || exitCode || typed.recordDns === true;
  const dns = typed.dns !== false && isDnsNeeded ? dnsOptions(typed) : null;
  const source = await readSource(paths, typed);
  const { state = null, host = null } = typed;
  const request = { source, state, host, ...times, compare, dns };
  return { command: "analyze", ...request, ...hostSettings(typed), ...settings };
}

/** The code for a store is loaded only if one is named. */
async function readSource(paths: string[], typed: TypedOptions): Promise<Source> {
  if (typed.store === undefined) return { kind: "paths", paths };
  const { storeSource } = await import("./store-request.ts");
  return storeSource(paths, typed.store, typed);
}

async function requestedTimes(
  { since, until, week, timezone: name }: TypedOptions,
  now: number,
): Promise<{ period: Period; timezone: string }> {
  const timezone = await readTimezone(name);
  try {
    return { period: await readPeriod({ since, until, week }, timezone, now), timezone };
  } catch (error) {
    throw withWeekAdvice(error);
  }
}

/** `--week mail.log`: the path was taken for the week. */
function withWeekAdvice(error: unknown): unknown {
  if (!(error instanceof UserError)) return error;
  const { option, problem, predicate = problem, nextStep } = error.mistake;
  if (option !== "week" || predicate !== undefined || typeof nextStep !== "string") return error;
  return new UserError({ ...error.mistake, nextStep: `${nextStep}; before a path, --week=last` });
}

// ---------------------------------------------------------------- a check of addresses

function checkRequest(operands: string[], typed: TypedOptions): CheckRequest {
  ensureConsistent("check", typed);
  const { wait, words } = waitAndOperands(typed, operands);
  const ips = [...new Set(words.filter((word) => word !== STDIN).map(readIp))];
  const input = typed.input === STDIN ? null : (typed.input ?? null);
  const readsStdin = typed.input === STDIN || words.includes(STDIN);
  if (ips.length === 0 && input === null && !readsStdin) throw new UserError(noAddress);
  return {
    command: "check",
    ips,
    input,
    readsStdin,
    ...hostSettings(typed),
    from: typed.from ?? null,
    waitMilliseconds: wait === undefined ? null : parseWait(wait),
    dns: dnsOptions(typed),
    ...reportSettings(typed, checkFormatNames),
  };
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

/** In `--wait 203.0.113.5`, commander takes the address for the time: it is handed back. */
function waitAndOperands(
  { wait }: TypedOptions,
  operands: string[],
): { wait: string | undefined; words: string[] } {
  if (wait === undefined || (wait !== STDIN && canonicalIp(wait) === null)) return { wait, words: operands };
  return { wait: "1h", words: [wait, ...operands] };
}

const waitUnits: Record<string, number> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
/** Longer than the slowest zones take: somebody who waits for more than a week has another problem. */
const MAX_WAIT_DAYS = 7;

function parseWait(text: string): number {
  const { amount, unit } = /^(?<amount>[1-9]\d{0,6})(?<unit>[smhd])$/.exec(text)?.groups ?? {};
  const milliseconds = Number(amount) * (waitUnits[unit ?? ""] ?? 0);
  if (milliseconds > 0 && milliseconds <= MAX_WAIT_DAYS * 86_400_000) return milliseconds;
  const nextStep = `write a time such as 90s, 30m or 2h, at most ${MAX_WAIT_DAYS}d`;
  throw new UserError({ option: "wait", value: text, nextStep });
}

// ---------------------------------------------------------------- either report

function dnsOptions({ resolver, authoritative, dnsTimeout, dnsConcurrency }: TypedOptions): DnsOptions {
  return {
    resolvers: resolver ?? [],
    authoritative: authoritative ?? dnsDefaults.authoritative,
    timeoutMilliseconds: dnsTimeout ?? dnsDefaults.timeoutMilliseconds,
    concurrency: dnsConcurrency ?? dnsDefaults.concurrency,
  };
}

function hostSettings({ helo, local }: TypedOptions): HostSettings {
  return { helo: helo ?? null, local: local ?? true };
}

function reportSettings(
  typed: TypedOptions,
  offered: readonly FormatName[],
  command = "check",
): ReportSettings {
  const output = typed.output === undefined || typed.output === STDIN ? null : typed.output;
  if (output === "")
    throw new UserError({ option: "output", predicate: "is empty", nextStep: "write the name of a file" });
  const format = typed.format ?? (output === null ? "table" : formatByEnding(output, offered));
  if (!offered.includes(format))
    throw new UserError(`${command} has no format ${format}; it has ${offered.join(", ")}`);
  return {
    format,
    output,
    mail: mailTarget(typed, format),
    exitCode: typed.exitCode ?? false,
    quiet: typed.quiet ?? false,
    progress: typed.progress ?? true,
    color: typed.color ?? null,
  };
}

/** As cron does: the aliases of the machine say who that is. */
const DEFAULT_RECIPIENT = "root";

function mailTarget({ mailTo, mailFrom }: TypedOptions, format: FormatName): MailTarget | null {
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
