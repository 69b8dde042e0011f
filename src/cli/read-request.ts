// Reads the arguments of the command line as one request: what was typed becomes what is meant.

import { ensureComparable } from "../base/comparable.ts";
import { ensureNotRead } from "../base/replaced-output.ts";
import { UserError } from "../base/errors.ts";
import { explain, readPeriod, readTimezone } from "../index.ts";
import type { Period } from "../model/options.ts";
import {
  auditFormatNames,
  checkFormatNames,
  doctorFormatNames,
  formatNames,
  formats,
  probeFormatNames,
} from "../report/formats.ts";
import type { Surroundings } from "./config-places.ts";
import { ensureConsistent } from "./conflicts.ts";
import type { TypedOptions } from "./options/index.ts";
import { readCommandLine, type Invocation } from "./program.ts";
import { dnsOptions, hostSettings, reportSettings } from "./report-settings.ts";
import type { AnalyzeRequest, DoctorRequest, Request, Source } from "./requests.ts";

/** `now` is what `7d` and `--week last` count from. Wrong usage is a UserError. */
export async function readRequest(args: string[], now: number, where: Surroundings = {}): Promise<Request> {
  const invocation = readCommandLine(args);
  if (invocation.command === "text") return invocation;
  const text = await textFor(invocation);
  if (text !== null) return { command: "text", text };
  if (invocation.command === "doctor") return readDoctor(invocation, where);
  const { configure } = await import("./config.ts");
  const { operands, typed, file, withFile } = await configure(invocation, where);
  const isTold = file !== null && !file.isNamed && file.keys.length > 0 && typed.quiet !== true;
  if (isTold) where.onFoundFile?.(file.name);
  try {
    return await requestOf({ command: invocation.command, operands, typed }, now, where);
  } catch (error) {
    throw withFile(error);
  }
}

/** What is printed without options of a file and without inputs; null where more is asked for. */
async function textFor(invocation: Invocation): Promise<string | null> {
  const { command, operands, typed } = invocation;
  if (command === "explain") {
    ensureConsistent("explain", typed);
    return explain(operands.join(" "));
  }
  if (command === "completion") {
    const { completionText } = await import("./completion.ts");
    return completionText(operands);
  }
  return topicIn(invocation);
}

/** With the options of the configuration file. */
async function requestOf(
  { command, operands, typed }: Invocation,
  now: number,
  where: Surroundings,
): Promise<Request> {
  if (command === "check") return readCheck(operands, typed);
  if (command === "audit") return readAudit(operands, typed);
  if (command === "probe") return readProbe(operands, typed);
  if (command === "watch") return readWatch(operands, typed);
  if (command === "analyze") return analyzeRequest(operands, typed, now, where);
  const { storeRequest } = await import("./store-request.ts");
  return storeRequest(operands, typed, () => requestedTimes(typed, now));
}

async function readCheck(operands: string[], typed: TypedOptions): Promise<Request> {
  const { checkRequest } = await import("./check-request.ts");
  return checkRequest(operands, typed, {
    dns: dnsOptions(typed),
    ...hostSettings(typed),
    ...reportSettings(typed, checkFormatNames, "check"),
  });
}

async function readAudit(operands: string[], typed: TypedOptions): Promise<Request> {
  const { auditRequest } = await import("./audit-request.ts");
  return auditRequest(operands, typed, {
    dns: dnsOptions(typed),
    ...reportSettings(typed, auditFormatNames, "audit"),
  });
}

async function readProbe(operands: string[], typed: TypedOptions): Promise<Request> {
  const { probeRequest } = await import("./probe-request.ts");
  return probeRequest(operands, typed, {
    dns: dnsOptions(typed),
    ...hostSettings(typed),
    ...reportSettings(typed, probeFormatNames, "probe"),
  });
}

async function readWatch(operands: string[], typed: TypedOptions): Promise<Request> {
  const { watchRequest } = await import("./watch-request.ts");
  const timezone = await readTimezone(typed.timezone);
  return watchRequest(operands, typed, { dns: dnsOptions(typed), timezone, ...hostSettings(typed) });
}

async function readDoctor(invocation: Invocation, where: Surroundings): Promise<DoctorRequest> {
  const { doctorSetting } = await import("./doctor-request.ts");
  const { typed, configuration, kept } = await doctorSetting(invocation, where);
  const settings = reportSettings(typed, doctorFormatNames, "doctor");
  return {
    command: "doctor",
    dns: dnsOptions(typed),
    local: typed.local ?? true,
    configuration,
    kept,
    ...settings,
  };
}

/** Only without options: they say that a report is wanted. */
async function topicIn({ command, operands, typed }: Invocation): Promise<string | null> {
  const [first = ""] = operands;
  const isPlain = command === "analyze" && Object.keys(typed).every((name) => name === "color");
  if (!isPlain || !/^(?:[45][\d.]|[a-z\d]+(?:[_-]|$))/i.test(first)) return null;
  const { explainBare } = await import("./bare-topic.ts");
  return explainBare(operands);
}

// ---------------------------------------------------------------- a report of what was refused

async function analyzeRequest(
  paths: string[],
  typed: TypedOptions,
  now: number,
  where: Surroundings,
): Promise<AnalyzeRequest> {
  ensureConsistent("analyze", typed);
  const source = await readSource(paths, typed);
  const times = await requestedTimes({ ...typed, ...(await zoneOf(source, typed, where)) }, now);
  const compare = typed.compare ?? false;
  ensureComparable(compare, times.period);
  const settings = reportSettings(typed, formatNames, "analyze");
  const isDiagnosed = settings.outputs.some(({ format }) => formats[format].diagnosis);
  const isDnsNeeded = isDiagnosed || settings.exitCode || typed.recordDns === true;
  const dns = typed.dns !== false && isDnsNeeded ? dnsOptions(typed) : null;
  const { state = null, host = null } = typed;
  const request = { source, state, host, ...times, compare, dns };
  return { command: "analyze", ...request, ...hostSettings(typed), ...settings };
}

/** Weeks that a store has counted are its own zone's: one that is named goes before it. */
async function zoneOf(
  source: Source,
  { timezone, output: [only, ...further] = [] }: TypedOptions,
  { zoneOfStore }: Surroundings,
): Promise<Pick<TypedOptions, "timezone">> {
  if (source.kind !== "store" || timezone !== undefined || !zoneOfStore) return {};
  const { passwordFile } = source.address;
  // The server need not be asked for a report that nobody would get.
  if (only !== undefined && further.length === 0 && passwordFile !== null)
    await ensureNotRead(only, [passwordFile]);
  return { timezone: await zoneOfStore(source.address) };
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
