// Facts in, diagnosis out: the first cause that explains the facts is the answer. What the log and the
// other addresses know comes as hints; without them the DNS alone speaks.

import { isDefinite } from "../model/dns.ts";
import type { Cause, DiagnosisHints } from "./causes/cause.ts";
import { hasNoPtr } from "./facts/facts.ts";
import { aliasMemories, longest, ptrTtl, type Memory } from "./facts/memory.ts";
import { findingsOf } from "./findings/index.ts";
import { causes } from "./causes/index.ts";
import { PLACEHOLDER } from "./words/steps.ts";
import { fixSteps } from "./words/fix.ts";
import { withChecks } from "./words/verify.ts";
import { evidenceWords } from "./words/evidence.ts";
import { fixedAddressSteps, seeThatItStays } from "./fixed-address.ts";
import { othersServerSteps } from "./others-servers.ts";
import { isStanding, mailerOf, reliefFor } from "./relief.ts";
import { reliefWords, stopgapWords } from "./words/stopgap.ts";
import type { CauseClass, CauseSummary, Diagnosis, Evidence, Relief, Step } from "../model/cause.ts";
import type { AddressFacts, IprevResult, PtrName } from "../model/dns.ts";

/** What the facts alone tell, whatever else is known of the host. */
export interface Recognized {
  facts: AddressFacts;
  cause: Cause;
  summary: CauseSummary;
  evidence: Evidence[];
  iprev: IprevResult | null;
}

/** A diagnosis whose evidence and steps are not yet put into words. */
export interface Judgment extends Omit<Diagnosis, "cause" | "evidence" | "fix"> {
  cause: CauseSummary;
  /** The cause's clause. */
  problem: string;
  evidence: Evidence[];
  steps: Step[];
  /** `visibleAfterSeconds` is only what is left in a resolver. */
  isLeastMemory?: true | undefined;
}

/** Null for facts that nobody was asked for. */
export function recognize(facts: AddressFacts): Recognized | null {
  for (const cause of causes) {
    const evidence = cause.explains(facts);
    if (!evidence) continue;
    const summary = summarize(cause, facts, {});
    return { facts, cause, summary, evidence, iprev: iprevOf(facts, cause, summary.class) };
  }
  return null;
}

/** The steps of the cause, before anything else is known to change the way out. */
export function fixOf({ facts, cause }: Recognized, hints: DiagnosisHints): Step[] {
  return cause.fix(facts, hints);
}

/** The names that a way out would give the address. */
export function intendedNames(fix: readonly Step[]): string[] {
  const records = fix.map(({ record }) => record);
  const names = records.flatMap((record) => (record?.type === "PTR" ? record.target : []));
  return names.filter((name) => name !== PLACEHOLDER);
}

/** `fix`: the steps of the cause with the same hints, where they are known already. */
export function judge(recognized: Recognized, hints: DiagnosisHints = {}, fix?: Step[]): Judgment {
  const { facts, cause, evidence, iprev } = recognized;
  const {
    steps,
    relief = null,
    stopgap,
    visibleAfterSeconds,
    isLeastMemory,
  } = wayOut(recognized, hints, fix);
  return {
    iprev,
    ptr: facts.names.map(ptrName),
    reverseZone: facts.reverseZone,
    cause: summarize(cause, facts, hints),
    problem: cause.clause,
    findings: findingsOf(facts, hints).filter(({ id }) => id !== cause.id),
    evidence,
    steps,
    relief,
    stopgap,
    visibleAfterSeconds,
    isLeastMemory,
  };
}

type WayOut = Pick<Judgment, "steps" | "relief" | "stopgap" | "visibleAfterSeconds" | "isLeastMemory">;

