// Log lines of refusals by Gmail, and a whole report about them with a name server on loopback.

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import type { SendingIpReport } from "../../../src/model/report.ts";
import type { AnalysisTask, DnsOptions } from "../../../src/model/options.ts";
import type { Results } from "../../../src/model/report.ts";
import { check } from "../../../src/run.ts";
import { analyzeFiles } from "../../support/analyze.ts";
import { startZoneServer } from "../../support/zone-server.js";

const REPLY =
  "does not have a 550-5.7.25 PTR record setup 550 5.7.25  https://support.google.com/a?p=sender-guidelines.";

let number = 0;

export interface Refused {
  host: string;
  ip: string;
  sender?: string;
}

/** Two lines of Postfix: who sent it, and what Gmail said. */
export function postfix({ host, ip, sender = "news@example.com" }: Refused): string {
  number += 1;
  const id = `4NQh2b5xKdz9r${String(number).padStart(2, "0")}`;
  const start = `2026-02-23T10:00:01+00:00 ${host} postfix`;
  return (
    `${start}/qmgr[12]: ${id}: from=<${sender}>, size=500, nrcpt=1 (queue active)\n` +
    `${start}/smtp[128]: ${id}: to=<user@gmail.com>, relay=gmail-smtp-in.l.google.com[192.0.2.26]:25, delay=0.4, delays=0/0/0.1/0.3, dsn=5.7.25, status=bounced (host gmail-smtp-in.l.google.com[192.0.2.26] said: 550-5.7.25 [${ip}] The IP address sending this message ${REPLY} ${id}-93e4dbb2288si424.62 - gsmtp (in reply to end of DATA command))\n`
  );
}

/** Through syslog, which names the host. */
export function exim({ host, ...from }: { ip: string; localIp: string; host: string }): string {
  return `2026-02-23T10:00:01+00:00 ${host} exim[42]: ${eximEntry(from)}`;
}

/** Exim's own log names no host. */
export function eximMainlog(from: { ip: string; localIp: string }): string {
  return `2026-02-23 10:00:01 +0000 ${eximEntry(from)}`;
}

/** With `+outgoing_interface` Exim writes the address that it sent from. */
function eximEntry({ ip, localIp }: { ip: string; localIp: string }): string {
  number += 1;
  const id = `1rQh2b-000${String(number).padStart(3, "0")}-2a`;
  return `${id} ** user@gmail.com R=dnslookup T=remote_smtp H=gmail-smtp-in.l.google.com [192.0.2.26]:25 I=[${localIp}]:54321: SMTP error from remote mail server after end of data: 550-5.7.25 [${ip}] The IP address sending this message ${REPLY} x${number}-93e4dbb2288si424.62 - gsmtp\n`;
}

export const SOA = (zone: string) =>
  `${zone}. 3600 IN SOA ns1.${zone}. hostmaster.${zone}. 1 3600 600 604800 300`;

export async function report(
  log: string,
  zone: string,
  more: Partial<AnalysisTask> = {},
): Promise<Results["report"]> {
  return withZone(zone, (dns) => analyzeFiles(["-"], { dns, stdin: log, ...more }));
}

/** Of files, by their names. */
export async function reportOn(files: Record<string, string>, zone: string): Promise<Results["report"]> {
  const folder = mkdtempSync(join(tmpdir(), "whybounce-logs-"));
  const paths = Object.keys(files).map((name) => join(folder, name));
  for (const path of paths) writeFileSync(path, files[basename(path)] ?? "");
  return withZone(zone, (dns) => analyzeFiles(paths, { dns })).finally(() =>
    rmSync(folder, { recursive: true }),
  );
}

export async function checked(ips: string[], helo: string, zone: string): Promise<SendingIpReport[]> {
  const silent = { problems: [], from: null, local: false, onWarning: () => {} };
  const { sendingIps } = await withZone(zone, (dns) => check({ ips, helo, dns, ...silent }));
  return sendingIps;
}

async function withZone(
  zone: string,
  run: (dns: DnsOptions) => Promise<Results>,
): Promise<Results["report"]> {
  const server = await startZoneServer(zone);
  const dns = {
    resolvers: [server.resolver],
    authoritative: false,
    timeoutMilliseconds: 2_000,
    concurrency: 8,
  };
  const results = await run(dns).finally(() => server.close());
  return results.report;
}

export function about(told: Results["report"], ip: string): SendingIpReport {
  return told.sendingIps.find((sender) => sender.ip === ip)!;
}
