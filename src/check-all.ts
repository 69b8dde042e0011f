// Asks the DNS about all sending addresses and tells the cause and the remedy of each.

import { diagnose, emptyDiagnosis } from "./diagnose.ts";
import type { AddressQuestion } from "./dns/check.ts";
import { fullNamesIn, givenHints, groupByHost, hintsFor, proposedNames, type GivenHints } from "./hints.ts";
import { checkIpv4Siblings } from "./ipv4-siblings.ts";
import type { AddressFacts, Diagnosis, DnsOptions, SendingIpCounts, SendingIpReport } from "./model.ts";

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
  const { checkAddresses, checkGreeting, checkHostNames } = await import("./dns/check.ts");
  const { withRemedy } = await import("./remedy.ts");
  const ips = counts.map(({ ip }) => ip);
  const [{ facts, warnings }, helo] = await Promise.all([
    checkAddresses(ips, dns),
    given.heloName === null ? null : checkGreeting(given.heloName, dns),
  ]);
  for (const warning of warnings) onWarning(warning);
  const now = new Date().toISOString();
  const known = givenHints(given, helo);
  const fullNames = fullNamesIn(counts, [...facts.values()].flatMap(confirmedNames));
  const hintsOf = (count: SendingIpCounts, others: Others) => ({
    ...hintsFor(count, others, now, given.localIps, fullNames),
    ...known,
  });
  // First without what the others say: what each diagnosis proposes is to be asked for before it is written.
  const drafts = new Map(
    counts.flatMap((count): [string, Diagnosis][] => {
      const found = facts.get(count.ip);
      return found ? [[count.ip, diagnose(found, hintsOf(count, []))]] : [];
    }),
  );
  const nameAddresses = await checkHostNames(questionsOf(counts, drafts), dns);
  const othersOf = groupByHost(counts, fullNames);
  const siblings = await checkIpv4Siblings(
    counts.filter(isIpv6Alone).flatMap((count) => hintsOf(count, []).hostName ?? []),
    dns,
  );
  function isIpv6Alone(count: SendingIpCounts): boolean {
    const hasFailed = drafts.get(count.ip)?.iprev !== "pass";
    return count.family === 6 && hasFailed && !othersOf(count).some(({ family }) => family === 4);
  }
  const sendingIps = counts.map((count) => {
    const found = facts.get(count.ip);
    if (!found) return undiagnosed(count);
    const logged = othersOf(count).map(({ ip }) => ({ ip, iprev: drafts.get(ip)?.iprev ?? null }));
    const unlogged = isIpv6Alone(count) ? siblings.get(hintsOf(count, []).hostName ?? "") : undefined;
    const others = [...logged, ...(unlogged ?? [])];
    const hints = { ...hintsOf(count, others), nameAddresses };
    return { ...count, ...withRemedy(count.ip, diagnose(found, hints), hints) };
  });
  return { sendingIps, warnings };
}

type Others = { ip: string; iprev: Diagnosis["iprev"] }[];

function confirmedNames({ names }: AddressFacts): string[] {
  return names.filter(({ confirms }) => confirms).map(({ name }) => name);
}

/** Each question once. */
function questionsOf(counts: SendingIpCounts[], drafts: ReadonlyMap<string, Diagnosis>): AddressQuestion[] {
  const questions = counts.flatMap((count) => {
    const draft = drafts.get(count.ip);
    return draft ? proposedNames(count, draft) : [];
  });
  return [...new Map(questions.map((question) => [`${question.type} ${question.name}`, question])).values()];
}

function undiagnosed(count: SendingIpCounts): SendingIpReport {
  return { ...count, ...emptyDiagnosis(), ticket: null, commands: [], heloCommands: [] };
}
