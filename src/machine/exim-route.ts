// Which way Exim sends the mail for a domain: `exim -bt` follows the routers and delivers nothing. It asks the DNS.

import type { MachineProblem, Route } from "../model/machine.ts";
import { isServerOf } from "./domain-server.ts";
import type { RunProgram } from "./programs.ts";

export async function askEximRoute(run: RunProgram, domain: string): Promise<Route> {
  const told = await run("exim", ["-bt", `postmaster@${domain}`]);
  if (told === null) return unknown([]);
  if ("problem" in told) return ofProblem(told.problem);
  return routeIn(told.text, domain);
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
