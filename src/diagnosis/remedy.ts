// From "who must change what" to "where, with which words": recognizes the hoster of a reverse zone and adds
// its console path, a command, or a letter to whoever runs the zone. Judges nothing and asks nobody.

import { PLACEHOLDER } from "./words/steps.ts";
import { findHoster, placeToSet, type Hoster, type WayToSet } from "./hosters/index.ts";
import { heloLines, ownZoneLines } from "./hosters/own-zone.ts";
import { inWords, type Judgment } from "./diagnose.ts";
import { isHosters, isSetBy, ptrRecordOf, type PtrRecord } from "./hoster-steps.ts";
import { ownNameServer } from "./own-name-server.ts";
import { requestFor, type RemedyHints } from "./ticket-request.ts";
import { fromOneAddress } from "./words/one-address.ts";
import { presentationOf } from "./words/fix.ts";
import { ticketWords } from "./words/ticket.ts";
import type { Diagnosis, Presentation, Remedy, ReverseZone, Step } from "../model/cause.ts";

/** All that a report says of an address besides its counts. */
export type AddressDiagnosis = Diagnosis & Remedy & { presentation: Presentation };

export function withRemedy(ip: string, judgment: Judgment, hints: RemedyHints = {}): AddressDiagnosis {
  const remedy = withRequest(ip, judgment, hints);
  const { request } = remedy.presentation;
  return request === undefined ? remedy : { ...remedy, ticket: ticketWords([request]) };
}

/** The same without the words of a ticket: most addresses of a long list share one. */
export function withRequest(ip: string, judgment: Judgment, hints: RemedyHints = {}): AddressDiagnosis {
  const repair = repairOf(ip, judgment, hints);
  const { iprev, cause, findings, evidence, fix, stopgap, relief, visibleAfterSeconds } = inWords(
    judgment,
    repair.steps,
  );
  // Field by field: V8 gives an object that is put together from others a description of its own, which takes more
  // memory than what is in it.
  return {
    iprev,
    ptr: judgment.ptr,
    reverseZone: judgment.reverseZone && { ...judgment.reverseZone, hoster: repair.hoster?.id ?? null },
    cause,
    findings,
    evidence,
    fix,
    stopgap,
    relief: relief ?? null,
    visibleAfterSeconds,
    ticket: null,
    commands: repair.wanted === null ? [] : (repair.way?.commands ?? repair.ownLines),
    heloCommands: linesForHelo(judgment, repair.wanted, hints),
    presentation: presentationWith(ip, judgment, repair, hints),
  };
}

/** Who keeps the reverse zone, and what is done there. */
interface Repair {
  hoster: Hoster | null;
  wanted: PtrRecord | null;
  way: WayToSet | null;
  /** For the reader's own name server. */
  ownLines: string[];
  steps: Step[];
  /** Whether somebody else is asked for it. */
  isAsked: boolean;
}

function repairOf(ip: string, judgment: Judgment, hints: RemedyHints): Repair {
  const { reverseZone, ptr } = judgment;
  const names = ptr.map(({ name }) => name);
  const hoster = keeperOf(reverseZone, names);
  const wanted = wantedRecord(judgment.steps);
  const way = hoster && placeToSet(hoster, ip, wanted?.name ?? "", names, wanted?.owner);
  const ownServer = hoster === null ? ownNameServer(ip, reverseZone, hints) : null;
  const ownLines = ownServer === null ? [] : linesForOwnZone(judgment, wanted);
  const refusing = way !== null && isRefused(judgment, hoster, way) ? way : null;
  const steps =
    refusing === null
      ? judgment.steps.map((step) => placed(step, hoster, way, ownServer))
      : [sendOtherwise(ip, refusing)];
  return { hoster, wanted, way, ownLines, steps, isAsked: ownServer === null && refusing === null };
}

