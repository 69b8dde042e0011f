// What this machine tells for a diagnosis. The programs' readers are loaded only if it is asked.

import type { MachineNames } from "../model/machine.ts";

/** Null where the question is not about this machine. */
export async function nameMachine(
  isOwn: MachineNames["isOwn"] | null,
  onWarning: (warning: string) => void,
  probeFolders: readonly string[] = [],
): Promise<MachineNames | null> {
  if (isOwn === null) return null;
  const { describeMachine, namesOf, problemWords, sightingsInFolders } = await import("./index.ts");
  const [machine, probed] = await Promise.all([
    describeMachine(),
    sightingsInFolders(probeFolders, Date.now()),
  ]);
  const warnings = [...machine.problems.map(problemWords), ...probed.warnings];
  for (const warning of warnings) onWarning(warning);
  const outgoing = machine.outgoing.map(({ ip }) => ip);
  return { names: namesOf(machine), outgoing, probed: probed.sightings, isOwn, warnings };
}
