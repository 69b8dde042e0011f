// How bad it is: what stands in the way of a report is a problem, what only makes it poorer is a warning.

import type {
  DoctorFacts,
  DoctorState,
  JournalCheck,
  ResolverCheck,
  StateCheck,
  StoreCheck,
} from "../model/doctor.ts";

/** Some facts are worse without others: a resolver that fails beside one that does not is a warning only. */
export function stateOf(facts: DoctorFacts, all: readonly DoctorFacts[]): DoctorState {
  switch (facts.check) {
    case "program":
      return "ok";
    case "no resolver":
      return "problem";
    case "resolver":
      return resolverState(facts, all);
    case "own servers":
      return facts.result === "answered" || facts.result === "not asked" ? "ok" : "warning";
    case "log":
      if (!facts.isReadable) return "problem";
      return facts.isOld || facts.bytes === 0 ? "warning" : "ok";
    case "no log":
      return facts.hasJournal ? "ok" : "warning";
    case "journal":
      return journalState(facts, all);
    case "mailer":
      return facts.failed.length > 0 ? "warning" : "ok";
    case "configuration":
      return facts.problem === null ? "ok" : "problem";
    case "store":
      return storeState(facts);
    case "state":
      return keptState(facts);
  }
}

function resolverState(resolver: ResolverCheck, all: readonly DoctorFacts[]): DoctorState {
  if (isGood(resolver)) return "ok";
  return all.some((one) => one.check === "resolver" && isGood(one)) ? "warning" : "problem";
}

/** Only a store that is asked for stands in the way of a report; a folder is made by the first that is stored. */
function storeState({ result, isNamed, isOld }: StoreCheck): DoctorState {
  if (result === "failed") return isNamed ? "problem" : "warning";
  if (result === "not there" || result === "no history" || isOld) return "warning";
  return "ok";
}

/** A torn one is begun anew by itself: the logs are read again. */
function keptState({ result, isOld }: StateCheck): DoctorState {
  if (result === "newer" || result === "foreign" || result === "unreadable") return "problem";
  return result === "torn" || isOld ? "warning" : "ok";
}

function isGood({ standing, invents }: ResolverCheck): boolean {
  return standing === "public" && invents !== true;
}

/** The journal matters where there is no log. */
function journalState({ result }: JournalCheck, all: readonly DoctorFacts[]): DoctorState {
  const isNeeded = all.some(({ check }) => check === "no log");
  if (!isNeeded || result === "readable" || result === "none") return "ok";
  return result === "volatile" ? "warning" : "problem";
}
