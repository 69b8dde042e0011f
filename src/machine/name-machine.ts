// What this machine tells for a diagnosis. The programs' readers are loaded only if it is asked.

import type { MachineNames } from "../model/machine.ts";

/** Null where the question is not about this machine. */
export async function nameMachine(
  isOwn: MachineNames["isOwn"] | null,
  onWarning: (warning: string) => void,
): Promise<MachineNames | null> {
  if (isOwn === null) return null;
  const { describeMachine, namesOf, problemWords } = await import("./index.ts");
  const machine = await describeMachine();
  const warnings = machine.problems.map(problemWords);
  for (const warning of warnings) onWarning(warning);
  return { names: namesOf(machine), outgoing: machine.outgoing.map(({ ip }) => ip), isOwn, warnings };
}
