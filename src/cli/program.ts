// The command line as commander sees it: arguments, options, help. It prints nothing and ends nothing;
// what it would print comes back as text, and what it would complain of as a UserError.

import { Command, CommanderError } from "commander";
import { checkOptions, inputOptions, sharedOptions, storeCommandOptions, storeOptions } from "./options.ts";
import { UserError } from "../base/errors.ts";
import { checkFormatNames, formatNames, type FormatName } from "../report/formats.ts";
import { packageVersion } from "../base/version.ts";

/** What commander collects: the names are those of the long options. */
export interface RawOptions {
  since?: string;
  until?: string;
  week?: string;
  compare?: boolean;
  timezone?: string;
  format?: FormatName;
  output?: string;
  mailTo?: string[];
  mailFrom?: string;
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
  input?: string;
  helo?: string;
  from?: string;
  wait?: string;
  config?: string | false;
  /** `--from` of a report; empty without a URL. */
  store?: string;
  recordDns?: boolean;
  storePasswordFile?: string;
  to?: string;
  cluster?: string;
  thisServerOnly?: boolean;
  ttl?: number;
}

export interface Invocation {
  command: "analyse" | "check" | "explain" | "store";
  operands: string[];
  raw: RawOptions;
}

/** Help or version: nothing but a text to be printed. */
export interface TextRequest {
  command: "text";
  text: string;
}

const HELP_WIDTH = 80;

