// Which way Exim sends the mail for a domain: `exim -bt` follows the routers and delivers nothing. It asks the DNS.

import type { MachineProblem, MailerSetup, Route } from "../model/machine.ts";
import { isServerOf } from "./domain-server.ts";
import { blocksIn, type Block } from "./exim.ts";
import type { RunProgram } from "./programs.ts";

/** `sender`: whose mail; null asks as nobody in particular. */
export async function askEximRoute(
  run: RunProgram,
  { ways }: Pick<MailerSetup, "ways">,
  domain: string,
  sender: string | null = null,
): Promise<Route> {
  const whose = sender === null ? [] : ["-f", sender];
  const told = await run("exim", [...whose, "-bt", `postmaster@${domain}`]);
  if (told === null) return unknown([]);
  if ("problem" in told) return ofProblem(told.problem);
  const route = routeIn(told.text, domain);
  if (sender !== null || route.kind === "unknown") return route;
  const routers = await run("exim", ["-bP", "routers"]);
  if (routers === null || "problem" in routers) return route;
  return withSenders(route, blocksIn(routers.text), { ways: ways.map(({ name }) => name), domain });
}

/** It fails for what is undeliverable, too, and says why. */
function ofProblem(problem: MachineProblem): Route {
  const isUndeliverable = /\bis undeliverable\b/.test(problem.detail ?? "");
  return isUndeliverable ? { ...unknown([]), kind: "none", setting: "routers" } : unknown([problem]);
}

function unknown(problems: MachineProblem[]): Route {
  return { kind: "unknown", ways: [], relayHost: null, setting: null, problems };
}

/**
 * `  router = dnslookup, transport = remote_smtp`, then a line for each host: `  host mx.example.net [192.0.2.1] MX=10`.
 * A host that was found by an MX record is the domain's own.
 */
export function routeIn(text: string, domain: string): Route {
  const { router, transport } =
    /^\s*router = (?<router>[\w-]+), transport = (?<transport>[\w-]+)$/m.exec(text)?.groups ?? {};
  if (router === undefined || transport === undefined) return unknown([]);
  const { host = "", rest = "" } = /^\s*host (?<host>\S+)\s+(?<rest>.*)$/m.exec(text)?.groups ?? {};
  const base = { ways: [transport], setting: `router ${router}`, problems: [] };
  const isOwn = /\bMX=\d/.test(rest) || host === "" || isServerOf(host, domain);
  return isOwn ? { kind: "direct", relayHost: null, ...base } : { kind: "relay", relayHost: host, ...base };
}

// ---------------------------------------------------------------- what the sender decides

/** Nobody in particular was asked about: routers before the one that answered may take the mail of some senders. */
function withSenders(
  route: Route,
  routers: readonly Block[],
  { ways: all, domain }: { ways: readonly string[]; domain: string },
): Route {
  const answered = routers.findIndex(({ name }) => route.setting === `router ${name}`);
  const bySender = routers.slice(0, answered + 1).flatMap((router) => senderSetting(router, domain) ?? []);
  const [first] = bySender;
  if (first === undefined) return route;
  const ways = [...new Set([...route.ways, ...bySender.flatMap(({ way }) => way ?? all)])];
  return { ...route, kind: "depends", ways, setting: first.setting };
}

/** `senders` (spec, chapter 15), or an expression that looks at the sender. */
const senderOptions = ["senders", "condition", "transport", "address_data", "route_data", "require_files"];

/** `way`: null where the transport is computed, so that it may be any. */
function senderSetting(
  { name, options }: Block,
  domain: string,
): { setting: string; way: string | null } | null {
  const transport = options.get("transport") ?? "";
  if (transport === "" || isNeverFor(options.get("domains") ?? "", domain)) return null;
  const decisive = senderOptions.find(
    (each) => (each === "senders" && options.get(each)) || looksAtSender(options.get(each) ?? ""),
  );
  if (decisive === undefined) return null;
  return { setting: `router ${name}: ${decisive}`, way: transport.includes("$") ? null : transport };
}

function looksAtSender(value: string): boolean {
  return /\$\{?(?:sender_address|h_from|header_from|reply_address|authenticated_id|originator)/i.test(value);
}

/** A plain list of other domains; what is looked up or negated may hold this one. */
function isNeverFor(domains: string, domain: string): boolean {
  const items = domains.split(/\s*:\s*/).filter((item) => item !== "");
  return items.length > 0 && items.every((item) => /^[\w.-]+$/.test(item) && item.toLowerCase() !== domain);
}
