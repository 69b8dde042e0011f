// The command line as commander sees it: arguments, options, help. It prints nothing and ends nothing;
// what it would print comes back as text, and what it would complain of as a UserError.

import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import { UserError } from "./errors.ts";
import { checkFormatNames, formatNames, type FormatName } from "./render/formats.ts";
import { canonicalIp } from "./smtp/ip.ts";
import { packageVersion } from "./version.ts";

/** What commander collects: the names are those of the long options. */
export interface RawOptions {
  since?: string;
  until?: string;
  week?: string;
  timezone?: string;
  format?: FormatName;
  output?: string;
  dns?: boolean;
  resolver?: string[];
  authoritative?: boolean;
  /** Milliseconds. */
  dnsTimeout?: number;
  dnsConcurrency?: number;
  exitCode?: boolean;
  quiet?: boolean;
  progress?: boolean;
  color?: boolean;
}

export interface Invocation {
  command: "analyse" | "check";
  operands: string[];
  raw: RawOptions;
}

/** Help or version: nothing but a text to be printed. */
export interface TextRequest {
  command: "text";
  text: string;
}

/** Milliseconds for one question to one server: less finds healthy servers dead, more stalls a run on dead ones. */
export const DNS_TIMEOUT = { default: 2000, minimum: 100, maximum: 30_000 };
/** Addresses at a time: enough to be quick, few enough not to be taken for an attack. */
export const DNS_CONCURRENCY = { default: 32, minimum: 1, maximum: 256 };
const HELP_WIDTH = 80;

