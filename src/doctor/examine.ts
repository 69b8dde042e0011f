// What can be done here, and what cannot: all checks of `whybounce doctor`, the worst of them first in the report's state.

import { isoTime } from "../base/standards/iso-time.ts";
import { programForm } from "../base/resources.ts";
import { packageVersion } from "../base/version.ts";
import type { DoctorCheck, DoctorFacts, DoctorReport, DoctorState, DoctorTask } from "../model/doctor.ts";
import { examineDnsHere } from "./dns.ts";
import { examineStates, examineStore } from "./kept.ts";
import { examineJournal, examineLogs } from "./logs.ts";
import { examineMailers } from "./mailer.ts";
import { stateOf } from "./state.ts";

export async function examine(task: DoctorTask): Promise<DoctorReport> {
  const version = packageVersion();
  const journal = await examineJournal();
  const [dns, logs, mailers, store, states] = await Promise.all([
    examineDnsHere(task.dns),
    examineLogs(journal.result !== "none"),
    task.local ? examineMailers() : [],
    examineStore(task),
    examineStates(task),
  ]);
  const facts: DoctorFacts[] = [
    { check: "program", version, form: programForm(), node: task.node },
    ...dns,
    ...logs,
    journal,
    ...mailers,
    { check: "configuration", ...task.configuration },
    store,
    ...states,
  ];
  const checks: DoctorCheck[] = facts.map((one) => ({ ...one, state: stateOf(one, facts) }));
  return {
    schema: "whybounce.doctor/1",
    generatedAt: isoTime(Date.now()),
    generator: { name: "whybounce", version },
    state: worst(checks),
    checks,
  };
}

function worst(checks: readonly DoctorCheck[]): DoctorState {
  const states = new Set(checks.map(({ state }) => state));
  if (states.has("problem")) return "problem";
  return states.has("warning") ? "warning" : "ok";
}
