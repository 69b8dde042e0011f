// From "who must change what" to "where, with which words": recognizes the hoster of a reverse zone and adds
// its console path, a command, or a letter to whoever runs the zone. Judges nothing and asks nobody.

import { getDomain } from "tldts";
import type { DiagnosisHints } from "./causes/cause.ts";
import { PLACEHOLDER } from "./words/steps.ts";
import { findHoster, placeToSet, type Hoster, type WayToSet } from "./hosters/index.ts";
import { heloLines, ownZoneLines, ticketText, troubleText } from "./hosters/own-zone.ts";
import { isPlainHostName } from "../base/standards/host-name.ts";
import type { CauseId } from "../model/topics.ts";
import { inWords, type Judgment } from "./diagnose.ts";
import { letterWords } from "./words/evidence.ts";
import { actionOf, presentationOf } from "./words/fix.ts";
import type { Diagnosis, Evidence, Presentation, Remedy, Step, StepKind } from "../model/cause.ts";

/** A PTR record fit to be copied into commands and letters. */
interface PtrRecord {
  owner: string;
  name: string;
}

/** What is known besides the diagnosis. */
export type RemedyHints = Pick<DiagnosisHints, "hostName" | "helo" | "from" | "nameAddresses">;

/** All that a report says of an address besides its counts. */
export type AddressDiagnosis = Diagnosis & Remedy & { presentation: Presentation };

export function withRemedy(ip: string, judgment: Judgment, hints: RemedyHints = {}): AddressDiagnosis {
  const { reverseZone, ptr } = judgment;
  const names = ptr.map(({ name }) => name);
  const hoster = findHoster(reverseZone?.nameServers ?? [], reverseZone?.contact ?? null, names);
  const wanted = wantedRecord(judgment.steps);
  const way = hoster && placeToSet(hoster, ip, wanted?.name ?? "", names);
  const ownServer = hoster === null ? ownNameServer(judgment, wanted, hints) : null;
  const ownLines = ownServer === null ? [] : linesForOwnZone(judgment, wanted);
  const steps = judgment.steps.map((step) => placed(step, hoster, way, ownServer));
  return {
    ...inWords({ ...judgment, steps }),
    reverseZone: reverseZone && { ...reverseZone, hoster: hoster?.id ?? null },
    ticket: ownServer === null ? ticketFor(ip, judgment, { hoster, way, hints }) : null,
    commands: wanted === null ? [] : (way?.commands ?? ownLines),
    heloCommands: linesForHelo(judgment, wanted, hints),
    presentation: presentationOf(judgment.problem, steps),
  };
}

/** Who does the step, and where, now that it is known who keeps the zone. */
function placed(step: Step, hoster: Hoster | null, way: WayToSet | null, ownServer: string | null): Step {
  if (way !== null && isSetBy(hoster, step)) return { ...step, where: way.where };
  if (ownServer === null || !isHosters(step)) return step;
  const where = [step.where, `${ownServer} is yours, going by its name`].filter((part) => part !== null);
  return { ...step, who: "you", where: where.join("; ") };
}

/** Steps that the hoster does, or its customer in the panel. */
function isHosters({ who }: Step): boolean {
  return who === "hoster" || who === "zone holder";
}

/** Steps about PTR records, in contrast to name servers that fail: only those have a place in a panel. */
const ptrKinds: StepKind[] = ["set-ptr", "change-ptr", "remove-ptr"];

/** A registry makes delegations and no PTR records; all others make PTR records and no delegations. */
function isSetBy(hoster: Hoster | null, step: Step): boolean {
  if (hoster?.kind === "registry") return step.who === "registry";
  return isHosters(step) && ptrKinds.includes(step.kind);
}

function ptrRecordOf({ record }: Step): PtrRecord | null {
  if (record?.type !== "PTR" || !isPlainHostName(record.target)) return null;
  return { owner: record.owner, name: record.target };
}

function wantedRecord(steps: Step[]): PtrRecord | null {
  return steps.map(ptrRecordOf).find((record) => record !== null) ?? null;
}

// ---------------------------------------------------------------- letters

/** What is of no use to a stranger: how the DNS was asked, and remarks. */
const innerEvidence: Evidence["kind"][] = ["extended error", "unasked", "remark"];

interface Means {
  hoster: Hoster | null;
  way: WayToSet | null;
  hints: RemedyHints;
}

/** Nobody writes a ticket for what the customer sets in a panel. */
function ticketFor(ip: string, judgment: Judgment, { hoster, way, hints }: Means): string | null {
  const step = judgment.steps.find(isHosters);
  if (step === undefined) return null;
  if (way !== null && way.setBy !== "ticket" && isSetBy(hoster, step)) return null;
  const record = ptrRecordOf(step);
  if (record !== null)
    return ticketText({ ip, ...record, leadsBack: leadsTo(record.name, ip, judgment, hints) });
  return troubleText({
    ip,
    zone: judgment.reverseZone?.apex ?? null,
    action: actionOf(step),
    evidence: judgment.evidence.filter(({ kind }) => !innerEvidence.includes(kind)).map(letterWords),
  });
}

/** True only when the DNS was asked and said so. */
function leadsTo(name: string, ip: string, { ptr }: Judgment, { nameAddresses }: RemedyHints): boolean {
  if (ptr.some((own) => own.name === name && own.addresses.includes(ip))) return true;
  const type = ip.includes(":") ? "AAAA" : "A";
  return nameAddresses?.get(`${type} ${name}`)?.includes(ip) ?? false;
}

// ---------------------------------------------------------------- commands of one's own

/** A name server of the zone that bears the domain of the mail host or of the mail: most likely the reader's own. */
function ownNameServer(
  { reverseZone }: Judgment,
  wanted: PtrRecord | null,
  { hostName, helo, from }: RemedyHints,
): string | null {
  const names = [wanted?.name, hostName, helo?.name, from].filter((name) => name !== undefined);
  const domains = names.flatMap((name) => (name === PLACEHOLDER ? [] : (getDomain(name) ?? [])));
  const isOwn = (nameServer: string) => domains.includes(getDomain(nameServer) ?? "");
  return reverseZone?.nameServers.find((server) => isPlainHostName(server) && isOwn(server)) ?? null;
}

/** Reverse names at which a CNAME stands that must go. */
const aliasCauses: CauseId[] = ["ptr_cname_to_host", "ptr_cname_loop"];

function linesForOwnZone({ reverseZone, ptr, cause }: Judgment, wanted: PtrRecord | null): string[] {
  if (reverseZone === null || wanted === null) return [];
  const present = ptr.length > 0 ? "PTR" : aliasCauses.includes(cause.id) ? "CNAME" : null;
  return ownZoneLines({ zone: reverseZone.apex, ...wanted }, present);
}

/** Neither the name of an example, nor the one that the host greets with already. */
function linesForHelo(
  { findings, ptr }: Judgment,
  wanted: PtrRecord | null,
  { helo }: RemedyHints,
): string[] {
  if (!findings.some(({ id }) => id.startsWith("helo_"))) return [];
  const candidates = [wanted?.name, ptr.find(({ confirms }) => confirms)?.name];
  const name = candidates.find((candidate) => candidate !== PLACEHOLDER && candidate !== helo?.name);
  return name === undefined ? [] : heloLines(name);
}
