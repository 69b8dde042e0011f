// Which server is called: the receiver's MX as the DNS has it, or the one that was named. The hosts file is never asked.

import { UserError } from "../base/errors.ts";
import { canonicalIp, ipFamily } from "../base/standards/ip.ts";
import { mxHosts } from "../base/standards/mx.ts";
import { askResolvers } from "../dns/check/check.ts";
import { isGoogleHost, isOthersVoice } from "../machine/probe-memory.ts";
import { isDefinite } from "../model/dns.ts";
import type { DnsOptions } from "../model/options.ts";
import type { ProbeConnection, ProbeTask } from "../model/probe.ts";

const SMTP_PORT = 25;
/** The first of them has addresses of both families, as a rule. */
const MAX_MX_HOSTS = 5;

export interface ServerAddress {
  host: string;
  ip: string;
}

export interface Server {
  /** The first host of the MX, or the one that was named. */
  host: string;
  port: number;
  /** One of each family, where there is one. */
  addresses: ServerAddress[];
  /** Whether it was found by an MX record. */
  isMx: boolean;
}

/** Null where the DNS could not be asked; a domain without a server is a mistake. */
export async function findServer({ server, domain, dns }: ProbeTask): Promise<Server | null> {
  if (server !== null) {
    const ip = canonicalIp(server.host);
    if (ip !== null) return { ...server, host: ip, addresses: [{ host: ip, ip }], isMx: false };
    const addresses = await addressesOf([server.host], dns);
    if (addresses === null) return null;
    if (addresses.length === 0) throw noServer("server", server.host, "it has no address in the DNS");
    return { ...server, addresses, isMx: false };
  }
  const [answer] = await askResolvers([{ name: domain, type: "MX" }], dns);
  if (answer === undefined || !isDefinite(answer)) return null;
  const hosts = mxHosts(answer.records);
  if (hosts.length === 0)
    throw noServer("toDomain", domain, "it takes no mail: its MX record names no host, or there is none");
  const addresses = await addressesOf(hosts.slice(0, MAX_MX_HOSTS), dns);
  return addresses === null ? null : { host: hosts[0]!, port: SMTP_PORT, addresses, isMx: true };
}

/** Whether somebody else answers in the place of Google's. */
export function isAnotherServer(connection: ProbeConnection, server: Server | null): boolean {
  return server?.isMx === true && isGoogleHost(server.host) && isOthersVoice(connection);
}

function noServer(option: string, value: string, problem: string): UserError {
  return new UserError({ option, value, problem, nextStep: "name a domain that takes mail, or a server" });
}

/** The first of each family in the order of the hosts; null where nobody could be asked. */
async function addressesOf(hosts: readonly string[], dns: DnsOptions): Promise<ServerAddress[] | null> {
  const questions = hosts.flatMap((name) => (["A", "AAAA"] as const).map((type) => ({ name, type })));
  const answers = await askResolvers(questions, dns);
  const found = answers.flatMap(({ records }, index) =>
    records.map(({ data }): ServerAddress => ({ host: questions[index]!.name, ip: data })),
  );
  if (found.length === 0 && !(answers.length > 0 && answers.every(isDefinite))) return null;
  return ([4, 6] as const).flatMap((family) => found.find(({ ip }) => ipFamily(ip) === family) ?? []);
}
