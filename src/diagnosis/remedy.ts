// From "who must change what" to "where, with which words": recognizes the hoster of a reverse zone and adds
// its console path, a command, or a letter to whoever runs the zone. Judges nothing and asks nobody.

import type { DiagnosisHints } from "./causes/cause.ts";
import { PLACEHOLDER } from "./words/steps.ts";
import { findHoster, isDefaultName, placeToSet, type Hoster, type WayToSet } from "./hosters/index.ts";
import { heloLines, ownZoneLines } from "./hosters/own-zone.ts";
import { isPlainHostName } from "../base/standards/host-name.ts";
import { reverseName } from "../base/standards/ip.ts";
import { escapeText } from "../base/words/escape.ts";
import { genericReason } from "./facts/generic-name.ts";
import { organizationalDomain } from "../base/standards/public-suffix.ts";
import { inWords, type Judgment } from "./diagnose.ts";
import { letterWords } from "./words/evidence.ts";
import { actionOf, presentationOf } from "./words/fix.ts";
import { ticketWords } from "./words/ticket.ts";
import type {
  Diagnosis,
  Evidence,
  Presentation,
  Remedy,
  ReverseZone,
  Step,
  StepKind,
} from "../model/cause.ts";
import type { TicketItem, TicketRequest } from "../model/ticket.ts";

/** A PTR record fit to be copied into commands and letters. */
interface PtrRecord {
  owner: string;
  name: string;
}

/** What is known besides the diagnosis. */
export type RemedyHints = Pick<DiagnosisHints, "hostName" | "helo" | "from" | "reply" | "nameAddresses">;

/** All that a report says of an address besides its counts. */
export type AddressDiagnosis = Diagnosis & Remedy & { presentation: Presentation };

