// Exim's main log (spec chapter "Log files"): which message a line is about, and of which kind it is. What it says of the
// message stands beside this, in `exim/`.

import type { LogLine } from "../../../model/delivery.ts";
import { addressIn } from "./exim/address.ts";
import { deliveryFlags, readDelivery } from "./exim/delivery.ts";
import { readArrival, readRemoval } from "./exim/queue.ts";
import { readHostLine } from "./exim/reply.ts";
import { samples } from "./exim/samples.ts";
import type { LogRecord, MtaReader } from "./reader.ts";

// Until 4.96 1xVLEB-00002P-1l, since 4.97 1xVKiq-0000000001c-2dP0.
const messageIdPattern =
  "([0-9A-Za-z]{6}-[0-9A-Za-z]{6}(?:[0-9A-Za-z]{5})?-[0-9A-Za-z]{2}(?:[0-9A-Za-z]{2})?)";
// To syslog Exim writes its own time stamp after that of syslog, unless syslog_timestamp is off.
const ownStamp = "\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d(?:\\.\\d{1,6})?(?: [+-]\\d{4})? ";
const idPrefix = new RegExp(`^(?:${ownStamp})?(?:\\[\\d{1,10}\\] )?${messageIdPattern} `);
const anyMessageId = new RegExp(`(?:^|[ "])${messageIdPattern} `);

// exim, exim4, exim-out; syslog_processname may be anything that still says so
const eximProgram = /exim/i;
// The host stands in the line, since 4.83, or in the message: "SMTP error from remote mail server after …: host NAME [IP]: 421 …"
const hostLine = /^ ?(?:H=|SMTP error from remote mail)/;

export const exim: MtaReader = {
  name: "exim",
  outcomeNeedles: [
    { text: " => ", searchFrom: 1 },
    { text: " -> ", searchFrom: 1 },
    { text: " ** ", searchFrom: 1 },
    { text: " >> ", searchFrom: 1 },
  ],
  rareOutcomeNeedles: [{ text: "> marked delivered by ", searchFrom: 17 }],
  envelopeNeedles: [{ text: " <= ", searchFrom: 1 }],
  removalNeedles: [{ text: " removed by ", searchFrom: 7 }],
  completionNeedles: [{ text: " Completed", searchFrom: 1 }],
  sender: (text) => (text.startsWith(" <= ") ? addressIn(text.slice(4)) || "<>" : null),
  queueId: (head) => anyMessageId.exec(head)?.[1] ?? null,
  read,
  samples,
};

function read(line: LogLine): LogRecord | null {
  if (line.program !== null && !eximProgram.test(line.program)) return null;
  const id = idPrefix.exec(line.message);
  if (!id?.[1]) return line.program === null ? null : readWithoutId(line);
  const text = line.message.slice(id[0].length);
  const flag = text.slice(0, 2);
  if (flag === "<=") return readArrival(line, id[1], text.slice(3));
  if (hostLine.test(text)) return readHostLine(line, id[1], text);
  if (flag === "==" || flag in deliveryFlags) return readDelivery(line, id[1], flag, text.slice(3));
  return readRemoval(line, id[1], text);
}

/**
 * With -v or -d Exim writes its log's entries to standard error too, without the id: a container has no other log.
 * Only its refusals tell of a message then.
 */
function readWithoutId(line: LogLine): LogRecord | null {
  const { message } = line;
  if (message.startsWith("H=")) return readHostLine(line, null, message);
  const flag = message.slice(0, 3);
  return flag === "** " || flag === "== " ? readDelivery(line, null, flag.trimEnd(), message.slice(3)) : null;
}
