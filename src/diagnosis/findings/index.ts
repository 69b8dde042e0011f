// Things worth knowing that are not the cause of a refusal by themselves.

import type { Finding } from "../../model/cause.ts";
import type { AddressFacts } from "../../model/dns.ts";
import type { DiagnosisHints, FindingRule } from "../causes/cause.ts";
import { authorityFindings } from "./authority.ts";
import { nameFindings } from "./names.ts";
import { reverseFindings } from "./reverse-zone.ts";
import { senderFindings } from "./sender.ts";
import { timeFindings } from "./times.ts";

export const findingRules: FindingRule[] = [
  ...timeFindings,
  ...reverseFindings,
  ...authorityFindings,
  ...nameFindings,
  ...senderFindings,
];

export function findingsOf(facts: AddressFacts, hints: DiagnosisHints): Finding[] {
  return findingRules.flatMap(({ id, summary }) => {
    const text = summary(facts, hints);
    return text === undefined ? [] : [{ id, summary: text }];
  });
}
