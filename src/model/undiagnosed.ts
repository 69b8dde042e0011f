// What a report says of an address when the DNS was not asked, or could not be; and of one that no log tells of.

import type { Diagnosis } from "./cause.ts";
import type { Counts, SendingIpCounts, SendingIpReport } from "./report.ts";

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

export const noCounts: Counts = { attempts: 0, messages: 0, affected: 0, lost: 0, retrying: 0, delivered: 0 };

/** What no log tells of an address. */
export function uncounted(ip: string, family: 4 | 6): SendingIpCounts {
  return {
    ip,
    family,
    ...noCounts,
    byCode: {},
    firstSeen: null,
    lastSeen: null,
    senderDomains: [],
    reportingMtas: [],
  };
}
