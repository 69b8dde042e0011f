// What a report says of an address when the DNS was not asked, or could not be.

import type { Diagnosis } from "../model/cause.ts";
import { ipFamily } from "../base/standards/ip.ts";
import type { Counts, SendingIpCounts, SendingIpReport } from "../model/report.ts";

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

/** An address that no log tells of. */
export function withoutRefusals(ip: string): SendingIpCounts {
  return {
    ip,
    family: ipFamily(ip),
    ...noCounts,
    byCode: {},
    firstSeen: null,
    lastSeen: null,
    senderDomains: [],
    reportingMtas: [],
  };
}