/** What the arguments (without `node` and the script) ask for. */
export function readCommandLine(args: string[]): Invocation | TextRequest {
  const printed: string[] = [];
  const invocations: Invocation[] = [];
  const program = buildProgram(
    (invocation) => invocations.push(invocation),
    (text) => printed.push(text),
  );
  let help = "whybounce --help";
  for (const command of program.commands) {
    command.exitOverride((error) => {
      help = `whybounce ${command.name()} --help`;
      throw error;
    });
  }
  try {
    program.parse(args, { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return { command: "text", text: printed.join("") };
    throw new UserError(
      error.code === "commander.help" ? noSuchCommand(program, args) : `${usageMistake(error)}; see ${help}`,
    );
  }
  return invocations[0] ?? { command: "text", text: printed.join("") };
}

/** Of `whybounce help bogus` commander says nothing. */
function noSuchCommand(program: Command, args: string[]): string {
  const known = program.commands.map((command) => command.name());
  const asked = args[args.indexOf("help") + 1];
  return `help ${asked}: there is no such command; write one of ${known.join(", ")}`;
}

// error: option '-f, --format <name>' argument 'xml' is invalid. Allowed choices are table, json.
const invalidValue =
  /^error: option '(?:-\w, )?(?<option>--[\w-]+)[^']*' argument '(?<value>[^]*)' is invalid\. /;

/** In one line, in the order of every other message: the option, its value, the next step. */
function usageMistake(error: CommanderError): string {
  return error.message
    .replace(invalidValue, "error: $<option> $<value> is invalid; ")
    .replace("; Allowed choices are ", "; write one of ")
    .replace(/(?<=; )[A-Z]/, (letter) => letter.toLowerCase())
    .replace(/^error: /, "")
    .replaceAll(/\s*\n\s*/g, " ")
    .replace(/\.$/, "");
}

/** The program by itself, for whoever describes it: it runs and prints nothing. */
export function programDefinition(): Command {
  return buildProgram(ignore, ignore);
}

function ignore(): void {}

type Run = (invocation: Invocation) => void;

function buildProgram(run: Run, print: (text: string) => void): Command {
  const program = new Command("whybounce")
    .description("Why does Gmail refuse my mail, and what exactly do I change?")
    .usage(
      "[options] [path...]\n       whybounce check [options] <ip...>\n       whybounce explain [code|cause]\n       whybounce store init|push [options] [path...]",
    )
    .argument("[path...]", pathHelp)
    .version(packageVersion(), "-V, --version", "print the version")
    .helpOption("-h, --help", "print this help")
    .helpCommand("help [command]", "print the help of a command")
    .enablePositionalOptions()
    .configureHelp({
      helpWidth: HELP_WIDTH,
      optionDescription: (option) => option.description,
      subcommandTerm: (command) => `${command.name()} ${command.usage()}`,
    })
    .configureOutput({
      writeOut: print,
      writeErr: print,
      outputError: () => {},
      getOutHasColors: () => false,
    })
    .exitOverride()
    .addHelpText("after", mainExamples)
    .action((paths: string[]) => run({ command: "analyse", operands: paths, raw: given(program) }));
  for (const option of [...inputOptions(), ...storeOptions(), ...sharedOptions(formatNames)])
    program.addOption(option);
  addCheckCommand(program, run);
  addExplainCommand(program, run);
  addStoreCommand(program, run);
  return program;
}

function addCheckCommand(program: Command, run: Run): void {
  const check = program
    .command("check")
    .description("diagnose the reverse DNS of addresses without any log")
    .usage("[options] <ip...>")
    .argument("[ip...]", ipHelp)
    .helpOption("-h, --help", "print this help")
    .addHelpText("after", checkExamples)
    .action((ips: string[]) =>
      run({ command: "check", operands: ips, raw: { ...given(program), ...given(check) } }),
    );
  for (const option of [...checkOptions(), ...sharedOptions(checkFormatNames)]) check.addOption(option);
}

function addExplainCommand(program: Command, run: Run): void {
  program
    .command("explain")
    .description("what a reply code or a root cause means, and the way out")
    .usage("[code|cause]")
    .argument("[code|cause...]", topicHelp)
    .helpOption("-h, --help", "print this help")
    .addHelpText("after", explainExamples)
    .action((words: string[]) => run({ command: "explain", operands: words, raw: given(program) }));
}

function addStoreCommand(program: Command, run: Run): void {
  const store = program
    .command("store")
    .description("keep what was read in ClickHouse, for many servers and long times")
    .usage("init|push [options] [path...]")
    .argument("[init|push]", storeHelp)
    .argument("[path...]", "of push: files, directories, globs, or - for standard input")
    .helpOption("-h, --help", "print this help")
    .addHelpText("after", storeExamples)
    .action((action: string | undefined, paths: string[]) =>
      run({
        command: "store",
        operands: action === undefined ? [] : [action, ...paths],
        raw: { ...given(program), ...given(store) },
      }),
    );
  for (const option of storeCommandOptions()) store.addOption(option);
}

/** What was written, no defaults: `whybounce --no-color check 203.0.113.5` gives options to both. */
function given(command: Command): RawOptions {
  const entries = Object.entries(command.opts());
  return Object.fromEntries(entries.filter(([name]) => command.getOptionValueSource(name) === "cli"));
}

// ---------------------------------------------------------------- words of the help

const pathHelp =
  "files, directories (logs, Maildir, MH, .eml), globs, or - for standard input; " +
  "without any: what is piped in, else this machine's mail logs";

const ipHelp =
  "IPv4 or IPv6 addresses, also as Gmail writes them: [203.0.113.5]; " +
  "- for a list on standard input, one address on each line, # begins a remark";

const topicHelp = "a reply code (550-5.7.25, 4.7.23) or a cause (ptr_nxdomain); without one: a list of all";

const storeHelp =
  "init creates the tables; push reads paths as a report does, and stores what is not there yet";

const mainExamples = `
Examples:
  whybounce /var/log/mail.log*          why Gmail refuses, and what to change
  whybounce --since 7d ~/Maildir        bounce mail of the last seven days
  zcat bounces.mbox.gz | whybounce      a mailbox from standard input
  whybounce --week last -o week.csv     the weekly table, for cron
  whybounce --week last -o week.html    the week as a page, in one file
  whybounce -f mail mail.log | sendmail -t     the report as a mail to root
  whybounce -f recipients mail.log      who still misses mail, one per line
  whybounce check 203.0.113.5           one address, without any log
  whybounce explain 550-5.7.25          what Gmail's reply means
  whybounce --week last --from clickhouse://db.example.com/whybounce

Exit codes: 0 report made; 1 with --exit-code, if a cause still stands;
2 wrong usage, or some input (with --exit-code also the DNS) could not be read.`;

const checkExamples = `
Examples:
  whybounce check 203.0.113.5 2001:db8::25
  whybounce check --helo mail.example.com --from example.com 203.0.113.5
  whybounce check --wait=2h 203.0.113.5    until the repair is to be seen
  whybounce check --input addresses.txt --exit-code --quiet
  whybounce check --format json - < addresses.txt
  whybounce check -f mail --mail-to you@example.com 203.0.113.5 | sendmail -t

Exit codes: 0 report made; 1 with --exit-code or --wait, if a cause still
stands; 2 wrong usage, or a line of a list is no address.`;

const explainExamples = `
Examples:
  whybounce explain
  whybounce explain 550-5.7.25
  whybounce explain ptr_nxdomain`;

const storeExamples = `
Examples:
  whybounce store init --to clickhouse://db.example.com:8123/whybounce --ttl 400
  whybounce store push --to clickhouse://db.example.com/whybounce mail.log*
  whybounce --from clickhouse://db.example.com/whybounce --week last

Exit codes: 0 done; 2 wrong usage, some input could not be read, or the store
could not be reached: what was stored stays, and the same command may be run
again.`;

/** By the name of the command. */
export const examples: Record<string, string> = {
  whybounce: mainExamples,
  check: checkExamples,
  explain: explainExamples,
  store: storeExamples,
};
