// Asks the DNS about all sending addresses and tells the cause and the remedy of each.

import { diagnose, emptyDiagnosis } from "./diagnose.ts";
import { givenHints, groupByHost, hintsFor, type GivenHints } from "./hints.ts";
import type { DnsOptions, SendingIpCounts, SendingIpReport } from "./model.ts";

interface Listeners {
  onWarning: (message: string) => void;
  onProgress: (status: string) => void;
}

/** Without DNS options nothing is asked, and the diagnoses stay empty. */
export async function checkAll(
  counts: SendingIpCounts[],
  dns: DnsOptions | null,
  given: GivenHints,
  { onWarning, onProgress }: Listeners,
): Promise<{ sendingIps: SendingIpReport[]; warnings: string[] }> {
  if (dns === null || counts.length === 0) return { sendingIps: counts.map(undiagnosed), warnings: [] };
  onProgress(`asking the DNS about ${counts.length} addresses`);
  const { checkAddresses, checkGreeting } = await import("./dns/check.ts");
  const { withRemedy } = await import("./remedy.ts");
  const ips = counts.map(({ ip }) => ip);
  const [{ facts, warnings }, helo] = await Promise.all([
    checkAddresses(ips, dns),
    given.heloName === null ? null : checkGreeting(given.heloName, dns),
  ]);
  for (const warning of warnings) onWarning(warning);
  const now = new Date().toISOString();
  const iprevs = new Map([...facts].map(([ip, found]) => [ip, diagnose(found).iprev]));
  const othersOf = groupByHost(counts);
  const sendingIps = counts.map((count) => {
    const found = facts.get(count.ip);
    if (!found) return undiagnosed(count);
    const others = othersOf(count).map(({ ip }) => ({ ip, iprev: iprevs.get(ip) ?? null }));
    const hints = { ...hintsFor(count, others, now, given.localIps), ...givenHints(given, helo) };
    return { ...count, ...withRemedy(count.ip, diagnose(found, hints)) };
  });
  return { sendingIps, warnings };
}

function undiagnosed(count: SendingIpCounts): SendingIpReport {
  return { ...count, ...emptyDiagnosis(), ticket: null, commands: [], heloCommands: [] };
}
