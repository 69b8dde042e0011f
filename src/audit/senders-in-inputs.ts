// The sender domains and sending addresses of logs and mail: those of which Gmail, or another receiver, refused
// something. Other lines are not read: the search of a log looks for refusals.

import { domainOf } from "../base/standards/mailbox.ts";
import type { AnalysisEvent } from "../model/events.ts";
import type { AuditTask } from "../model/audit.ts";
import { analyze } from "../run.ts";

export interface SenderDomain {
  /** The addresses that its mail was refused from. */
  ips: Set<string>;
  /** Of returned messages' signatures, as `--selector` takes them. */
  selectors: Set<string>;
  /** The domain of MAIL FROM, where a returned message shows it beside From:. */
  sender: string | null;
}

export interface Senders {
  /** The most refused domain first. */
  domains: Map<string, SenderDomain>;
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

type Found = Pick<Senders, "domains" | "ips">;

function gather(events: AnalysisEvent[]): Found {
  const counts = new Map<string, number>();
  const byDomain = new Map<string, SenderDomain>();
  const ips = new Set<string>();
  for (const event of events) {
    const ip = "sendingIp" in event ? (event.sendingIp ?? null) : null;
    if (ip !== null) ips.add(ip);
    for (const domain of domainsOf(event)) {
      counts.set(domain, (counts.get(domain) ?? 0) + 1);
      const known = byDomain.get(domain) ?? { ips: new Set(), selectors: new Set(), sender: null };
      if (ip !== null) known.ips.add(ip);
      for (const selector of selectorsIn(event)) known.selectors.add(selector);
      known.sender ??= senderOf(event);
      byDomain.set(domain, known);
    }
  }
  const ordered = [...byDomain].toSorted(
    ([one], [other]) => (counts.get(other) ?? 0) - (counts.get(one) ?? 0),
  );
  return { domains: new Map(ordered), ips: [...ips].toSorted() };
}

/** The domain in From: where a returned message has it, else that of the envelope. */
function domainsOf(event: AnalysisEvent): string[] {
  if (event.schema === "whybounce.sender-refusal/1") return present([event.fromDomain]);
  if (event.schema === "whybounce.other/1") {
    const named = event.namedAs === "spf" || event.namedAs === "from" ? event.namedDomain : null;
    return present([named ?? event.senderDomain]);
  }
  return event.schema === "whybounce.rejection/1" ? present([senderOf(event)]) : [];
}

function senderOf(event: AnalysisEvent): string | null {
  const isRefusal = event.schema === "whybounce.rejection/1" || event.schema === "whybounce.sender-refusal/1";
  return isRefusal && event.sender?.includes("@") ? domainOf(event.sender) : null;
}

function selectorsIn(event: AnalysisEvent): string[] {
  const signedBy = "signedBy" in event ? (event.signedBy ?? "") : "";
  return signedBy.split(" ").filter((selector) => selector !== "");
}

function present(domains: (string | null | undefined)[]): string[] {
  return domains.filter((domain): domain is string => typeof domain === "string" && domain !== "");
}
