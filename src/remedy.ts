// From "who must change what" to "where, with which words": recognises the hoster of a reverse zone and adds
// its console path, a command, or a letter to whoever runs the zone. Judges nothing and asks nobody.

import { getDomain } from "tldts";
import { findHoster, placeToSet, type Hoster, type WayToSet } from "./hosters/index.ts";
import { heloLines, ownZoneLines, ticketText, troubleText } from "./hosters/own-zone.ts";
import { isPlainHostName } from "./hosters/plain-name.ts";
import type { Diagnosis, FixStep, Remedy } from "./model.ts";

interface PtrRecord {
  owner: string;
  name: string;
}

/** The owner and the target of the PTR record of a step, final dots left out. */
const ptrRecordPattern = /^(?<owner>\S{1,1100})\.\s+\d+\s+IN\s+PTR\s+(?<name>\S{1,1100})\.$/;

export function withRemedy(ip: string, diagnosis: Diagnosis): Diagnosis & Remedy {
  const { reverseZone, ptr, fix } = diagnosis;
  const names = ptr.map(({ name }) => name);
  const hoster = findHoster(reverseZone?.nameServers ?? [], reverseZone?.contact ?? null, names);
  const wanted = wantedRecord(fix);
  const way = hoster && placeToSet(hoster, ip, wanted?.name ?? "", names);
  const ownLines = hoster === null ? linesForOwnZone(diagnosis, wanted) : [];
  return {
    ...diagnosis,
    reverseZone: reverseZone && { ...reverseZone, hoster: hoster?.id ?? null },
    fix:
      way === null ? fix : fix.map((step) => (isSetBy(hoster, step) ? { ...step, where: way.where } : step)),
    ticket: ownLines.length > 0 ? null : ticketFor(ip, diagnosis, hoster, way),
    commands: wanted === null ? [] : (way?.commands ?? ownLines),
    heloCommands: linesForHelo(diagnosis, wanted),
  };
}

/** Steps that the hoster does, or its customer in the panel. */
function isHosters({ who }: FixStep): boolean {
  return who === "hoster" || who === "zone holder";
}

/** A step about PTR records, in contrast to one about name servers that fail: only that has a place in a panel. */
function isAboutPtr(step: FixStep): boolean {
  return ptrRecordOf(step) !== null || /\bPTR\b/.test(step.action);
}

/** A registry makes delegations and no PTR records; all others make PTR records and no delegations. */
function isSetBy(hoster: Hoster | null, step: FixStep): boolean {
  if (hoster?.kind === "registry") return step.who === "registry";
  return isHosters(step) && isAboutPtr(step);
}

function ptrRecordOf({ record }: FixStep): PtrRecord | null {
  const { owner, name } = ptrRecordPattern.exec(record ?? "")?.groups ?? {};
  return owner === undefined || name === undefined || !isPlainHostName(name) ? null : { owner, name };
}

function wantedRecord(fix: FixStep[]): PtrRecord | null {
  return fix.map(ptrRecordOf).find((record) => record !== null) ?? null;
}

// ---------------------------------------------------------------- letters

/** What is told of the DNS to a stranger: records and answers, not how they were asked for. */
const recordEvidence = /^(?:PTR|CNAME|SOA|NS|DS|A|AAAA) /;

/** Nobody writes a ticket for what the customer sets in a panel, or for the second of two ways out. */
function ticketFor(
  ip: string,
  { fix, evidence }: Diagnosis,
  hoster: Hoster | null,
  way: WayToSet | null,
): string | null {
  const step = fix.find(isHosters);
  if (step === undefined || /^or\b/i.test(step.action)) return null;
  if (way !== null && way.setBy !== "ticket" && isSetBy(hoster, step)) return null;
  const record = ptrRecordOf(step);
  if (record !== null) return ticketText({ ip, ...record });
  return troubleText({
    ip,
    action: step.action,
    evidence: evidence.filter((line) => recordEvidence.test(line)),
  });
}

// ---------------------------------------------------------------- commands of one's own

/** The zone is most likely the reader's own when its name servers bear the domain of the mail host. */
function linesForOwnZone({ reverseZone }: Diagnosis, wanted: PtrRecord | null): string[] {
  if (reverseZone === null || wanted === null) return [];
  const domain = getDomain(wanted.name);
  const isOwn =
    domain !== null && reverseZone.nameServers.some((nameServer) => getDomain(nameServer) === domain);
  return isOwn ? ownZoneLines({ zone: reverseZone.apex, ...wanted }) : [];
}

/** The host's own name must not become that of an example. */
function linesForHelo({ findings, fix, ptr }: Diagnosis, wanted: PtrRecord | null): string[] {
  if (!findings.some(({ id }) => id.startsWith("helo_"))) return [];
  const name = wanted?.name ?? ptr.find(({ confirms }) => confirms)?.name;
  const isExample = fix.some(({ action }) => action.includes(`in place of ${name}`));
  return name === undefined || isExample ? [] : heloLines(name);
}
