// The command line in plain data, as the man page and the completions need it: taken from the program's own registry.

/** The commands by name; the one without a name is `whybounce [path...]`. */
export function describe({ programName, commandNames, commandHelp, flagsOf, versionHelp, helpHelp }, topics) {
  const commands = commandNames.map((command) => {
    const isMain = command === "analyze";
    const help = commandHelp[command];
    const own = flagsOf(command).map(optionOf);
    return {
      ...help,
      name: isMain ? "" : command,
      operand: help.operands[0],
      words: command === "explain" ? topics : (help.operands[0]?.choices ?? []),
      takesFiles: help.operands.some(({ isFile }) => isFile),
      options: [...(isMain ? [plain(versionHelp)] : []), ...own, plain(helpHelp)],
    };
  });
  return { name: programName, description: commandHelp.analyze.description, commands };
}

function optionOf({ short, long, value, isList, help }) {
  return {
    short,
    long,
    value: value?.name ?? null,
    isValueOptional: value?.preset !== undefined,
    isRepeatable: isList,
    takesFile: value?.isFile ?? false,
    takesFolder: value?.isFolder ?? false,
    words: value?.choices ?? value?.suggestions ?? [],
    description: help,
  };
}

function plain({ short, long, help }) {
  return optionOf({ short, long, value: null, isList: false, help });
}