export function withRemedy(ip: string, judgment: Judgment, hints: RemedyHints = {}): AddressDiagnosis {
  const { reverseZone, ptr } = judgment;
  const names = ptr.map(({ name }) => name);
  const hoster = keeperOf(reverseZone, names);
  const wanted = wantedRecord(judgment.steps);
  const way = hoster && placeToSet(hoster, ip, wanted?.name ?? "", names, wanted?.owner);
  const ownServer = hoster === null ? ownNameServer(ip, judgment, hints) : null;
  const ownLines = ownServer === null ? [] : linesForOwnZone(judgment, wanted);
  const placedSteps = judgment.steps.map((step) => placed(step, hoster, way, ownServer));
  const refusing = way !== null && isRefused(judgment, hoster, way) ? way : null;
  const steps = refusing === null ? placedSteps : [sendOtherwise(ip, refusing)];
  const isAsked = ownServer === null && refusing === null;
  const request = isAsked ? requestFor(ip, judgment, { hoster, way, hints }) : null;
  return {
    ...inWords({ ...judgment, steps }),
    reverseZone: reverseZone && { ...reverseZone, hoster: hoster?.id ?? null },
    ticket: request && ticketWords([request]),
    commands: wanted === null ? [] : (way?.commands ?? ownLines),
    heloCommands: linesForHelo(judgment, wanted, hints),
    presentation: {
      ...presentationOf(judgment.problem, steps),
      placeholders: wanted === null ? [] : [...hostMeaning(wanted), ...(way?.placeholders ?? [])],
      ...(request === null ? {} : { request }),
      steps,
    },
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

/** What is of no use to a stranger: how the DNS was asked, for how long it is remembered, and remarks. */
const innerEvidence: Evidence["kind"][] = [
  "extended error",
  "local data",
  "name",
  "negative ttl",
  "unasked",
  "remark",
];

/** A resolver's own data is nobody's but the reader's. */
function isForLetters(evidence: Evidence): boolean {
  if (evidence.kind === "answer" && evidence.answer.localSigns) return false;
  return !innerEvidence.includes(evidence.kind);
}

interface Means {
  hoster: Hoster | null;
  way: WayToSet | null;
  hints: RemedyHints;
}

/** Nobody writes a ticket for what the customer sets in a panel. */
function requestFor(ip: string, judgment: Judgment, { hoster, way, hints }: Means): TicketRequest | null {
  const step = judgment.steps.find((candidate) => isHosters(candidate) && !isUnsure(candidate));
  if (step === undefined) return null;
  if (way !== null && way.setBy !== "ticket" && isSetBy(hoster, step)) return null;
  const item = itemFor(ip, step, judgment, hints);
  const delegation = judgment.steps.find(({ kind, who }) => kind === "delegate" && who === "registry");
  if (delegation !== undefined) return { ...nobodysZone, undelegated: delegation.zone ?? null, item };
  const zone = judgment.reverseZone;
  const contact = zone?.contact ?? null;
  return {
    hoster: hoster?.kind === "registry" ? null : (hoster?.name ?? null),
    zone: zone?.apex ?? null,
    contact: contact !== null && mailAddress.test(contact) ? contact : null,
    nameServer: zone?.nameServers.find(isPlainHostName) ?? null,
    undelegated: null,
    item,
  };
}

/** A registry's servers and contact are of no use: it makes delegations for the block's holder alone. */
const nobodysZone = { hoster: null, zone: null, contact: null, nameServer: null };

const unsureKinds: StepKind[] = ["remove-ptr", "fix-servers", "delegate"];

/** Nobody is asked to delete a record that may be right, or to mend servers that may be. */
function isUnsure({ kind, condition }: Step): boolean {
  return unsureKinds.includes(kind) && condition !== undefined;
}

/** What an SOA record names may be anything; this stands in the head of a mail. */
const mailAddress = /^[\w.+-]{1,64}@[a-z0-9.-]{1,253}$/i;

function itemFor(ip: string, step: Step, judgment: Judgment, hints: RemedyHints): TicketItem {
  const record = ptrRecordOf(step);
  const evidence = judgment.evidence.filter(isForLetters);
  return {
    ip,
    reverseName: reverseName(ip),
    record,
    leadsBack: record !== null && leadsTo(record.name, ip, judgment, hints),
    task: record === null ? actionOf(step) : null,
    evidence: [...new Set(evidence.map(letterWords))],
    reply: hints.reply === undefined ? null : escapeText(hints.reply, true),
  };
}

/** True only when the DNS was asked and said so. */
function leadsTo(name: string, ip: string, { ptr }: Judgment, { nameAddresses }: RemedyHints): boolean {
  if (ptr.some((own) => own.name === name && own.addresses.includes(ip))) return true;
  const type = ip.includes(":") ? "AAAA" : "A";
  return nameAddresses?.get(`${type} ${name}`)?.includes(ip) ?? false;
}

// ---------------------------------------------------------------- commands of one's own

/**
 * A name server of the zone, or the zone itself outside the reverse tree, that bears the domain of the mail host or of
 * the mail: most likely the reader's own. What the zone itself says proves nothing, nor does a name that a provider
 * made; and a log's senders may be anybody's, where mail is forwarded.
 */
function ownNameServer(
  ip: string,
  { reverseZone }: Judgment,
  { hostName, helo, from }: RemedyHints,
): string | null {
  const hosts = [hostName, helo?.name].filter((name) => name !== undefined && !isProviders(name, ip));
  const domains = new Set(
    [...hosts, from].map((name) => (name === undefined ? null : organizationalDomain(name))),
  );
  domains.delete(null);
  const isOwn = (name: string) => domains.has(organizationalDomain(name));
  if (reverseZone && !reverseZone.apex.endsWith(".arpa") && isOwn(reverseZone.apex)) return reverseZone.apex;
  return reverseZone?.nameServers.find((server) => isPlainHostName(server) && isOwn(server)) ?? null;
}

function isProviders(name: string, ip: string): boolean {
  return isDefaultName(name) || genericReason(name, ip) !== null;
}

function linesForOwnZone({ reverseZone, ptr, steps }: Judgment, wanted: PtrRecord | null): string[] {
  if (reverseZone === null || wanted === null) return [];
  const replaced = steps.find(({ replaces }) => replaces !== undefined)?.replaces;
  const present = replaced ?? (ptr.length > 0 ? "PTR" : null);
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
