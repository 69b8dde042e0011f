// Which DNS servers to ask: those the user named, or those of /etc/resolv.conf.

import { readFile } from "node:fs/promises";
import { isIP } from "node:net";
import { UserError, systemErrorReason } from "../../base/errors.ts";

export interface DnsServer {
  /** As written, zone id included: a link-local resolver is unreachable without it. */
  address: string;
  port: number;
}

export const DNS_PORT = 53;
/** As in libresolv (MAXNS): further lines are for machines that never look at them either. */
const MAX_SYSTEM_SERVERS = 3;

/** `IP`, `IP:PORT` or `[IPv6]:PORT`. */
export function parseServer(text: string): DnsServer {
  const bracketed = /^\[(?<address>[^\]]+)\](?::(?<port>\d+))?$/.exec(text);
  const plain = /^(?<address>[^:]+):(?<port>\d+)$/.exec(text);
  const { address = text, port } = (bracketed ?? plain)?.groups ?? {};
  if (isIP(address) === 0) throw new UserError(`resolver "${text}" is not IP, IP:PORT or [IPv6]:PORT`);
  return { address, port: port === undefined ? DNS_PORT : parsePort(port, text) };
}

function parsePort(digits: string, text: string): number {
  const port = Number(digits);
  if (port < 1 || port > 65535) throw new UserError(`resolver "${text}": port ${digits} is not in 1-65535`);
  return port;
}

export function serverName({ address, port }: DnsServer): string {
  if (port === DNS_PORT) return address;
  // Asked with each question: an address with a colon is one of IPv6, and `isIPv6` is a long expression.
  return address.includes(":") ? `[${address}]:${port}` : `${address}:${port}`;
}

/** The system's servers, or the reason why none is known. */
export async function systemServers(
  path = "/etc/resolv.conf",
): Promise<{ servers: DnsServer[]; problem: string | null }> {
  try {
    return { servers: parseResolvConf(await readFile(path, "utf8")), problem: null };
  } catch (error) {
    return { servers: [], problem: `${path}: ${systemErrorReason(error)}` };
  }
}

/** resolv.conf(5): without a nameserver line, the one on this machine is meant. */
export function parseResolvConf(text: string): DnsServer[] {
  const addresses = text.split("\n").flatMap((line) => /^nameserver\s+(\S+)/.exec(line)?.[1] ?? []);
  const servers = addresses.filter((address) => isIP(address) !== 0).slice(0, MAX_SYSTEM_SERVERS);
  return (servers.length > 0 ? servers : ["127.0.0.1"]).map((address) => ({ address, port: DNS_PORT }));
}
