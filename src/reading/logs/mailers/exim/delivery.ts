// How a delivery went: `**` failed and `==` is deferred, `=>`, `->` and `>>` were delivered.

import type { DeliveryOutcome, LogLine } from "../../../../model/delivery.ts";
import type { LogRecord } from "../reader.ts";
import { takeRecipient } from "./address.ts";
import { canonicalIp } from "../../../../base/standards/ip.ts";
import { localAddress, remoteHost, replyAttempt } from "./reply.ts";

export const deliveryFlags: Record<string, DeliveryOutcome["outcome"]> = {
  "=>": "delivered",
  "->": "delivered",
  ">>": "delivered",
  "**": "failed",
};

export function readDelivery(
  line: LogLine,
  queueId: string | null,
  flag: string,
  text: string,
): LogRecord | null {
  const { recipient, fields } = takeRecipient(text);
  if (namesSecondHost(fields)) return null;
  const attempt = flag === "**" || flag === "==" ? replyAttempt(line, queueId, fields) : null;
  if (attempt) {
    attempt.recipient = recipient;
    attempt.action = flag === "**" ? "failed" : "delayed";
    return { kind: "attempt", attempt };
  }
  const ended = deliveryFlags[flag];
  if (!ended || recipient === null || queueId === null) return null;
  const host = remoteHost.exec(fields);
  const record = outcome(line, queueId, recipient, ended, host?.[2] ?? null);
  return ended === "delivered" ? withAddresses(record, host?.[3], localAddress.exec(fields)?.[1]) : record;
}

/** Both ends of the connection; its own only where `log_selector` has `outgoing_interface`. */
function withAddresses(record: LogRecord, remote = "", local = ""): LogRecord {
  if (record.kind !== "outcome") return record;
  const [remoteIp, localIp] = [canonicalIp(remote), canonicalIp(local)];
  if (remoteIp !== null) record.outcome.remoteIp = remoteIp;
  if (localIp !== null) record.outcome.localIp = localIp;
  return record;
}

/**
 * Exim writes transport and host once. A second pair after it: an address that was made of an alias has forged the first,
 * or a remote host the second. Neither is believed.
 */
function namesSecondHost(fields: string): boolean {
  const transport = fields.indexOf(" T=");
  const second = transport < 0 ? -1 : fields.indexOf(" T=", transport + 1);
  return second >= 0 && fields.includes(" H=", second);
}

export function outcome(
  { time, host: reportingMta }: LogLine,
  queueId: string,
  recipient: string,
  ended: DeliveryOutcome["outcome"],
  remoteMta: string | null = null,
): LogRecord {
  return {
    kind: "outcome",
    outcome: { outcome: ended, time, queueId, reportingMta, recipient, remoteMta },
  };
}
