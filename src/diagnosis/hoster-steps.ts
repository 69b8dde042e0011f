// Which steps are the hoster's, or its customer's in the hoster's panel.

import { isPlainHostName } from "../base/standards/host-name.ts";
import type { Step, StepKind } from "../model/cause.ts";
import type { Hoster } from "./hosters/index.ts";

/** A PTR record fit to be copied into commands and letters. */
export interface PtrRecord {
  owner: string;
  name: string;
}

/** Steps that the hoster does, or its customer in the panel. */
export function isHosters({ who }: Step): boolean {
  return who === "hoster" || who === "zone holder";
}

/** Steps about PTR records, in contrast to name servers that fail: only those have a place in a panel. */
const ptrKinds: StepKind[] = ["set-ptr", "change-ptr", "remove-ptr"];

/** A registry makes delegations and no PTR records; all others make PTR records and no delegations. */
export function isSetBy(hoster: Hoster | null, step: Step): boolean {
  if (hoster?.kind === "registry") return step.who === "registry";
  return isHosters(step) && ptrKinds.includes(step.kind);
}

export function ptrRecordOf({ record }: Step): PtrRecord | null {
  if (record?.type !== "PTR" || !isPlainHostName(record.target)) return null;
  return { owner: record.owner, name: record.target };
}
