// The command line as commander reads it: arguments, options, help. It prints nothing and ends nothing: help comes
// back as text, and a complaint as a UserError.

import { Argument, Command, CommanderError, Option } from "commander";
import { UserError } from "../base/errors.ts";
import { packageVersion } from "../base/version.ts";
import { closingText, commandHelp, HELP_WIDTH, helpHelp, programName, versionHelp } from "./help.ts";
import { commandNames, expectedValue, readValue, type CommandName } from "./options/definition.ts";
import { flagsOf, type Flag, type TypedOptions } from "./options/index.ts";
import type { TextRequest } from "./requests.ts";
import { nearestCommand } from "./suggest.ts";

export interface Invocation {
  command: CommandName;
  operands: string[];
  typed: TypedOptions;
}

/** What the arguments (without `node` and the script) ask for. */
export function readCommandLine(args: string[]): Invocation | TextRequest {
  const printed: string[] = [];
  const invocations: Invocation[] = [];
  const program = buildProgram(
    args,
    (invocation) => invocations.push(invocation),
    (text) => printed.push(text),
  );
  let command: CommandName = "analyze";
  for (const name of subcommands) {
    find(program, name).exitOverride((error) => {
      command = name;
      throw error;
    });
  }
  try {
    program.parse(args, { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return { command: "text", text: printed.join("") };
    throw new UserError(
      error.code === "commander.help"
        ? noSuchCommand(program, args)
        : `${withCommand(usageMistake(error) + meantOption(error, command), command, program.args)}; ${seeHelp(command)}`,
    );
  }
  const [invocation] = invocations;
  if (invocation === undefined) return { command: "text", text: printed.join("") };
  return { ...invocation, typed: withAlias(invocation.typed) };
}

/** `--json` is `--format json`; with another format, one of the two is a slip. */
function withAlias({ json, ...typed }: TypedOptions): TypedOptions {
  if (json !== true) return typed;
  const { format = "json" } = typed;
  if (format === "json") return { ...typed, format };
  const mention = { option: "format", value: format };
  throw new UserError({
    option: "json",
    predicate: ["does not go with ", mention],
    nextStep: "leave one out",
  });
}

function seeHelp(command: CommandName): string {
  return `see ${[programName, ...(command === "analyze" ? [] : [command])].join(" ")} --help`;
}

/** commander has no message for `help bogus`. */
function noSuchCommand(program: Command, args: string[]): string {
  const known = program.commands.map((command) => command.name());
  const topic = args[args.indexOf("help") + 1];
  return `help ${topic}: there is no such command; write one of ${known.join(", ")}`;
}

/** Short options that other programs have; commander's own hint knows none of them. */
const meant: Record<string, string> = {
  q: "--quiet",
  v: `${programName} --version`,
  V: `${programName} --version`,
  version: `${programName} --version`,
  s: "--since",
  u: "--until",
  j: "--json",
  n: "--no-dns",
  w: "--week",
  t: "--timezone",
};

/** `wacth --once`: the option is not the mistake. */
function withCommand(mistake: string, command: CommandName, [first = ""]: readonly string[]): string {
  const meantInstead = command === "analyze" ? nearestCommand(first) : null;
  if (meantInstead === null) return mistake;
  const hint = `${programName} ${meantInstead}?)`;
  return mistake.endsWith("?)") ? `${mistake.slice(0, -1)} Or ${hint}` : `${mistake} (did you mean ${hint}`;
}

function meantOption(error: CommanderError, command: CommandName): string {
  const option = /^error: unknown option '--?([\w-]+)'/.exec(error.message)?.[1] ?? "";
  const hint = meant[option];
  const isOffered =
    hint?.startsWith(programName) === true || flagsOf(command).some(({ long }) => long === hint);
  return hint === undefined || !isOffered || error.message.includes("Did you mean")
    ? ""
    : ` (did you mean ${hint}?)`;
}

/** commander's message in one line, without its first word and its full stop. */
function usageMistake(error: CommanderError): string {
  return error.message
    .replace(/^error: /, "")
    .replaceAll(/\s*\n\s*/g, " ")
    .replace(/\.$/, "");
}

// ---------------------------------------------------------------- the program

const subcommands = commandNames.filter((name) => name !== "analyze");

function buildProgram(
  args: readonly string[],
  run: (invocation: Invocation) => void,
  print: (text: string) => void,
): Command {
  const usages = subcommands.map((name) => `       ${programName} ${name} ${commandHelp[name].usage}`);
  const program = addWords(describe(new Command(programName), "analyze"), "analyze")
    .usage([commandHelp.analyze.usage, ...usages].join("\n"))
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
    .exitOverride();
  program.action(() => run({ command: "analyze", operands: program.args, typed: typedOptions(program) }));
  for (const name of subcommands) {
    const command = describe(program.command(name), name);
    // The words of two hundred options take longer to add than most command lines to read.
    if (args.includes(name)) addWords(command, name);
    command.action(() =>
      run({
        command: name,
        operands: command.args,
        typed: { ...typedOptions(program), ...typedOptions(command) },
      }),
    );
  }
  return program;
}

function find(program: Command, name: CommandName): Command {
  return program.commands.find((command) => command.name() === name)!;
}

function describe(command: Command, name: CommandName): Command {
  const help = commandHelp[name];
  // Most runs show no help.
  command
    .description(help.description)
    .usage(help.usage)
    .addHelpText("after", () => closingText(help));
  return command;
}

/** What a command takes. */
function addWords(command: Command, name: CommandName): Command {
  if (name === "analyze")
    command.version(packageVersion(), `${versionHelp.short}, ${versionHelp.long}`, versionHelp.help);
  command.helpOption(`${helpHelp.short}, ${helpHelp.long}`, helpHelp.help);
  for (const operand of commandHelp[name].operands)
    command.addArgument(new Argument(`[${operand.name}${operand.isList ? "..." : ""}]`, operand.help));
  for (const flag of flagsOf(name)) command.addOption(optionOf(flag, name));
  return command;
}

function optionOf({ name, short, long, value, isList, help }: Flag, command: CommandName): Option {
  const placeholder = value && (value.preset === undefined ? `<${value.name}>` : `[${value.name}]`);
  const names = short === null ? long : `${short}, ${long}`;
  const option = new Option(placeholder === null ? names : `${names} ${placeholder}`, help);
  option.attributeName = () => name;
  if (value === null) return option;
  option.argParser((text: string, previous: unknown): unknown => {
    const read = readValue(value, text);
    if (read !== null) return isList ? [...((previous ?? []) as unknown[]), read] : read;
    throw new UserError({
      option: name,
      value: text,
      predicate: "is invalid",
      nextStep: `${expectedValue(value)}; ${seeHelp(command)}`,
    });
  });
  return value.preset === undefined ? option : option.preset(value.preset);
}

/** Only what was typed, no defaults: `whybounce --no-color check 203.0.113.5` gives options to both commands. */
function typedOptions(command: Command): TypedOptions {
  const entries = Object.entries(command.opts());
  return Object.fromEntries(entries.filter(([name]) => command.getOptionValueSource(name) === "cli"));
}
