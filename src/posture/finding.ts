// Makes findings: which check a finding belongs to stands in its id.

import type { CheckName, Finding, PostureClass, PostureData, PostureRecord } from "../model/posture.ts";
import type { PostureId } from "../model/posture-topics.ts";

const checks: [prefix: string, check: CheckName][] = [
  ["spf_", "spf"],
  ["dkim_", "dkim"],
  ["dmarc_", "dmarc"],
  ["mx_", "mx"],
  ["domain_", "mx"],
  ["blocklist_", "blocklists"],
];

export interface Subject {
  domain?: string;
  ip?: string;
}

export function finding<Id extends PostureId>(
  id: Id,
  severity: PostureClass,
  subject: Subject,
  data: PostureData[Id],
  record: PostureRecord | null = null,
): Finding {
  const check = checks.find(([prefix]) => id.startsWith(prefix))?.[1] ?? null;
  const { domain = null, ip = null } = subject;
  return { id, check, class: severity, domain, ip, data, record } as Finding;
}
