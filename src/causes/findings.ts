// Things worth knowing that are not the cause of a refusal by themselves.

import type { AddressFacts, Finding } from "../model.ts";
import type { DiagnosisHints, FindingRule } from "./cause.ts";
import { nameFindings } from "./name-findings.ts";
import { reverseFindings } from "./reverse-findings.ts";
import { senderFindings } from "./sender-findings.ts";
import { timeFindings } from "./time-findings.ts";

export const findingRules: FindingRule[] = [
  ...timeFindings,
  ...reverseFindings,
  ...nameFindings,
  ...senderFindings,
];

export function findingsOf(facts: AddressFacts, hints: DiagnosisHints): Finding[] {
  return findingRules.flatMap(({ id, summary }) => {
    const text = summary(facts, hints);
    return text === undefined ? [] : [{ id, summary: text }];
  });
}
