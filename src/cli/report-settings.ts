// What the options mean that several commands have: how the DNS is asked, what is known of this host, and how a report is shown.

import { UserError } from "../base/errors.ts";
import { dnsDefaults } from "../index.ts";
import type { DnsOptions } from "../model/options.ts";
import type { MailTarget } from "../model/report.ts";
import type { FormatName } from "../report/formats.ts";
import type { TypedOptions } from "./options/index.ts";
import { readOutputs } from "./read-outputs.ts";
import type { HostSettings, OutputRequest, ReportSettings } from "./requests.ts";

export function dnsOptions({
  resolver,
  authoritative,
  dnsTimeout,
  dnsConcurrency,
}: TypedOptions): DnsOptions {
  return {
    resolvers: resolver ?? [],
    authoritative: authoritative ?? dnsDefaults.authoritative,
    timeoutMilliseconds: dnsTimeout ?? dnsDefaults.timeoutMilliseconds,
    concurrency: dnsConcurrency ?? dnsDefaults.concurrency,
  };
}

export function hostSettings({ helo, local }: TypedOptions): HostSettings {
  return { helo: helo ?? null, local: local ?? true };
}

export function reportSettings(
  typed: TypedOptions,
  offered: readonly FormatName[],
  command: "analyze" | "check" | "audit" | "probe" | "doctor",
): ReportSettings {
  const { outputs, mistakes } = readOutputs(typed, offered, command);
  return {
    outputs,
    outputMistakes: mistakes,
    mail: mailTarget(typed, outputs),
    exitCode: typed.exitCode ?? false,
    quiet: typed.quiet ?? false,
    progress: typed.progress ?? true,
    color: typed.color ?? null,
    details: typed.details ?? false,
  };
}

/** As cron does: the aliases of the machine say who that is. */
const DEFAULT_RECIPIENT = "root";

function mailTarget(
  { mailTo, mailFrom }: TypedOptions,
  outputs: readonly OutputRequest[],
): MailTarget | null {
  if (mailTo === undefined && mailFrom === undefined) return null;
  const names = outputs.map(({ format }) => format);
  if (names.includes("mail")) return { to: mailTo ?? [DEFAULT_RECIPIENT], from: mailFrom ?? null };
  throw new UserError({
    ...(mailTo === undefined
      ? { option: "mailFrom", value: mailFrom }
      : { option: "mailTo", value: mailTo.join(", ") }),
    problem: `the format is ${names.join(", ")}`,
    nextStep: ["add ", { option: "format", value: "mail" }, ", or leave the address out"],
  });
}
