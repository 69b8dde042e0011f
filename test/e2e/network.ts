// Who has which address. The test's own network namespace is the Internet: Google's hosts and the name
// servers live on its bridge; each mail server sits in a network namespace of its own behind that bridge.

import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { sources } from "./scenarios.ts";
import type { Source } from "./scenarios.ts";

export const execute = promisify(execFile);

export const nameServers = { registry: "192.0.2.1", hoster: "192.0.2.53", resolver: "192.0.2.54" };

/** Gmail's hosts by preference, and one of Google Workspace. */
export const googleHosts = [
  { name: "gmail-smtp-in.l.google.com", ipv4: "192.0.2.26", ipv6: "2001:db8:26::1a" },
  { name: "alt1.gmail-smtp-in.l.google.com", ipv4: "192.0.2.27", ipv6: "2001:db8:26::1b" },
  { name: "alt2.gmail-smtp-in.l.google.com", ipv4: "192.0.2.28", ipv6: "2001:db8:26::1c" },
  { name: "aspmx.l.google.com", ipv4: "192.0.2.29", ipv6: "2001:db8:26::1d" },
];

const ADDRESSES_PER_MACHINE = 16;

/** The address from which the `machine`-th mail server (from 0) sends what has this source. */
export function addressOf(machine: number, source: Source): string {
  const number = sources.indexOf(source) + 1;
  if (source.endsWith("6")) return `2001:db8:25:${machine + 1}::${number}`;
  const network = source === "second4" || source === "banner550" ? "198.51.100" : "203.0.113";
  return `${network}.${machine * ADDRESSES_PER_MACHINE + number}`;
}

export const ip = (...words: string[]) => execute("ip", words);

export async function createInternet(): Promise<void> {
  // Named namespaces are mounts below /run; these here end with the run.
  for (const place of ["/run", process.env["WHYBOUNCE_E2E_FOLDER"]!])
    await execute("mount", ["-t", "tmpfs", "tmpfs", place]);
  await ip("link", "set", "lo", "up");
  await ip("link", "add", "internet", "type", "bridge");
  await ip("link", "set", "internet", "up");
  const ipv4 = [...Object.values(nameServers), ...googleHosts.map((host) => host.ipv4)];
  for (const address of ipv4) await ip("address", "add", `${address}/24`, "dev", "internet");
  for (const host of googleHosts)
    await ip("-6", "address", "add", `${host.ipv6}/64`, "dev", "internet", "nodad");
  for (const network of ["203.0.113.0/24", "198.51.100.0/24"])
    await ip("route", "add", network, "dev", "internet");
  await ip("-6", "route", "add", "2001:db8:25::/48", "dev", "internet");
}

/** A network namespace with the addresses of the `machine`-th mail server. */
export async function connectMachine(name: string, machine: number): Promise<void> {
  await ip("netns", "add", name);
  await ip("link", "add", `to-${machine}`, "type", "veth", "peer", "name", "eth0", "netns", name);
  await ip("link", "set", `to-${machine}`, "master", "internet", "up");
  await ip("-n", name, "link", "set", "lo", "up");
  await ip("-n", name, "link", "set", "eth0", "up");
  for (const source of sources) {
    const address = addressOf(machine, source);
    if (address.includes(":"))
      await ip("-n", name, "-6", "address", "add", `${address}/128`, "dev", "eth0", "nodad");
    else await ip("-n", name, "address", "add", `${address}/32`, "dev", "eth0");
  }
  await ip("-n", name, "route", "add", "default", "dev", "eth0");
  await ip("-n", name, "-6", "route", "add", "default", "dev", "eth0");
}
