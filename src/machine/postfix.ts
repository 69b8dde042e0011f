// What Postfix is set to send from (postconf(1), master(5)): `main.cf` says it for all ways out, `master.cf` for single ones.

import { canonicalIp, ipFamily, isLoopbackIp } from "../base/standards/ip.ts";
import type { BoundAddress, MachineProblem, MailerSetup, MailerWay } from "../model/machine.ts";
import type { RunProgram } from "./programs.ts";

/** Expanded by `-x`, so that `$mydomain` and the like are gone. */
const PARAMETERS = [
  "multi_instance_directories",
  "myhostname",
  "smtp_helo_name",
  "relayhost",
  "default_transport",
  "inet_interfaces",
  "inet_protocols",
  "smtp_bind_address",
  "smtp_bind_address6",
] as const;

/** More instances than a machine has, or somebody plays with us. */
const MAX_INSTANCES = 16;
const PRIMARY = "/etc/postfix";

type Settings = ReadonlyMap<string, string>;

export interface PostfixTold {
  setups: MailerSetup[];
  problems: MachineProblem[];
}

export async function askPostfix(run: RunProgram): Promise<PostfixTold> {
  const primary = await askInstance(run, null);
  if (primary === null) return { setups: [], problems: [] };
  const others = await Promise.all(primary.others.map((directory) => askInstance(run, directory)));
  const all = [primary, ...others.filter((instance) => instance !== null)];
  return {
    setups: all.flatMap(({ setup }) => setup ?? []),
    problems: all.flatMap(({ problems }) => problems),
  };
}

interface Instance {
  setup: MailerSetup | null;
  /** The directories of the other instances (MULTI_INSTANCE_README). */
  others: string[];
  problems: MachineProblem[];
}

/** Null where there is no Postfix. Without a directory the primary instance is asked, wherever its configuration lies. */
async function askInstance(run: RunProgram, directory: string | null): Promise<Instance | null> {
  const place = directory === null ? [] : ["-c", directory];
  const [main, services, overrides] = await Promise.all([
    run("postconf", [...place, "-x", ...PARAMETERS]),
    run("postconf", [...place, "-M"]),
    run("postconf", [...place, "-P", "-x"]),
  ]);
  if (main === null || services === null || overrides === null) return null;
  const told = [main, services, overrides];
  const problems = told.flatMap((one) => ("problem" in one ? one.problem : []));
  if ("problem" in main || "problem" in services || "problem" in overrides)
    return { setup: null, others: [], problems: problems.slice(0, 1) };
  const settings = readSettings(main.text);
  const ways = readWaysOut(services.text, readOverrides(overrides.text));
  return { setup: setupOf(directory ?? PRIMARY, settings, ways), others: directoriesIn(settings), problems };
}

// ---------------------------------------------------------------- what postconf prints

/** `myhostname = mx1.example.com` */
const settingLine = /^(?<name>[a-z0-9_]+) =(?: (?<value>.*))?$/;
/** `outA/unix/smtp_bind_address = 198.51.100.31` */
const overrideLine = /^(?<service>\S+?\/[a-z-]+)\/(?<name>[A-Za-z0-9_]+) =(?: (?<value>.*))?$/;

function readSettings(text: string): Settings {
  const found = text.split("\n").flatMap((line): [string, string][] => {
    const { name, value = "" } = settingLine.exec(line)?.groups ?? {};
    return name === undefined ? [] : [[name, value.trim()]];
  });
  return new Map(found);
}

/** The settings of single services, by `outA/unix`. */
function readOverrides(text: string): Map<string, Map<string, string>> {
  const overrides = new Map<string, Map<string, string>>();
  for (const line of text.split("\n")) {
    const { service, name, value = "" } = overrideLine.exec(line)?.groups ?? {};
    if (service === undefined || name === undefined) continue;
    overrides.set(service, (overrides.get(service) ?? new Map<string, string>()).set(name, value.trim()));
  }
  return overrides;
}

interface WayOut {
  name: string;
  overrides: Settings;
}

/** The services that send by SMTP. `lmtp` delivers to a mail store, as a rule beside it. */
function readWaysOut(text: string, overrides: ReadonlyMap<string, Settings>): WayOut[] {
  return text.split("\n").flatMap((line) => {
    const [name = "", type = "", , , , , , command] = line.split(/\s+/);
    const isWayOut = type === "unix" && command === "smtp";
    return isWayOut
      ? [{ name, overrides: overrides.get(`${name}/${type}`) ?? new Map<string, string>() }]
      : [];
  });
}

function listOf(value: string): string[] {
  return value.split(/[\s,]+/).filter((word) => word !== "");
}

function directoriesIn(settings: Settings): string[] {
  const words = listOf(settings.get("multi_instance_directories") ?? "");
  return words.filter((word) => word.startsWith("/")).slice(0, MAX_INSTANCES);
}