/** What the arguments (without `node` and the script) ask for. */
export function readCommandLine(args: string[]): Invocation | TextRequest {
  const printed: string[] = [];
  const invocations: Invocation[] = [];
  const program = buildProgram(
    (invocation) => invocations.push(invocation),
    (text) => printed.push(text),
  );
  try {
    program.parse(args, { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return { command: "text", text: printed.join("") };
    throw new UserError(`${usageMistake(error)}; see whybounce --help`);
  }
  return invocations[0] ?? { command: "text", text: printed.join("") };
}

/** `error: unknown option '--formt'\n(Did you mean --format?)` in one line and without the prefix. */
function usageMistake(error: CommanderError): string {
  return error.message
    .replace(/^error: /, "")
    .replaceAll(/\s*\n\s*/g, " ")
    .replace(/\.$/, "");
}

type Run = (invocation: Invocation) => void;

function buildProgram(run: Run, print: (text: string) => void): Command {
  const program = new Command("whybounce")
    .description("Why does Gmail refuse my mail, and what exactly do I change?")
    .usage("[options] [path...]\n       whybounce check [options] <ip...>")
    .argument("[path...]", pathHelp)
    .version(packageVersion(), "--version", "print the version")
    .helpOption("-h, --help", "print this help")
    .helpCommand("help [command]", "print the help of a command")
    .enablePositionalOptions()
    .configureHelp({ helpWidth: HELP_WIDTH, optionDescription: (option) => option.description })
    .configureOutput({
      writeOut: print,
      writeErr: print,
      outputError: () => {},
      getOutHasColors: () => false,
    })
    .exitOverride()
    .addHelpText("after", examples)
    .action((paths: string[]) => run({ command: "analyse", operands: paths, raw: given(program) }));
  for (const option of [...inputOptions(), ...sharedOptions(formatNames)]) program.addOption(option);
  addCheckCommand(program, run);
  return program;
}

function addCheckCommand(program: Command, run: Run): void {
  const check = program
    .command("check")
    .description("diagnose the reverse DNS of addresses without any log")
    .argument("<ip...>", "IPv4 or IPv6 addresses, also as Gmail writes them: [203.0.113.5]")
    .helpOption("-h, --help", "print this help")
    .addHelpText("after", checkExamples)
    .action((ips: string[]) =>
      run({ command: "check", operands: ips, raw: { ...given(program), ...given(check) } }),
    );
  for (const option of sharedOptions(checkFormatNames)) check.addOption(option);
}

/** What was written, no defaults: `whybounce --no-color check 203.0.113.5` gives options to both. */
function given(command: Command): RawOptions {
  const entries = Object.entries(command.opts());
  return Object.fromEntries(entries.filter(([name]) => command.getOptionValueSource(name) === "cli"));
}

// ---------------------------------------------------------------- the options

const pathHelp =
  "files, directories (logs, Maildir, MH, .eml), globs, or - for standard input; " +
  "without any: what is piped in, else this machine's mail logs";

function inputOptions(): Option[] {
  return [
    new Option(
      "--since <when>",
      "only from then on: 2026-02-16, 2026-02-16T08:00, or an age: 30m, 24h, 7d, 2w",
    ),
    new Option("--until <when>", "only before then; a date includes that day"),
    new Option("--week [week]", "one ISO week: last (default), this or 2026-W08").preset("last"),
    new Option(
      "--timezone <zone>",
      "of log lines that do not say theirs, and of days and weeks (default: this machine's)",
    ),
    new Option("--no-dns", "only read; do not ask the DNS for the causes"),
  ];
}

function sharedOptions(names: readonly FormatName[]): Option[] {
  const { default: seconds } = DNS_TIMEOUT;
  return [
    new Option(
      "-f, --format <name>",
      `how the report is written: ${names.join(", ")} (default: table)`,
    ).choices(names),
    new Option(
      "-o, --output <file>",
      "write the report there, whole or not at all; the ending picks the format",
    ),
    new Option(
      "--resolver <ip[:port]>",
      "ask this resolver; may be repeated (default: the system's)",
    ).argParser(collect),
    new Option("--no-authoritative", "do not ask the zones' own name servers"),
    new Option("--dns-timeout <time>", `for one question: 500ms, 2s (default: ${seconds / 1000}s)`).argParser(
      parseTimeout,
    ),
    new Option(
      "--dns-concurrency <n>",
      `addresses at a time (default: ${DNS_CONCURRENCY.default})`,
    ).argParser(parseConcurrency),
    new Option("--exit-code", "exit with 1 if Gmail would still refuse an address"),
    new Option("--quiet", "no warnings on standard error; the report has them"),
    new Option("--no-progress", "no status line on the terminal"),
    new Option("--color", "colours even if the output is no terminal"),
    new Option("--no-color", "no colours"),
  ];
}

const examples = `
Examples:
  whybounce /var/log/mail.log*          why Gmail refuses, and what to change
  whybounce --since 7d ~/Maildir        bounce mail of the last seven days
  zcat bounces.mbox.gz | whybounce      a mailbox from standard input
  whybounce --week last -o gmail.csv    the weekly table, for cron
  whybounce check 203.0.113.5           one address, without any log

Exit codes: 0 report made; 1 with --exit-code, if a cause still stands;
2 wrong usage, or some input (with --exit-code also the DNS) could not be read.`;

const checkExamples = `
Examples:
  whybounce check 203.0.113.5 2001:db8::25
  whybounce check --format json 203.0.113.5`;

// ---------------------------------------------------------------- values

function collect(value: string, previous: string[] | undefined): string[] {
  return [...(previous ?? []), parseResolver(value)];
}

const resolverPattern =
  /^(?:\[(?<bracketed>[^\]]+)\](?::(?<port6>\d{1,5}))?|(?<ip4>[\d.]+):(?<port4>\d{1,5}))$/;

function parseResolver(value: string): string {
  const { bracketed, port6, ip4, port4 } = resolverPattern.exec(value)?.groups ?? {};
  const ip = bracketed ?? ip4 ?? value;
  const port = Number(port6 ?? port4 ?? 53);
  if (canonicalIp(ip) !== null && port >= 1 && port <= 65_535) return value;
  throw new InvalidArgumentError(
    "Write an address such as 192.0.2.53, 192.0.2.53:5353 or [2001:db8::53]:53.",
  );
}

function parseTimeout(value: string): number {
  const { amount, unit } = /^(?<amount>\d{1,6}(?:\.\d{1,3})?)(?<unit>ms|s)?$/.exec(value)?.groups ?? {};
  const milliseconds = Math.round(Number(amount) * (unit === "ms" ? 1 : 1000));
  if (milliseconds >= DNS_TIMEOUT.minimum && milliseconds <= DNS_TIMEOUT.maximum) return milliseconds;
  throw new InvalidArgumentError(`Write ${DNS_TIMEOUT.minimum}ms to ${DNS_TIMEOUT.maximum / 1000}s.`);
}

function parseConcurrency(value: string): number {
  const amount = /^\d{1,6}$/.test(value) ? Number(value) : 0;
  if (amount >= DNS_CONCURRENCY.minimum && amount <= DNS_CONCURRENCY.maximum) return amount;
  throw new InvalidArgumentError(`Write ${DNS_CONCURRENCY.minimum} to ${DNS_CONCURRENCY.maximum}.`);
}
