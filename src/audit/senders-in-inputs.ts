// The sender domains and sending addresses of logs and mail: those of which Gmail, or another receiver, refused
// something. Other lines are not read: the search of a log looks for refusals.

import { domainOf } from "../base/standards/mailbox.ts";
import type { AnalysisEvent } from "../model/events.ts";
import type { AuditTask } from "../model/audit.ts";
import { analyze } from "../run.ts";

export interface Senders {
  /** The addresses that each domain's mail was refused from, the most refused domain first. */
  domains: Map<string, Set<string>>;
  ips: string[];
  warnings: string[];
  inputFailed: boolean;
}

export async function sendersIn({ paths, timezone, onWarning, onProgress }: AuditTask): Promise<Senders> {
  const { report, events, inputFailed } = await analyze(
    {
      paths,
      period: { from: null, to: null },
      timezone,
      dns: null,
      keepEvents: true,
      onWarning,
      ...(onProgress ? { onProgress } : {}),
    },
    null,
  );
  const { domains, ips } = gather(events);
  return { domains, ips, warnings: report.warnings, inputFailed };
}

function gather(events: AnalysisEvent[]): Pick<Senders, "domains" | "ips"> {
  const counts = new Map<string, number>();
  const byDomain = new Map<string, Set<string>>();
  const ips = new Set<string>();
  for (const event of events) {
    const ip = "sendingIp" in event ? (event.sendingIp ?? null) : null;
    if (ip !== null) ips.add(ip);
    for (const domain of domainsOf(event)) {
      counts.set(domain, (counts.get(domain) ?? 0) + 1);
      const known = byDomain.get(domain) ?? new Set();
      if (ip !== null) known.add(ip);
      byDomain.set(domain, known);
    }
  }
  const ordered = [...byDomain].toSorted(
    ([one], [other]) => (counts.get(other) ?? 0) - (counts.get(one) ?? 0),
  );
  return { domains: new Map(ordered), ips: [...ips].toSorted() };
}

function domainsOf(event: AnalysisEvent): string[] {
  if (event.schema === "whybounce.other/1") {
    const named = event.namedAs === "spf" || event.namedAs === "from" ? event.namedDomain : null;
    return present([named ?? event.senderDomain]);
  }
  if (event.schema !== "whybounce.rejection/1" || !event.sender?.includes("@")) return [];
  return [domainOf(event.sender)];
}

function present(domains: (string | null | undefined)[]): string[] {
  return domains.filter((domain): domain is string => typeof domain === "string" && domain !== "");
}
