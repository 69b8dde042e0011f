// Postfix: who wrote a line, and which message it is about. What it says of that stands beside this, in `postfix/`.

import type { LogLine } from "../../../model/delivery.ts";
import { readDelivery } from "./postfix/delivery.ts";
import { readQueueLine } from "./postfix/queue.ts";
import { readHostLine, readListed } from "./postfix/reply.ts";
import { samples } from "./postfix/samples.ts";
import { usual } from "./postfix/usual.ts";
import type { LogRecord, MtaReader } from "./reader.ts";

// postfix/smtp, postfix/outB/smtp, postfix-out/smtp, mta1/smtp, postfix/error, postfix/qmgr
const clientProgram = /(?:^|\/)(?:smtp|lmtp|error|relay|retry)$/;
const queueProgram = /(?:^|\/)(?:n?qmgr|cleanup|pickup|postsuper)$/;
// rsyslog's %programname% and APP-NAME end at the slash: all of Postfix is then "postfix" or "postfix-out".
// journalctl -o with-unit names the unit: postfix@-.service
const cutProgram = /^postfix[\w.@-]{0,60}$/;
const listingProgram = "postqueue";
// Short ids are upper-case hexadecimal, long ones base 52 (vowels left out): 4NQh2b5xKdz9rxK
// The words before Postfix's own complaints (util/msg.c) are none.
const queueIdPrefix = /^(?!(?:warning|error|fatal|panic): )([0-9A-Za-z]{5,20}): /;
const anyQueueId =
  /(?:^|[\s":[\xbf])([0-9A-Za-z]{5,20}): (?:to=|from=|message-id=|host |removed|requeued|uid=)/;
const namedSender = /^: from=(?:<(.{0,320}?)>|([^\s<>,]{1,320})), (?:size|status)=/;
// A line whose program is not told: from=<…>, size=501, nrcpt=1 (queue active)    message-id=<…>
const namelessQueueLine =
  /^(?:from=(?:<.{0,320}?>|[^\s<>,]{0,320}), (?:size=\d{1,15}, nrcpt=\d|status=)|message-id=<|(?:removed|requeued)$|uid=\d)/;

export const postfix: MtaReader = {
  name: "postfix",
  // As Sendmail's, so that both cost one search.
  outcomeNeedles: [{ text: ": to=" }],
  rareOutcomeNeedles: [
    { text: "status=expired", searchFrom: 8 },
    { text: "status=force-expired", searchFrom: 14 },
  ],
  envelopeNeedles: [{ text: ": from=" }, { text: ": message-id=<" }],
  removalNeedles: [
    { text: ": removed", searchFrom: 4, unlessAfter: "qmgr[" },
    { text: ": requeued", searchFrom: 3 },
  ],
  completionNeedles: [{ text: ": removed", searchFrom: 4 }],
  requeueNeedles: [{ text: " orig_id=", searchFrom: 4 }],
  sender: (text) => {
    const named = namedSender.exec(text);
    return named && (named[1] ?? named[2] ?? null);
  },
  queueId: (head) => anyQueueId.exec(head)?.[1] ?? null,
  read,
  usual,
  samples,
};

function read(line: LogLine): LogRecord | null {
  const id = queueIdPrefix.exec(line.message);
  if (!id?.[1]) return null;
  const { program } = line;
  const text = line.message.slice(id[0].length);
  // Only Postfix's clients write such a line, and an instance may be named in any way.
  if (text.startsWith("to=") && mayBeClient(program)) return readDelivery(line, id[1], text);
  if (program === null) return namelessQueueLine.test(text) ? readQueueLine(line, id[1], text) : null;
  if (program === listingProgram) return readListed(line, id[1], text);
  const isCut = cutProgram.test(program);
  if (text.startsWith("host ") && (isCut || clientProgram.test(program)))
    return readHostLine(line, id[1], text);
  return isCut || queueProgram.test(program) ? readQueueLine(line, id[1], text) : null;
}

function mayBeClient(program: string | null): boolean {
  return program === null || !program.includes("/") || clientProgram.test(program);
}
