// The whole diagnosis of one address in the words of the report: the laboratory's tests compare it.

import type { DiagnosisHints } from "../../src/diagnosis/causes/cause.ts";
import { inWords, judge, recognize } from "../../src/diagnosis/diagnose.ts";
import { emptyDiagnosis } from "../../src/model/undiagnosed.ts";
import type { Diagnosis } from "../../src/model/cause.ts";
import type { AddressFacts } from "../../src/model/dns.ts";

export function diagnose(facts: AddressFacts, hints: DiagnosisHints = {}): Diagnosis {
  const recognized = recognize(facts);
  return recognized ? inWords(judge(recognized, hints)) : emptyDiagnosis();
}