// ---------------------------------------------------------------- what it means

function setupOf(instance: string, settings: Settings, ways: readonly WayOut[]): MailerSetup {
  const told = ways.map((way) => addressesOf(way, settings));
  const helos = ways.map(
    ({ overrides }) => overrides.get("smtp_helo_name") ?? settings.get("smtp_helo_name"),
  );
  return {
    mailer: "postfix",
    instance,
    hostName: settings.get("myhostname") || null,
    heloNames: [...new Set(helos.filter((name) => name !== undefined && isPlainName(name)))] as string[],
    relayHost: settings.get("relayhost") || null,
    bound: unique(told.flatMap(({ bound }) => bound)),
    unbound: [...new Set(told.flatMap(({ unbound }) => unbound))].toSorted((one, other) => one - other),
    computed: uniqueSettings(told.flatMap(({ computed }) => computed)),
    ways: ways.map((way, index) => wayOf(way, settings, told[index]!)),
  };
}

function wayOf({ name, overrides }: WayOut, settings: Settings, { bound, unbound }: Addresses): MailerWay {
  const greeting = overrides.get("smtp_helo_name") ?? settings.get("smtp_helo_name") ?? "";
  return { name, heloName: isPlainName(greeting) ? greeting : null, bound, unbound };
}

function isPlainName(greeting: string): boolean {
  return /^[\w.-]+$/.test(greeting);
}

function unique(bound: readonly BoundAddress[]): BoundAddress[] {
  return [...new Map(bound.map((one) => [`${one.ip} ${one.setting}`, one])).values()];
}

/** What holds for all ways out is told by each. */
function uniqueSettings(computed: MailerSetup["computed"]): MailerSetup["computed"] {
  return [...new Map(computed.map((one) => [one.setting, one])).values()];
}

type Addresses = Pick<MailerSetup, "bound" | "unbound" | "computed">;

function addressesOf(way: WayOut, settings: Settings): Addresses {
  const families = familiesOf(way.overrides.get("inet_protocols") ?? settings.get("inet_protocols") ?? "all");
  const told = families.map((family) => addressOf(family, way, settings));
  return {
    bound: told.flatMap(({ bound }) => bound),
    unbound: told.flatMap(({ unbound }) => unbound),
    computed: told.flatMap(({ computed }) => computed),
  };
}

function familiesOf(protocols: string): (4 | 6)[] {
  const words = listOf(protocols);
  if (words.includes("all") || words.length === 0) return [4, 6];
  return [...(words.includes("ipv4") ? [4 as const] : []), ...(words.includes("ipv6") ? [6 as const] : [])];
}

/** Of `inet_interfaces`, besides addresses and names; localhost leads to loopback addresses (RFC 6761). */
const placeWords = ["all", "loopback-only", "localhost"];
const anyAddress = ["0.0.0.0", "::"];

function addressOf(family: 4 | 6, { name, overrides }: WayOut, settings: Settings): Addresses {
  const parameter = family === 4 ? "smtp_bind_address" : "smtp_bind_address6";
  const own = overrides.get(parameter);
  const value = own ?? settings.get(parameter) ?? "";
  const way = own === undefined ? null : name;
  const setting = way === null ? parameter : `${way}: ${parameter}`;
  if (value === "") return interfaceAddress(family, { name, overrides, settings });
  const ip = canonicalIp(value);
  if (ip === null) return { bound: [], unbound: [], computed: [{ setting, value, gives: "address", way }] };
  if (anyAddress.includes(ip)) return { bound: [], unbound: [family], computed: [] };
  return { bound: [{ ip, family: ipFamily(ip), setting }], unbound: [], computed: [] };
}

/**
 * postconf(5), smtp_bind_address: an interface address that is the only one of its family, and no loopback one, is bound
 * for sending, too.
 */
function interfaceAddress(
  family: 4 | 6,
  { name, overrides, settings }: WayOut & { settings: Settings },
): Addresses {
  const own = overrides.get("inet_interfaces");
  const words = listOf(own ?? settings.get("inet_interfaces") ?? "all");
  const way = own === undefined ? null : name;
  const setting = way === null ? "inet_interfaces" : `${way}: inet_interfaces`;
  const known = words.map((word) => canonicalIp(word)).filter((ip) => ip !== null);
  const isOpen = words.some((word) => canonicalIp(word) === null && !placeWords.includes(word));
  const ofFamily = known.filter((ip) => ipFamily(ip) === family);
  const [ip] = ofFamily;
  if (isOpen) {
    const computed = { setting, value: words.join(" "), gives: "address" as const, way };
    return { bound: [], unbound: [family], computed: [computed] };
  }
  if (ofFamily.length !== 1 || ip === undefined || isLoopbackIp(ip))
    return { bound: [], unbound: [family], computed: [] };
  return { bound: [{ ip, family, setting }], unbound: [], computed: [] };
}