/** Field by field, too. */
function presentationWith(
  ip: string,
  judgment: Judgment,
  { hoster, wanted, way, steps, isAsked }: Repair,
  hints: RemedyHints,
): Presentation {
  const { problem, advice, hasRecord, isOnce, remedyPlace } = presentationOf(judgment.problem, steps);
  const request = isAsked ? requestFor(ip, judgment, { hoster, way, hints }) : null;
  return {
    problem,
    advice,
    hasRecord,
    isOnce,
    remedyPlace,
    placeholders: wanted === null ? [] : [...hostMeaning(wanted), ...(way?.placeholders ?? [])],
    isLeastMemory: judgment.isLeastMemory,
    hosterName: hoster?.name,
    shorterWay: fromOneAddress(ip, hints) ?? undefined,
    request: request ?? undefined,
    steps,
  };
}

/**
 * Whose zone it is. Where CNAME records lead out of the reverse tree, that is the zone of somebody's own domain: who
 * lends addresses has no panel for a PTR record there, whether or not they serve the zone.
 */
function keeperOf(zone: ReverseZone | null, ptrNames: string[]): Hoster | null {
  if (zone === null || zone.apex.endsWith(".arpa"))
    return findHoster(zone?.nameServers ?? [], zone?.contact ?? null, ptrNames, zone?.apex ?? null);
  const keeper = findHoster(zone.nameServers, zone.contact, []);
  return keeper?.kind === "dns-host" ? keeper : null;
}

function hostMeaning({ name }: PtrRecord): string[] {
  return name === PLACEHOLDER ? [`${PLACEHOLDER} is your mail host's full name`] : [];
}

/** Who does the step, and where, now that it is known who keeps the zone. */
function placed(step: Step, hoster: Hoster | null, way: WayToSet | null, ownServer: string | null): Step {
  if (way !== null && isSetBy(hoster, step)) return { ...step, where: way.where };
  if (ownServer === null || !isHosters(step)) return step;
  const where = [step.where, `${ownServer} is yours, going by its name`].filter((part) => part !== null);
  return { ...step, who: "you", where: where.join("; ") };
}

/** No record can be made that the hoster does not have; the other steps only prepare or prove it. */
function isRefused({ ptr, steps }: Judgment, hoster: Hoster | null, { setBy }: WayToSet): boolean {
  return setBy === "nobody" && ptr.length === 0 && steps.some((step) => isSetBy(hoster, step));
}

function sendOtherwise(ip: string, { where }: WayToSet): Step {
  return {
    kind: "choose-address",
    who: "you",
    task: ip.includes(":")
      ? "let the mail host send over IPv4"
      : "let the mail host send from another address",
    where,
    record: null,
  };
}

function wantedRecord(steps: Step[]): PtrRecord | null {
  return steps.map(ptrRecordOf).find((record) => record !== null) ?? null;
}

// ---------------------------------------------------------------- commands of one's own

function linesForOwnZone({ reverseZone, ptr, steps }: Judgment, wanted: PtrRecord | null): string[] {
  if (reverseZone === null || wanted === null) return [];
  const replaced = steps.find(({ replaces }) => replaces !== undefined)?.replaces;
  const present = replaced ?? (ptr.length > 0 ? "PTR" : null);
  return ownZoneLines({ zone: reverseZone.apex, ...wanted }, present);
}

/** Neither the name of an example, nor the one that the host greets with already; least of all in place of the wanted one. */
function linesForHelo(
  { findings, ptr }: Judgment,
  wanted: PtrRecord | null,
  { helo }: RemedyHints,
): string[] {
  if (!findings.some(({ id }) => id.startsWith("helo_"))) return [];
  if (wanted !== null && wanted.name === helo?.name) return [];
  const candidates = [wanted?.name, ptr.find(({ confirms }) => confirms)?.name];
  const name = candidates.find((candidate) => candidate !== PLACEHOLDER && candidate !== helo?.name);
  return name === undefined ? [] : heloLines(name);
}
