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

function bashValue(command, { short, long, value, takesFile, words }) {
  if (value === null) return [];
  const flags = [short, long].filter(Boolean).map((flag) => `${command.name}:${flag}`);
  const offered = takesFile ? `compgen -f -- "$current"` : bashWords(words);
  return [`${flags.join(" | ")}) ${offered}; return ;;`];
}

function bashCase({ name, options, words, takesFiles }, _, commands) {
  const flags = options.flatMap(({ short, long }) => [short, long].filter(Boolean));
  const operands = takesFiles
    ? `${bashWords(subcommands(commands))}; compgen -f -- "$current"`
    : bashWords(words);
  return `    ${name}:-*) ${bashWords(flags)} ;;\n    ${name}:*) ${operands} ;;`;
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

function zshCase({ name, options, words, operand, takesFiles }) {
  const operands = takesFiles
    ? ["'1: :_whybounce_first'", "'*:path:_files'"]
    : operand === undefined
      ? []
      : [`'*:${operand.name}:${zshWords(words)}'`];
  const specs = [...options.flatMap(zshOption), ...operands].map((spec) => `        ${spec}`);
  return `    (${name === "" ? "''" : name})\n      _arguments -S \\\n${specs.join(" \\\n")} ;;`;
}

function zshOption({ short, long, value, isValueOptional, isRepeatable, takesFile, words, description }) {
  const action = takesFile ? "_files" : zshWords(words);
  const argument = value === null ? "" : `:${isValueOptional ? ":" : ""}${zshText(value)}:${action}`;
  const told = `[${zshText(description)}]${argument}`;
  const repeat = isRepeatable ? "*" : "";
  const alone = isRepeatable || !short ? "" : `(${short} ${long})`;
  const forms = [short && `${short}${value === null ? "" : "+"}`, `${long}${value === null ? "" : "="}`];
  return forms.filter(Boolean).map((form) => `'${alone}${repeat}${form}${told}'`);
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
    const operands = command.takesFiles ? [] : [`${start} ${when} -f -a '${command.words.join(" ")}'`];
    return [
      ...own,
      ...operands,
      ...command.options.map((option) => `${start} ${when} ${fishOption(option)}`),
    ];
  });
  const help = `${start} -n '__fish_seen_subcommand_from help' -f -a '${names.slice(0, -1).join(" ")}'`;
  return `${[REMARK, ...lines, `${start} ${none} -a help -d 'print the help of a command'`, help].join("\n")}\n`;
}

function fishOption({ short, long, value, takesFile, words, description }) {
  const flags = [...(short ? [`-s ${short.slice(1)}`] : []), `-l ${long.slice(2)}`];
  const list = words.length === 0 ? "" : ` -a '${words.join(" ")}'`;
  const argument = value === null ? [] : [takesFile ? "-r -F" : `-x${list}`];
  return [...flags, ...argument, `-d ${fishText(description)}`].join(" ");
}

function fishText(text) {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", String.raw`\'`)}'`;
}
