// Fails every test that talks to anything but this machine: results must not depend on the network,
// and no stranger's server must ever be asked by a test.

import dgram from "node:dgram";
import dns from "node:dns";
import { syncBuiltinESMExports } from "node:module";
import net from "node:net";
import { afterEach } from "vitest";

const attempts: string[] = [];

afterEach(() => {
  const denied = attempts.splice(0);
  // Thrown here as well, because the code under test may swallow the first error.
  if (denied.length > 0) throw new Error(`the test tried to reach the network: ${denied.join(", ")}`);
});

function isLocal(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127\.\d+\.\d+\.\d+$/.test(host);
}

function deny(what: string): never {
  attempts.push(what);
  throw new Error(`the test tried to reach the network: ${what}`);
}

type Method = (this: unknown, ...given: unknown[]) => unknown;

type Target = (given: unknown[], self: unknown) => unknown;

/** `target` finds the host in the arguments of the guarded call. */
function guard<Owner extends object>(owner: Owner, name: keyof Owner & string, target: Target) {
  const original = owner[name] as Method;
  const guarded: Method = function (...given) {
    const host = target(given, this);
    if (typeof host === "string" && !isLocal(host)) deny(`${name} ${host}`);
    return original.apply(this, given);
  };
  Object.assign(owner, { [name]: guarded });
}

/** `connect(options)`, `connect(port, host)`, or the list into which `net.connect` packs them. */
function connectHost(given: unknown[]): unknown {
  const first = Array.isArray(given[0]) ? (given[0] as unknown[])[0] : given[0];
  if (typeof first === "object" && first !== null) return (first as { host?: unknown }).host;
  return typeof given[1] === "string" ? given[1] : undefined;
}

guard(net.Socket.prototype, "connect", connectHost);
guard(dgram.Socket.prototype, "connect", (given) => given[1]);
guard(dgram.Socket.prototype, "send", (given) => given.slice(1).find((value) => typeof value === "string"));

/** Literal addresses pass: looking them up sends no packet, and connecting to them is guarded above. */
const lookedUp = ([name]: unknown[]) => (typeof name === "string" && net.isIP(name) === 0 ? name : undefined);

guard(dns, "lookup", lookedUp);
guard(dns.promises, "lookup", lookedUp);
const questions = [
  "resolve",
  "resolve4",
  "resolve6",
  "resolvePtr",
  "resolveMx",
  "resolveTxt",
  "resolveNs",
  "resolveSoa",
];
/** A resolver of one's own may ask a server of the test; the system's never. */
const ownServers = (_: unknown[], self: unknown) => {
  const servers = (self as dns.Resolver).getServers().map((server) => server.replace(/:\d+$/, ""));
  return servers.find((server) => !isLocal(server));
};
for (const name of [...questions, "resolveAny", "resolveCname", "resolveSrv", "reverse"] as "resolve"[]) {
  guard(dns, name, () => "the system's resolver");
  guard(dns.promises, name, () => "the system's resolver");
  guard(dns.Resolver.prototype, name, ownServers);
  guard(dns.promises.Resolver.prototype, name, ownServers);
}
syncBuiltinESMExports();
