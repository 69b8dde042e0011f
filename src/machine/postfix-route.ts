// Which way Postfix sends the mail for a domain (transport(5), trivial-rewrite(8)): the transport table first, then what the
// sender decides, then `default_transport` and `relayhost`.

import type { MachineProblem, MailerSetup, Route } from "../model/machine.ts";
import { isServerOf } from "./domain-server.ts";
import type { RunProgram } from "./programs.ts";

const PARAMETERS = [
  "transport_maps",
  "sender_dependent_default_transport_maps",
  "sender_dependent_relayhost_maps",
  "default_transport",
  "relayhost",
] as const;

/** Each is asked with a program of its own. */
const MAX_TABLES = 16;
/** A mailbox that every domain has (RFC 5321 section 4.5.1): some tables hold whole addresses. */
const MAILBOX = "postmaster";
/** What takes mail and sends it nowhere. */
const nowhere = ["error", "retry", "discard"];

type Place = readonly string[];

/** Whose tables are asked depends on the instance, as does the answer. */
/** `sender`: whose mail; null leaves open what depends on it. */
export async function askPostfixRoute(
  run: RunProgram,
  { instance, ways }: Pick<MailerSetup, "instance" | "ways">,
  domain: string,
  sender: string | null = null,
): Promise<Route> {
  const place = instance === null || instance === PRIMARY ? [] : ["-c", instance];
  const told = await run("postconf", [...place, "-x", ...PARAMETERS]);
  if (told === null) return unknown([]);
  if ("problem" in told) return unknown([told.problem]);
  const asSet = readSettings(told.text);
  const wayNames = ways.map(({ name }) => name);
  const settings = sender === null ? asSet : await settingsFor(sender, asSet, run, place);
  if ("problem" in settings) return unknown([settings.problem]);
  if (isByChance(settings.transport_maps)) return anyOf(wayNames, "transport_maps");
  const entry = await lookUp(run, place, tablesIn(settings.transport_maps), keysOf(domain));
  if ("problem" in entry) return unknown([entry.problem]);
  return routeOf(settings, entry.text === null ? null : targetIn(entry.text), wayNames, domain);
}

const PRIMARY = "/etc/postfix";

function unknown(problems: MachineProblem[]): Route {
  return { kind: "unknown", ways: [], relayHost: null, setting: null, problems };
}

// ---------------------------------------------------------------- what Postfix says

type Settings = Record<(typeof PARAMETERS)[number], string>;

function readSettings(text: string): Settings {
  const lines = text
    .split("\n")
    .map((line) => /^(?<name>[a-z0-9_]+) =(?: (?<value>.*))?$/.exec(line)?.groups);
  const valueOf = (name: string) => lines.find((line) => line?.["name"] === name)?.["value"]?.trim() ?? "";
  return Object.fromEntries(PARAMETERS.map((name) => [name, valueOf(name)])) as Settings;
}

/** Separated by blanks and commas, but not within braces: `hash:/etc/postfix/transport, inline:{ a=b, c=d }`. */
export function tablesIn(value: string): string[] {
  const tables = [""];
  let depth = 0;
  for (const character of value) {
    if (character === "{") depth += 1;
    if (character === "}") depth -= 1;
    if (depth <= 0 && /[\s,]/.test(character)) tables.push("");
    else tables[tables.length - 1] += character;
  }
  return tables.filter((table) => table !== "").slice(0, MAX_TABLES);
}

function keysOf(domain: string): string[] {
  const parents = domain.split(".").slice(1);
  return [
    `${MAILBOX}@${domain}`,
    domain,
    ...parents.map((_, index) => `.${parents.slice(index).join(".")}`),
    "*",
  ];
}

type Found = { text: string | null } | { problem: MachineProblem };

/** The keys in the order in which Postfix asks for them, each in all tables; null where no table has one. */
async function lookUp(
  run: RunProgram,
  place: Place,
  tables: readonly string[],
  keys: readonly string[],
): Promise<Found> {
  for (const key of keys)
    for (const table of tables) {
      const told = await run("postmap", [...place, "-q", key, table]);
      if (told === null) return { text: null };
      if ("text" in told) return { text: told.text.trim() };
      // It ends with 1 and without a word where the key is not there.
      if (told.problem.detail !== null || told.problem.reason !== "failed") return told;
    }
  return { text: null };
}

