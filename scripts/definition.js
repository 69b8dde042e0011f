// The command line in plain data, as the man page and the completions need it: taken from the program itself.

/** Values that an option often has, beside those that are its only ones. */
const usual = {
  "--since": ["24h", "7d", "2w"],
  "--week": ["last", "this"],
  "--wait": ["30m", "1h", "2h"],
  "--timezone": ["UTC"],
};

/** The commands by name; the one without a name is `whybounce [path...]`. */
export function describe(program, examples, topics) {
  const commands = [program, ...program.commands].map((command) => ({
    name: command === program ? "" : command.name(),
    description: command.description(),
    usage: command.usage().split("\n")[0],
    operand: operandOf(command),
    words: command.name() === "explain" ? topics : [],
    takesFiles: command === program,
    options: optionsOf(command),
    ...splitExamples(examples[command.name()]),
  }));
  return { name: program.name(), description: program.description(), commands };
}

function operandOf(command) {
  const [argument] = command.registeredArguments;
  return { name: argument.name(), description: argument.description };
}

function optionsOf(command) {
  const help = command.createHelp();
  return help.visibleOptions(command).map((option) => ({
    short: option.short,
    long: option.long,
    value: option.flags.match(/[<[](?<name>.+)[\]>]$/)?.groups.name ?? null,
    isValueOptional: option.optional && !option.required,
    isRepeatable: /may be repeated/.test(option.description),
    takesFile: /<file>/.test(option.flags),
    words: option.argChoices ?? usual[option.long] ?? [],
    description: option.description,
  }));
}

/** The text after the help: examples, and often what the exit codes mean. */
function splitExamples(text) {
  const [, examples, exit = ""] = /Examples:\n([^]*?)(?:\n\nExit codes: ([^]*))?$/.exec(text);
  return { examples: examples.split("\n").map((line) => line.slice(2)), exit: exit.replaceAll("\n", " ") };
}
