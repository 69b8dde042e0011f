// The ends of deliveries, each kept once, whatever number of lines and bounces tells it.

import { copied, shared } from "../base/memory/strings.ts";
import type { Outcome } from "../model/events.ts";
import { outcomeKey } from "./keys.ts";
import { longer, smaller } from "./refusal.ts";

/** False when the same end was there before. */
export function addOutcome(outcomes: Map<string, Outcome>, event: Outcome): boolean {
  const key = outcomeKey(event);
  const known = outcomes.get(key);
  const kept = keptOutcome(event);
  outcomes.set(key, known ? sameOutcome(known, kept) : kept);
  return known === undefined;
}

/** Without the lines that its words were cut out of. */
function keptOutcome(event: Outcome): Outcome {
  const { queueId, reportingMta, recipient, time, remoteMta, remoteIp, localIp, pid } = event;
  const kept = {
    ...event,
    time: copied(time),
    queueId: shared(queueId),
    reportingMta: shared(reportingMta),
    recipient: copied(recipient),
  };
  if (remoteMta !== undefined) kept.remoteMta = shared(remoteMta);
  if (remoteIp) kept.remoteIp = shared(remoteIp);
  if (localIp) kept.localIp = shared(localIp);
  if (pid !== undefined) kept.pid = shared(pid);
  if (event.originalQueueId) kept.originalQueueId = shared(event.originalQueueId);
  return kept;
}

/** Two mentions of one end, in whatever order they come. */
function sameOutcome(a: Outcome, b: Outcome): Outcome {
  const remoteMta = smaller(a.remoteMta ?? null, b.remoteMta ?? null);
  const remoteIp = smaller(a.remoteIp ?? null, b.remoteIp ?? null);
  const localIp = smaller(a.localIp ?? null, b.localIp ?? null);
  const pid = smaller(a.pid ?? null, b.pid ?? null);
  const arrived = a.arrived ?? b.arrived ?? null;
  const originalQueueId = a.originalQueueId ?? b.originalQueueId ?? null;
  return {
    ...a,
    reportingMta: longer(a.reportingMta, b.reportingMta),
    recipient: smaller(a.recipient, b.recipient),
    ...(remoteMta === null ? {} : { remoteMta }),
    ...(remoteIp === null ? {} : { remoteIp }),
    ...(localIp === null ? {} : { localIp }),
    ...(pid === null ? {} : { pid }),
    ...(arrived === null ? {} : { arrived }),
    ...(originalQueueId === null ? {} : { originalQueueId }),
  };
}
