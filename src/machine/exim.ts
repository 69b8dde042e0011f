// What Exim is set to send from: the options of its SMTP transports, as `exim -bP` prints them, unexpanded.

import { canonicalIp, ipFamily } from "../base/standards/ip.ts";
import type { BoundAddress, MachineProblem, MailerSetup, MailerWay } from "../model/machine.ts";
import type { RunProgram } from "./programs.ts";

export interface EximTold {
  setup: MailerSetup | null;
  problems: MachineProblem[];
}

export async function askExim(run: RunProgram): Promise<EximTold> {
  const [host, transports, routers] = await Promise.all([
    run("exim", ["-bP", "primary_hostname"]),
    run("exim", ["-bP", "transports"]),
    run("exim", ["-bP", "routers"]),
  ]);
  if (host === null || transports === null || routers === null) return { setup: null, problems: [] };
  const problems = [host, transports, routers].flatMap((told) => ("problem" in told ? told.problem : []));
  if ("problem" in host || "problem" in transports || "problem" in routers)
    return { setup: null, problems: problems.slice(0, 1) };
  const hostName = optionsIn(host.text).get("primary_hostname") || null;
  return { setup: setupOf(hostName, blocksIn(transports.text), blocksIn(routers.text)), problems };
}

// ---------------------------------------------------------------- what -bP prints

export interface Block {
  name: string;
  options: ReadonlyMap<string, string>;
}

/** `remote_smtp transport:` and `smarthost router:` */
const blockStart = /^(?<name>\S+) (?:transport|router):$/;
const option = /^(?<name>[a-z0-9_]+) =(?: (?<value>.*))?$/;

export function blocksIn(text: string): Block[] {
  const blocks: { name: string; lines: string[] }[] = [];
  for (const line of text.split("\n")) {
    const name = blockStart.exec(line)?.groups?.["name"];
    if (name !== undefined) blocks.push({ name, lines: [] });
    else blocks.at(-1)?.lines.push(line);
  }
  return blocks.map(({ name, lines }) => ({ name, options: optionsIn(lines.join("\n")) }));
}

function optionsIn(text: string): Map<string, string> {
  const found = text.split("\n").flatMap((line): [string, string][] => {
    const { name, value = "" } = option.exec(line)?.groups ?? {};
    return name === undefined ? [] : [[name, value.trim()]];
  });
  return new Map(found);
}

/** Items stand between colons, doubled within an item; `<;` at the start names another separator. */
export function eximList(value: string): string[] {
  const { separator = ":", rest = value } = /^<(?<separator>[^\w\s])(?<rest>.*)$/s.exec(value)?.groups ?? {};
  const doubled = separator + separator;
  const items = rest.replaceAll(doubled, "\0").split(separator);
  return items.map((item) => item.replaceAll("\0", separator).trim()).filter((item) => item !== "");
}

// ---------------------------------------------------------------- what it means

function setupOf(hostName: string | null, transports: Block[], routers: Block[]): MailerSetup {
  const ways = transports.filter(({ options }) => options.get("driver") === "smtp");
  const interfaces = ways.map(interfaceOf);
  const helos = ways.map(({ options }) => heloOf(options.get("helo_data") ?? "", hostName));
  return {
    mailer: "exim",
    instance: null,
    hostName,
    heloNames: [...new Set(helos.filter((name) => name !== null))],
    relayHost: relayIn(routers),
    bound: interfaces.flatMap(({ bound }) => bound),
    unbound: [...new Set(interfaces.flatMap(({ unbound }) => unbound))].toSorted((one, other) => one - other),
    computed: [
      ...interfaces.flatMap(({ computed }) => computed),
      ...ways.flatMap(({ name, options }) => computedHelo(name, options.get("helo_data") ?? "")),
    ],
    ways: ways.map(({ name }, index): MailerWay => {
      const { bound, unbound } = interfaces[index]!;
      return { name, heloName: helos[index] ?? null, bound, unbound };
    }),
  };
}

/** Expanded for each message. */
function isComputed(value: string): boolean {
  return value.includes("$");
}

function interfaceOf({ name, options }: Block): Pick<MailerSetup, "bound" | "unbound" | "computed"> {
  const setting = `${name}: interface`;
  const value = options.get("interface") ?? "";
  const isOpen = isComputed(value) || eximList(value).some((item) => canonicalIp(item) === null);
  if (isOpen) return { bound: [], unbound: [], computed: [{ setting, value, gives: "address", way: name }] };
  const bound = eximList(value).flatMap((item): BoundAddress[] => {
    const ip = canonicalIp(item);
    return ip === null ? [] : [{ ip, family: ipFamily(ip), setting }];
  });
  // The first address of the family is bound; a family without one is left to the system.
  const unbound = ([4, 6] as const).filter((family) => bound.every((one) => one.family !== family));
  return { bound, unbound, computed: [] };
}

function heloOf(value: string, hostName: string | null): string | null {
  if (value === "" || value === "$primary_hostname" || value === "${primary_hostname}") return hostName;
  return isComputed(value) ? null : value;
}

function computedHelo(name: string, value: string): MailerSetup["computed"] {
  const isPlain = !isComputed(value) || /^\$\{?primary_hostname\}?$/.test(value);
  return isPlain ? [] : [{ setting: `${name}: helo_data`, value, gives: "greeting", way: name }];
}

/** A router that sends the mail of all domains to one host, which Debian's configuration calls a smarthost. */
function relayIn(routers: Block[]): string | null {
  const routes = routers
    .filter(({ options }) => options.get("driver") === "manualroute")
    .map(({ options }) => /^\*\s+(?<host>[^\s$]+)/.exec(options.get("route_list") ?? "")?.groups?.["host"]);
  const hasOwnRoutes = routers.some(({ options }) => options.get("driver") === "dnslookup");
  return hasOwnRoutes ? null : (routes.find((host) => host !== undefined) ?? null);
}
