// Completions for bash, zsh and fish: options, formats, commands, and the topics of explain.

const REMARK = "# Made by scripts/docs.js from the program itself; a test holds the two together.";

/** Also an option's own list of values is completed after `--option=`. */
export function bashCompletion({ name, commands }) {
  const values = commands.flatMap((command) =>
    command.options.flatMap((option) => bashValue(command, option)),
  );
  return `${REMARK}

_${name}() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD-1]} command='' index word
  if [[ $current == = ]]; then current=''; elif [[ $previous == = ]]; then previous=\${COMP_WORDS[COMP_CWORD-2]}; fi
  for ((index = 1; index < COMP_CWORD; index++)); do
    case \${COMP_WORDS[index]} in
      ${subcommands(commands).join(" | ")}) command=\${COMP_WORDS[index]}; break ;;
    esac
  done
  COMPREPLY=()
  while IFS= read -r word; do COMPREPLY+=("$word"); done < <(_${name}_words)
}

_${name}_words() {
  case $command:$previous in
${values.map((line) => `    ${line}`).join("\n")}
  esac
  case $command:$current in
${commands.map(bashCase).join("\n")}
    help:*) compgen -W '${subcommands(commands).slice(0, -1).join(" ")}' -- "$current" ;;
  esac
}

complete -o filenames -F _${name} ${name}
`;
}

function bashValue(command, { short, long, value, takesFile, takesFolder, words }) {
  if (value === null) return [];
  const flags = [short, long].filter(Boolean).map((flag) => `${command.name}:${flag}`);
  const names = takesFile ? BASH_FILES : `compgen -d -- "$current"`;
  const offered = takesFile || takesFolder ? names : bashWords(words);
  return [`${flags.join(" | ")}) ${offered}; return ;;`];
}

const BASH_FILES = `compgen -f -- "$current"`;

function bashCase(command, _, commands) {
  const { name, options } = command;
  const flags = options.flatMap(({ short, long }) => [short, long].filter(Boolean));
  return `    ${name}:-*) ${bashWords(flags)} ;;\n    ${name}:*) ${bashOperands(command, commands)} ;;`;
}

/** The word right after the command is its first operand; files follow that. */
function bashOperands({ name, words, takesFiles }, commands) {
  if (name === "") return `${bashWords(subcommands(commands))}; ${BASH_FILES}`;
  if (!takesFiles) return bashWords(words);
  if (words.length === 0) return BASH_FILES;
  return `if [[ $previous == ${name} ]]; then ${bashWords(words)}; else ${BASH_FILES}; fi`;
}

function bashWords(words) {
  return words.length === 0 ? ":" : `compgen -W '${words.join(" ")}' -- "$current"`;
}

function subcommands(commands) {
  return [...commands.map(({ name }) => name).filter((name) => name !== ""), "help"];
}

// ---------------------------------------------------------------- zsh

export function zshCompletion({ name, commands }) {
  const names = subcommands(commands);
  return `#compdef ${name}
${REMARK}

_${name}() {
  local command=
  local -i index
  for (( index = 2; index < CURRENT; index++ )); do
    case $words[index] in
      (${names.join("|")})
        command=$words[index]
        shift $(( index - 1 )) words
        (( CURRENT -= index - 1 ))
        break ;;
    esac
  done
  case $command in
${commands.map(zshCase).join("\n")}
    (help) _arguments '1:command:(${names.slice(0, -1).join(" ")})' ;;
  esac
}

_${name}_first() {
  _alternative 'commands:command:(${names.join(" ")})' 'files:path:_files'
}

if [[ $funcstack[1] == _${name} ]]; then _${name} "$@"; else compdef _${name} ${name}; fi
`;
}

function zshCase(command) {
  const { name, options } = command;
  const specs = [...options.flatMap(zshOption), ...zshOperands(command)].map((spec) => `        ${spec}`);
  return `    (${name === "" ? "''" : name})\n      _arguments -S \\\n${specs.join(" \\\n")} ;;`;
}

function zshOperands({ name, words, operand, takesFiles }) {
  const files = takesFiles ? ["'*:path:_files'"] : [];
  if (name === "") return ["'1: :_whybounce_first'", ...files];
  if (operand === undefined || (takesFiles && words.length === 0)) return files;
  return [`'${takesFiles ? "1" : "*"}:${operand.name}:${zshWords(words)}'`, ...files];
}

function zshOption({ short, long, value, isValueOptional, isRepeatable, description, ...offered }) {
  const action = zshAction(offered);
  const argument = value === null ? "" : `:${isValueOptional ? ":" : ""}${zshText(value)}:${action}`;
  const told = `[${zshText(description)}]${argument}`;
  const repeat = isRepeatable ? "*" : "";
  const alone = isRepeatable || !short ? "" : `(${short} ${long})`;
  const forms = [short && `${short}${value === null ? "" : "+"}`, `${long}${value === null ? "" : "="}`];
  return forms.filter(Boolean).map((form) => `'${alone}${repeat}${form}${told}'`);
}

function zshAction({ takesFile, takesFolder, words }) {
  if (takesFile) return "_files";
  return takesFolder ? "_path_files -/" : zshWords(words);
}

/** A blank offers nothing and says so. */
function zshWords(words) {
  return words.length === 0 ? " " : `(${words.join(" ")})`;
}

function zshText(text) {
  return text.replaceAll(/[\\[\]:]/g, String.raw`\$&`).replaceAll("'", String.raw`'\''`);
}

// ---------------------------------------------------------------- fish

export function fishCompletion({ name, commands }) {
  const names = subcommands(commands);
  const start = `complete -c ${name}`;
  const none = `-n 'not __fish_seen_subcommand_from ${names.join(" ")}'`;
  const lines = commands.flatMap((command) => {
    const when = command.name === "" ? none : `-n '__fish_seen_subcommand_from ${command.name}'`;
    const own =
      command.name === "" ? [] : [`${start} ${none} -a ${command.name} -d ${fishText(command.description)}`];
    const operands = fishOperands(command, when).map((operand) => `${start} ${operand}`);
    return [
      ...own,
      ...operands,
      ...command.options.map((option) => `${start} ${when} ${fishOption(option)}`),
    ];
  });
  const help = `${start} -n '__fish_seen_subcommand_from help' -f -a '${names.slice(0, -1).join(" ")}'`;
  return `${[REMARK, ...lines, `${start} ${none} -a help -d 'print the help of a command'`, help].join("\n")}\n`;
}

/** Files are offered where nothing else is said. */
function fishOperands({ name, words, takesFiles }, when) {
  const list = words.join(" ");
  if (!takesFiles) return [`${when} -f -a '${list}'`];
  if (words.length === 0) return [];
  const isFirst = `__fish_seen_subcommand_from ${name}; and not __fish_seen_subcommand_from ${list}`;
  return [`-n '${isFirst}' -f -a '${list}'`];
}

function fishOption({ short, long, value, takesFile, takesFolder, words, description }) {
  const flags = [...(short ? [`-s ${short.slice(1)}`] : []), `-l ${long.slice(2)}`];
  const list = words.length === 0 ? "" : ` -a '${words.join(" ")}'`;
  const names = takesFile ? "-r -F" : "-x -a '(__fish_complete_directories)'";
  const argument = value === null ? [] : [takesFile || takesFolder ? names : `-x${list}`];
  return [...flags, ...argument, `-d ${fishText(description)}`].join(" ");
}

function fishText(text) {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", String.raw`\'`)}'`;
}