/** What the sender decides, put in the place of what holds for all (postconf(5): by the address, then by `@domain`). */
async function settingsFor(
  sender: string,
  settings: Settings,
  run: RunProgram,
  place: Place,
): Promise<Settings | { problem: MachineProblem }> {
  if (isByChance(settings.sender_dependent_default_transport_maps)) return settings;
  const keys = [sender, sender.slice(sender.lastIndexOf("@"))];
  const askFor = (tables: string) => lookUp(run, place, tablesIn(tables), keys);
  const transport = await askFor(settings.sender_dependent_default_transport_maps);
  if ("problem" in transport) return transport;
  const relay = await askFor(settings.sender_dependent_relayhost_maps);
  if ("problem" in relay) return relay;
  return {
    ...settings,
    sender_dependent_default_transport_maps: "",
    sender_dependent_relayhost_maps: "",
    default_transport: chosen(transport.text) ?? settings.default_transport,
    relayhost: chosen(relay.text) ?? settings.relayhost,
  };
}

/** A table that gives another answer each time tells nothing of the next message. */
function isByChance(tables: string): boolean {
  return /\brandmap:/.test(tables);
}

function anyOf(ways: string[], setting: string): Route {
  return { kind: "depends", ways, relayHost: null, setting, problems: [] };
}

/** `DUNNO` leaves it as it is for all. */
function chosen(entry: string | null): string | null {
  return entry === null || entry.toUpperCase() === "DUNNO" ? null : entry;
}

interface Target {
  transport: string;
  nextHop: string;
}

/** `outA:`, `smtp:[relay.example.com]:587`, `:[relay.example.com]`, `:` */
function targetIn(entry: string): Target {
  const colon = entry.indexOf(":");
  if (colon < 0) return { transport: entry, nextHop: "" };
  return { transport: entry.slice(0, colon).trim(), nextHop: entry.slice(colon + 1).trim() };
}

// ---------------------------------------------------------------- what it means

function routeOf(settings: Settings, entry: Target | null, wayNames: string[], domain: string): Route {
  const usual = usualRoute(settings, wayNames, domain);
  // An empty transport leaves that as it would be without the table, and so does an empty next hop beside it.
  if (entry === null || (entry.transport === "" && entry.nextHop === "")) return usual;
  if (entry.transport !== "") return ofTransport(entry, wayNames, "transport_maps", domain);
  if (isServerOf(entry.nextHop, domain)) return { ...usual, kind: kindOf(usual), relayHost: null };
  return { ...usual, kind: "relay", relayHost: entry.nextHop, setting: "transport_maps" };
}

function kindOf({ kind, ways }: Route): Route["kind"] {
  return kind === "relay" || (kind === "depends" && ways.length === 1) ? "direct" : kind;
}

function usualRoute(settings: Settings, wayNames: string[], domain: string): Route {
  const base = { relayHost: settings.relayhost || null, problems: [] };
  if (settings.sender_dependent_default_transport_maps !== "")
    return { kind: "depends", ways: wayNames, setting: "sender_dependent_default_transport_maps", ...base };
  const chance = /^randmap:\{(?<targets>.*)\}$/s.exec(settings.default_transport)?.groups?.["targets"];
  if (chance !== undefined) {
    const names = chance.split(/[\s,]+/).map((target) => targetIn(target).transport);
    const ways = wayNames.filter((name) => names.includes(name));
    return { kind: "depends", ways, setting: "default_transport", ...base };
  }
  const target = targetIn(settings.default_transport);
  const byTransport = ofTransport(target, wayNames, "default_transport", domain);
  if (byTransport.kind !== "direct" || target.nextHop !== "") return byTransport;
  if (settings.sender_dependent_relayhost_maps !== "")
    return { ...byTransport, ...base, kind: "depends", setting: "sender_dependent_relayhost_maps" };
  if (base.relayHost === null || isServerOf(base.relayHost, domain)) return byTransport;
  return { ...byTransport, kind: "relay", relayHost: base.relayHost, setting: "relayhost" };
}

/** An empty next hop stands for the domain itself. */
function ofTransport(
  { transport, nextHop }: Target,
  wayNames: string[],
  setting: string,
  domain: string,
): Route {
  const ways = wayNames.filter((name) => name === transport);
  const isDirect = nextHop === "" || isServerOf(nextHop, domain);
  if (nowhere.includes(transport)) return { kind: "none", ways: [], relayHost: null, setting, problems: [] };
  if (ways.length === 0) return { kind: "unknown", ways, relayHost: nextHop || null, setting, problems: [] };
  if (isDirect) return { kind: "direct", ways, relayHost: null, setting, problems: [] };
  return { kind: "relay", ways, relayHost: nextHop, setting, problems: [] };
}
