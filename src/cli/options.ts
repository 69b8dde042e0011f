// Every option of every command: its words in the help, and what its value must look like.

import { InvalidArgumentError, Option } from "commander";
import { dnsDefaults } from "../index.ts";
import type { FormatName } from "../report/formats.ts";
import { canonicalIp } from "../base/standards/ip.ts";

/** Milliseconds for one question to one server: less finds healthy servers dead, more stalls a run on dead ones. */
export const DNS_TIMEOUT = { default: dnsDefaults.timeoutMilliseconds, minimum: 100, maximum: 30_000 };
/** Addresses at a time: enough to be quick, few enough not to be taken for an attack. */
export const DNS_CONCURRENCY = { default: dnsDefaults.concurrency, minimum: 1, maximum: 256 };

/** By the names that commander gives them: what may be said several times, and what is a number. */
export const LISTS: ReadonlySet<string> = new Set(["resolver", "mailTo"]);
export const NUMBERS: ReadonlyMap<string, { minimum: number; maximum: number }> = new Map([
  ["dnsConcurrency", DNS_CONCURRENCY],
]);

// ---------------------------------------------------------------- the options

export function inputOptions(): Option[] {
  return [
    new Option(
      "--since <when>",
      "only from then on: 2026-02-16, 2026-02-16T08:00, or an age: 30m, 24h, 7d, 2w",
    ),
    new Option("--until <when>", "only before then; a date includes that day"),
    new Option("--week [week]", "one ISO week: last (default), this or 2026-W08").preset("last"),
    new Option(
      "--timezone <zone>",
      "of log lines that do not say theirs, and of days and weeks (default: this machine's); reports tell times in UTC",
    ),
    new Option("--compare", "also tell what changed since the period of the same length before it"),
    new Option("--no-dns", "only read; do not ask the DNS for the causes"),
  ];
}

const STORE_URL = "clickhouse://[user@]host:8123/database";

/** Of a report from a store. `--from` without a URL is the empty string: the configuration file says which. */
export function storeOptions(): Option[] {
  const from = new Option(
    "--from [url]",
    `count what this store holds, and read nothing: ${STORE_URL} (default: the configuration file's store)`,
  ).preset("");
  // `check` has a --from of its own, with another meaning.
  from.attributeName = () => "store";
  return [
    from,
    new Option(
      "--record-dns",
      "keep in the store what the DNS says, so that a later report tells since when",
    ),
    passwordFile(),
  ];
}

function passwordFile(): Option {
  return new Option(
    "--store-password-file <file>",
    "the store's password (default: WHYBOUNCE_STORE_PASSWORD of the environment; the user: WHYBOUNCE_STORE_USER)",
  );
}

/** Of `store init` and `store push`. */
export function storeCommandOptions(): Option[] {
  const periods = inputOptions().filter(({ long }) =>
    ["--since", "--until", "--week", "--timezone"].includes(long ?? ""),
  );
  return [
    new Option("--to <url>", `the store: ${STORE_URL} (default: the configuration file's store)`),
    passwordFile(),
    new Option("--cluster <name>", "init: tables on all servers of this cluster, seen as one"),
    new Option("--this-server-only", "init: with --cluster, where there is no Keeper: once on each server"),
    new Option(
      "--ttl <days>",
      "init: delete events so many days after they happened (default: never)",
    ).argParser(parseDays),
    ...periods,
    new Option("--quiet", "no warnings and no summary"),
    new Option("--no-progress", "no status line on the terminal"),
    new Option("--config <file>", "options from this file (default: whybounce.config.json, if it is there)"),
    new Option("--no-config", "no options from a file"),
  ];
}

function parseDays(value: string): number {
  if (/^[1-9]\d{0,4}$/.test(value)) return Number(value);
  throw new InvalidArgumentError("Write a number of days such as 400.");
}

export function checkOptions(): Option[] {
  return [
    new Option("-i, --input <file>", "check the addresses in this file too, one on each line"),
    new Option("--helo <name>", "the name your mail server greets with (HELO, EHLO)").argParser(parseHelo),
    new Option("--from <domain>", "the domain you send mail from").argParser(parseDomain),
    new Option(
      "--wait [time]",
      "ask again until every address passes: 30m, 2h (default: 1h); exit with 1 when the time is over",
    ).preset("1h"),
  ];
}

export function sharedOptions(names: readonly FormatName[]): Option[] {
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
      "--mail-to <address>",
      "whom the mail of --format mail is for; may be repeated (default: root)",
    ).argParser(collectRecipient),
    new Option(
      "--mail-from <address>",
      "whom that mail is from (default: as the mail server says)",
    ).argParser(parseMailbox),
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
    new Option("--config <file>", "options from this file (default: whybounce.config.json, if it is there)"),
    new Option("--no-config", "no options from a file"),
  ];
}

// ---------------------------------------------------------------- values

function collect(value: string, previous: string[] | undefined): string[] {
  return [...(previous ?? []), parseResolver(value)];
}

function collectRecipient(value: string, previous: string[] | undefined): string[] {
  return [...(previous ?? []), parseMailbox(value)];
}

/** One address and nothing else: no name, no list, no line break. A local name has no domain. */
const mailboxPattern = /^[\w.!#$%&'*+/=?^`{|}~-]{1,64}(?:@[\p{L}\p{N}][\p{L}\p{N}.-]{0,252})?$/u;

function parseMailbox(value: string): string {
  if (mailboxPattern.test(value) && !value.startsWith("-")) return value;
  throw new InvalidArgumentError("Write one address such as postmaster@example.com.");
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

/** Whatever a server may greet with, wrong names and address literals included: they are what is looked for. */
const heloPattern = /^[\w.:[\]-]{1,255}$/;
const domainPattern =
  /^(?=.{1,253}$)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$/i;

function parseHelo(value: string): string {
  if (heloPattern.test(value)) return value.replace(/\.$/, "").toLowerCase();
  throw new InvalidArgumentError("Write the name as the server says it, such as mail.example.com.");
}

/** `news@example.com` says its domain as well. */
function parseDomain(value: string): string {
  const domain = value.slice(value.lastIndexOf("@") + 1).replace(/\.$/, "");
  if (domainPattern.test(domain)) return domain.toLowerCase();
  throw new InvalidArgumentError("Write a domain such as example.com.");
}
