// The manual page, in the man macros that every formatter knows.

/** @returns {string} whybounce.1 */
export function manPage({ name, description, commands }, version) {
  const [main, ...others] = commands;
  return [
    `.\\" Made by scripts/docs.js from the program itself; a test holds the two together.`,
    `.TH ${name.toUpperCase()} 1 "" "${name} ${version}" "User Commands"`,
    section("NAME", [`${name} \\- ${escape(firstLower(description))}`]),
    section("SYNOPSIS", synopsis(name, commands)),
    section("DESCRIPTION", [...about, ".PP", escape(operandSentence(main))]),
    section(
      "COMMANDS",
      others.flatMap((command) => commandItem(name, command)),
    ),
    section("OPTIONS", main.options.flatMap(optionItem)),
    section("OPTIONS OF CHECK", ownOptions("check", commands)),
    section("OPTIONS OF PROBE", ownOptions("probe", commands)),
    section("OPTIONS OF STORE", ownOptions("store", commands)),
    section("EXIT STATUS", commands.flatMap(exitText)),
    section("FILES", files),
    section("ENVIRONMENT", environment),
    section("EXAMPLES", commands.flatMap(examplesOf)),
  ].join("\n");
}

const about = [
  escape(
    "Reads mail logs and bounce mail, picks out Gmail's reverse-DNS refusals (550-5.7.25, 421-4.7.23 and their " +
      "variants), asks the DNS about exactly those addresses, and tells the root cause of each: the proof, the " +
      "record to create, who can create it and where, and when Gmail will see it.",
  ),
  ".PP",
  escape(
    "Logs are those of Postfix, Exim, Sendmail, OpenSMTPD, KumoMTA, PowerMTA (accounting files), ZoneMTA, Haraka, qmail " +
      "(Plesk), Courier, Stalwart, maddy, hMailServer and Exchange (message tracking), and what Postal's webhooks sent; they may stand within JSON, as Docker, Loki, Elasticsearch, Graylog, Vector, Fluent Bit and rsyslog keep them; bounces are anybody's.",
  ),
];

const files = [
  ...item(
    "/var/lib/whybounce/probe.json",
    "which connections a probe of root's made, and when; of others below XDG_STATE_HOME",
  ),
  ...item(
    "whybounce.config.json",
    "options by their long names in camelCase; read in the current directory, or else from one of the next two, " +
      "the first that is there",
    false,
  ),
  ...item(
    "~/.config/whybounce/config.json",
    "the user's; XDG_CONFIG_HOME names another folder than ~/.config",
  ),
  ...item("/etc/whybounce/config.json", "the system's"),
];

const environment = [
  ...item("XDG_STATE_HOME", "where users keep what a run remembers; without it ~/.local/state"),
  ...item("NO_COLOR", "if not empty, no colors unless \\-\\-color asks for them", false),
  ...item("TERM", "if dumb, no colors and no status line"),
  ...item("LC_ALL, LC_CTYPE, LANG", "the first that is set says whether the terminal shows UTF-8"),
  ...item("TZ", "the time zone when --timezone gives none"),
  ...item(
    "WHYBOUNCE_THREADS",
    "so many threads read large logs beside the main one, and as many much mail; by default as many as can be spared",
  ),
  ...item("WHYBOUNCE_STORE_USER", "the user of the store when its URL names none; without both, default"),
  ...item("WHYBOUNCE_STORE_PASSWORD", "the password of that user when --store-password-file gives none"),
];

// ---------------------------------------------------------------- parts

function synopsis(name, commands) {
  const lines = commands.map(({ name: command, usage }) => {
    const words = escape([command, usage].filter(Boolean).join(" "));
    return `.B ${name}\n${words}`;
  });
  return [lines.join("\n.br\n")];
}

function operandSentence({ operand }) {
  return `A path: ${operand.help}.`;
}

function commandItem(name, { name: command, description, operand }) {
  const told = operand === undefined ? "" : ` ${operand.name}: ${operand.help}.`;
  return item(`${name} ${command}`, `${description}.${told}`);
}

function optionItem({ short, long, value, isValueOptional, description }) {
  const flags = [short, long].filter(Boolean).map((flag) => `\\fB${escape(flag)}\\fR`);
  const shown = value === null ? "" : `\\fI${escape(value)}\\fR`;
  const suffix = isValueOptional ? ` [${shown}]` : shown && ` ${shown}`;
  return [".TP", `${flags.join(", ")}${suffix}`, line(description)];
}

const sharedWithMain = {
  check: "Beside those above that concern the DNS and the report:",
  probe: "Beside those above that concern the DNS, the report and this host:",
  store: "Beside those above that say which refusals count, and where options come from:",
};

/** What the main command does not have, or has in another meaning: `--from` is a store there, a domain of check. */
function ownOptions(command, [main, ...others]) {
  const known = new Map(main.options.map(({ long, description }) => [long, description]));
  const { options } = others.find(({ name }) => name === command);
  const own = options.filter(({ long, description }) => known.get(long) !== description);
  return [escape(sharedWithMain[command]), ...own.flatMap(optionItem)];
}

function exitText({ name, exitCodes }) {
  const heading = name === "" || exitCodes.length === 0 ? [] : [".PP", `Of ${name}:`];
  return [...heading, ...exitCodes.flatMap(({ code, meaning }) => item(String(code), meaning))];
}

function examplesOf({ examples }) {
  return [".PP", ".nf", ...examples.map(line), ".fi"];
}

// ---------------------------------------------------------------- the macros

function section(title, lines) {
  const [first, ...rest] = lines;
  return [`.SH ${title}`, ...(first === ".PP" ? rest : lines)].join("\n");
}

function item(term, text, escaped = true) {
  return [".TP", `\\fB${escape(term)}\\fR`, escaped ? line(text) : text];
}

/** A line that begins with a dot or a quote would be taken for a command. */
function line(text) {
  return escape(text).replace(/^(?=[.'])/, "\\&");
}

function escape(text) {
  return text.replaceAll("\\", "\\e").replaceAll("-", "\\-").replaceAll("~", "\\(ti");
}

function firstLower(text) {
  return text.replace(/^\w/, (letter) => letter.toLowerCase());
}
