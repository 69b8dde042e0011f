// Forward-confirmed reverse DNS as Gmail asks for it (RFC 8601 section 3: iprev), through the test's resolver.

import { Resolver } from "node:dns/promises";
import { isIPv6 } from "node:net";
import { nameServers } from "./network.ts";

export async function passesIprev(ip: string): Promise<boolean> {
  const resolver = new Resolver();
  resolver.setServers([nameServers.resolver]);
  const forward = (name: string) => (isIPv6(ip) ? resolver.resolve6(name) : resolver.resolve4(name));
  const names = await resolver.resolvePtr(reverseName(ip)).catch(() => []);
  const addresses = await Promise.all(names.map((name) => forward(name).catch(() => [])));
  return addresses.flat().includes(ip);
}

export function reverseName(ip: string): string {
  if (!isIPv6(ip)) return `${ip.split(".").toReversed().join(".")}.in-addr.arpa`;
  const [head = "", tail = ""] = ip.split("::");
  const groups = (part: string) => (part === "" ? [] : part.split(":"));
  const zeros = Array.from({ length: 8 - groups(head).length - groups(tail).length }, () => "0");
  const digits = [...groups(head), ...zeros, ...groups(tail)].map((group) => group.padStart(4, "0")).join("");
  return `${digits.split("").toReversed().join(".")}.ip6.arpa`;
}
