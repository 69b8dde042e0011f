// What a report says of an address when the DNS was not asked, or could not be.

import type { Diagnosis } from "../model/cause.ts";
import type { SendingIpCounts, SendingIpReport } from "../model/report.ts";

export function emptyDiagnosis(): Diagnosis {
  return {
    iprev: null,
    ptr: [],
    reverseZone: null,
    cause: null,
    findings: [],
    evidence: [],
    fix: [],
    stopgap: null,
    relief: null,
    visibleAfterSeconds: null,
  };
}

export function undiagnosed(count: SendingIpCounts): SendingIpReport {
  return {
    ...count,
    ...emptyDiagnosis(),
    mailHost: null,
    server: null,
    ticket: null,
    commands: [],
    heloCommands: [],
    presentation: null,
  };
}
