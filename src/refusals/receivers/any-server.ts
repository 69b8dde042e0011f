// Any server that answers with RFC 7372's code for reverse DNS that failed, in any words: Migadu and ImprovMX do, and
// others that are configured so. (Their X.7.23 is about SPF.)

import { isLoopbackIp } from "../../base/standards/ip.ts";
import type { DeliveryAttempt, Reply } from "../../model/delivery.ts";
import { hasReverseDnsCode, otherReceiver, refusedBy, reverseDns, reverseDnsCodes } from "./receiver.ts";
import type { Receiver, Verdict } from "./receiver.ts";

const known = [
  // aspmx1.migadu.com
  otherReceiver({ id: "migadu", name: "Migadu", host: /(?:^|\.)migadu\.com\.?$/i, text: null, marks: [] }),
  // mx1.improvmx.com
  otherReceiver({
    id: "improvmx",
    name: "ImprovMX",
    host: /(?:^|\.)improvmx\.com\.?$/i,
    text: null,
    marks: [],
  }),
];

// 571 No PTR Record found. Reverse DNS required: 203.0.113.5
// 554 Client address rejected: No reverse DNS for 203.0.113.5
// 550 This system will not accept messages from servers/devices with no reverse DNS
const sentences =
  /^No PTR Record found\. Reverse DNS required\b|^Client address rejected: No reverse DNS for\b|^This system will not accept messages from servers\/devices with no reverse DNS\b/i;

const anyServer: Receiver = {
  id: "other",
  marks: [...reverseDnsCodes, { words: "PTR record found", sought: "PTR" }, reverseDns],
  judge(reply: Reply, attempt: DeliveryAttempt): Verdict | null {
    // A filter or a mailbox on the same host, whose refusal may be that of this host's own mail server.
    if (isLoopbackIp(attempt.remoteIp ?? "")) return null;
    if (!hasReverseDnsCode(reply) && !sentences.test(reply.text)) return null;
    return refusedBy("other", "Other servers", reply, attempt);
  },
};

export const anyServers: readonly Receiver[] = [...known, anyServer];