function wayOut(recognized: Recognized, hints: DiagnosisHints, known?: Step[]): WayOut {
  const { facts, cause, summary } = recognized;
  if (isStanding(summary)) {
    const steps = othersServerSteps(facts, hints);
    if (steps !== null) return { steps, relief: null, stopgap: null, visibleAfterSeconds: null };
  }
  const relief = reliefFor(summary, facts, hints);
  const stopgap = stopgapFor(summary, facts, relief, hints);
  const fixed = isStanding(summary) ? fixedAddressSteps(facts, hints) : null;
  // No record of this address is to be made, so there is none to wait for or to look at; one address tells for all.
  if (fixed !== null) {
    const isFirst = hints.randomAddresses?.first === facts.ip;
    return { steps: fixed, relief, stopgap: isFirst ? stopgap : null, visibleAfterSeconds: null };
  }
  const fix = known ?? fixOf(recognized, hints);
  const steps = isStanding(summary) ? seeThatItStays(facts, fix) : fix;
  const memory = visibleAfter(cause, facts, steps);
  const visibleAfterSeconds = memory?.seconds ?? null;
  const way = { steps: withChecks(facts, steps), relief, stopgap, visibleAfterSeconds };
  return memory?.isLeft === true ? { ...way, isLeastMemory: true } : way;
}

/**
 * Where the PTR record is to be changed, caches may keep the present one, whatever the cause; and so with a CNAME record that
 * gives way to an address record.
 */
function visibleAfter(cause: Cause, facts: AddressFacts, steps: Step[]): Memory | null {
  const owners = new Set(steps.flatMap(({ record }) => record?.owner ?? []));
  const replaced = facts.names.filter(({ name }) => owners.has(name));
  const after = longest([
    cause.visibleAfter(facts),
    ...replaced.flatMap(({ forward }) => aliasMemories(forward)),
  ]);
  const main = steps.find((step) => step.main);
  if (main?.kind === "change-ptr") return longest([after, ptrTtl(facts)]);
  return steps.some(({ kind }) => kind === "change-ptr") ? onEitherWay(after, ptrTtl(facts)) : after;
}

/** No more than the longer of the two; where one of them is only what is left, no less than the shorter. */
function onEitherWay(one: Memory | null, other: Memory | null): Memory | null {
  if (one === null || other === null) return one ?? other;
  if (!one.isLeft && !other.isLeft) return longest([one, other]);
  return { seconds: Math.min(one.seconds, other.seconds), isLeft: true };
}

/** The words of the JSON contract, with the steps as they have become since. */
export function inWords(judgment: Judgment, steps: Step[] = judgment.steps): Diagnosis {
  const { iprev, ptr, reverseZone, cause, findings, stopgap, relief = null, visibleAfterSeconds } = judgment;
  const evidence = [...new Set(judgment.evidence.map(evidenceWords))];
  const fix = fixSteps(steps, judgment.reverseZone?.apex ?? null);
  return { iprev, ptr, reverseZone, cause, findings, evidence, fix, stopgap, relief, visibleAfterSeconds };
}

/**
 * RFC 8601 section 2.7.3: no PTR record is `permerror`; a name that does not lead back is `fail`. What
 * passes at one server and fails at another, or fails for receivers that validate, is no pass.
 */
function iprevOf(facts: AddressFacts, cause: Cause, causeClass: CauseClass): IprevResult | null {
  if (!facts.ptr) return null;
  if (causeClass === "temp" || !isDefinite(facts.ptr)) return "temperror";
  if (cause.iprev) return cause.iprev;
  if (hasNoPtr(facts)) return "permerror";
  return causeClass === "fail" ? "fail" : "pass";
}

function summarize(cause: Cause, facts: AddressFacts, hints: DiagnosisHints): CauseSummary {
  const { id, title } = cause;
  const severity = cause.classFor?.(facts) ?? cause.class;
  const unproven = severity === "temp" && cause.isUnproven?.(facts) === true;
  return {
    id,
    class: severity,
    title,
    summary: cause.summary(facts, hints),
    ...(unproven ? { unproven: true as const } : {}),
  };
}

function ptrName({ name, ttl, addresses, confirms: leadsBack }: PtrName): PtrName {
  return { name, ttl, addresses, confirms: leadsBack };
}

function stopgapFor(
  cause: CauseSummary,
  facts: AddressFacts,
  relief: Relief | null,
  hints: DiagnosisHints,
): string | null {
  if (relief !== null) return reliefWords(relief);
  return facts.family === 6 && isStanding(cause) ? stopgapWords(mailerOf(hints)) : null;
}
