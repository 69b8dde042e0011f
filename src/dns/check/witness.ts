// A resolver is a witness, and one that is cut off from the public DNS knows nothing of it. Before any
// verdict each is asked what must be true: that the tops of the two reverse trees exist.

import type { DnsAnswer } from "../../model/dns.ts";
import { createResolver } from "../ask/resolver.ts";
import { serverName } from "../exchange/servers.ts";
import type { DnsServer } from "../exchange/servers.ts";

/**
 * `public`: it knows the public DNS. `cut off`: it denies what exists. `doubtful`: it refused or failed, which a
 * zone's own server does too, and a resolver whose cache is cold; its other answers tell. `unheard`: nothing came, or
 * nothing that can be read.
 */
export type Standing = "public" | "cut off" | "doubtful" | "unheard";

export interface Witness {
  server: DnsServer;
  /** What it said of the top of the reverse tree. */
  answer: DnsAnswer;
  standing: Standing;
}

const tops = { 4: "in-addr.arpa", 6: "ip6.arpa" } as const;

export function questionServers(
  servers: DnsServer[],
  family: 4 | 6,
  milliseconds: number,
): Promise<Witness[]> {
  return Promise.all(servers.map((server) => question(server, tops[family], milliseconds)));
}

/** Some forwarders pass on few types of questions and answer the others with nothing: they are asked once more. */
async function question(server: DnsServer, top: string, milliseconds: number): Promise<Witness> {
  const { ask } = createResolver([server], milliseconds);
  const answer = await ask(top, "NS");
  const last = denies(answer) ? await ask(top, "SOA") : answer;
  return { server, answer: last.status === "answer" ? last : answer, standing: standingOf(last) };
}

function denies({ status }: DnsAnswer): boolean {
  return status === "nxdomain" || status === "nodata";
}

function standingOf(answer: DnsAnswer): Standing {
  if (answer.status === "answer") return "public";
  if (denies(answer)) return "cut off";
  return answer.status === "servfail" || answer.status === "refused" ? "doubtful" : "unheard";
}

/** Those to ask: one that knows the public DNS makes the others dispensable. */
export function trustworthy(witnesses: Witness[]): Witness[] {
  const known = witnesses.filter(({ standing }) => standing === "public");
  return known.length > 0 ? known : witnesses.filter(({ standing }) => standing !== "cut off");
}

const failureWords: Partial<Record<DnsAnswer["status"], string>> = {
  refused: "REFUSED",
  servfail: "SERVFAIL",
  nxdomain: "NXDOMAIN",
  nodata: "no such record",
};

/** `resolver 127.0.0.53: it denies in-addr.arpa (NXDOMAIN), so it is cut off from the public DNS`. */
export function failureOf({ server, answer, standing }: Witness): string {
  const { status, detail, type, name } = answer;
  const words = failureWords[status] ?? detail ?? "no answer";
  const who = `resolver ${serverName(server)}`;
  if (standing === "cut off")
    return `${who}: it denies ${name} (${words}), so it is cut off from the public DNS`;
  return standing === "unheard" ? `${who}: ${words}` : `${who}: ${words} (${type} ${name})`;
}
