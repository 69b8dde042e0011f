// What is asked of whoever runs a reverse zone, and with which proof: the data that a ticket's words are made of.

import type { DiagnosisHints } from "./causes/cause.ts";
import { actionOf } from "./words/fix.ts";
import { letterWords } from "./words/evidence.ts";
import { isHosters, isSetBy, ptrRecordOf } from "./hoster-steps.ts";
import { isStanding } from "./relief.ts";
import type { Hoster, WayToSet } from "./hosters/index.ts";
import { isPlainHostName } from "../base/standards/host-name.ts";
import { reverseName } from "../base/standards/ip.ts";
import { escapeText } from "../base/words/escape.ts";
import type { Judgment } from "./diagnose.ts";
import type { Evidence, Step, StepKind } from "../model/cause.ts";
import type { TicketCheck, TicketItem, TicketNeed, TicketRequest } from "../model/ticket.ts";

/** What is known besides the diagnosis. */
export type RemedyHints = Pick<
  DiagnosisHints,
  | "hostName"
  | "helo"
  | "from"
  | "reply"
  | "nameAddresses"
  | "ownServers"
  | "server"
  | "hostAddresses"
  | "goodAddress"
  | "localIps"
  | "mailers"
>;

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
export function requestFor(
  ip: string,
  judgment: Judgment,
  { hoster, way, hints }: Means,
): TicketRequest | null {
  const step = judgment.steps.find((candidate) => isHosters(candidate) && !isUnsure(candidate));
  if (step === undefined) return null;
  if (way !== null && way.setBy !== "ticket" && isSetBy(hoster, step)) return null;
  const item = itemFor(ip, step, judgment, hints);
  const need = needOf(step, judgment);
  const delegation = judgment.steps.find(({ kind, who }) => kind === "delegate" && who === "registry");
  if (delegation !== undefined) return { need, ...nobodysZone, undelegated: delegation.zone ?? null, item };
  const zone = judgment.reverseZone;
  const contact = zone?.contact ?? null;
  return {
    need,
    hoster: hoster?.kind === "registry" ? null : (hoster?.name ?? null),
    zone: zone?.apex ?? null,
    contact: contact !== null && mailAddress.test(contact) ? contact : null,
    check: checkFor(step, judgment),
    undelegated: null,
    item,
  };
}

/** Which of several ways is right only the reader knows: nobody is asked for all of them at once. */
function needOf({ way, relation }: Step, { cause }: Judgment): TicketNeed {
  if (cause.class === "warn" || relation === "optional") return "optional";
  return way === undefined ? "needed" : "if chosen";
}

/** A registry's servers and contact are of no use: it makes delegations for the block's holder alone. */
const nobodysZone = {
  hoster: null,
  zone: null,
  contact: null,
  check: { nameServers: [], expected: "answer" },
} satisfies Partial<TicketRequest>;

/** More name servers than these nobody asks by hand. */
const MAX_ASKED = 4;

/** What the question showed before the repair proves nothing after it. */
function checkFor({ kind }: Step, { cause, reverseZone }: Judgment): TicketCheck {
  const plain = (reverseZone?.nameServers ?? []).filter(isPlainHostName);
  const first = plain.slice(0, 1);
  if (cause.id === "reverse_ns_inconsistent")
    return { nameServers: plain.slice(0, MAX_ASKED), expected: "same answer" };
  if (cause.id === "reverse_truncated_tcp_blocked") return { nameServers: first, expected: "over TCP" };
  if (kind === "sign-zone") return { nameServers: [], expected: "validated" };
  // Other servers are to be named, or these are to be found: those of now do not tell.
  if (kind === "delegate") return { nameServers: [], expected: "answer" };
  return { nameServers: first, expected: kind === "remove-ptr" ? "fewer names" : "answer" };
}

const unsureKinds: StepKind[] = ["remove-ptr", "fix-servers", "delegate"];

/** Nobody is asked for a name that is not known, to delete a record that may be right, or to mend servers that may be. */
function isUnsure({ kind, condition, record }: Step): boolean {
  const isUnnamed = kind === "change-ptr" && record === null;
  return (unsureKinds.includes(kind) || isUnnamed) && condition !== undefined;
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
    explainsRefusal: isStanding(judgment.cause),
  };
}

/** True only when the DNS was asked and said so. */
function leadsTo(name: string, ip: string, { ptr }: Judgment, { nameAddresses }: RemedyHints): boolean {
  if (ptr.some((own) => own.name === name && own.addresses.includes(ip))) return true;
  const type = ip.includes(":") ? "AAAA" : "A";
  return nameAddresses?.get(`${type} ${name}`)?.includes(ip) ?? false;
}
