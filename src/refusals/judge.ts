// Whether a known receiver refused an attempt, and why: the same for log lines and for bounces.

import type { DeliveryAttempt, Reply } from "../model/delivery.ts";
import { learn, recall, takeApart, type Judged } from "./known-wordings.ts";
import { receivers } from "./receivers/index.ts";
import { hasReverseDnsCode, type Verdict } from "./receivers/receiver.ts";
import { parseReply } from "../base/standards/reply.ts";

/** The verdict of the receivers' rules on an attempt; null when no known receiver refused it. */
export function judge(attempt: DeliveryAttempt): Judged | null {
  const parts = takeApart(attempt.reply);
  const known = parts && recall(parts, attempt.remoteMta);
  if (known) return known;
  const quoted = parseReply(attempt.reply);
  const judged = quoted && judgeReply(quoted, attempt);
  if (parts && judged && judged.reply === quoted) learn(parts, attempt.remoteMta, judged);
  return judged;
}

/** The verdict of the receivers' rules on an attempt whose wording is not known. */
export function judgeReply(quoted: Reply, attempt: DeliveryAttempt): Judged | null {
  if (quoted.replyCode < 400) return null;
  const reply = withStatus(quoted, attempt.status ?? null);
  for (const receiver of receivers) {
    const verdict = receiver.judge(reply, attempt);
    if (!verdict) continue;
    // Only Gmail always sends an enhanced status code that a log can cut off. A mailer's own guess is never RFC 7372's code.
    const isGuessed = verdict.kind === "other-ptr" && !hasReverseDnsCode(reply);
    return { reply: isGuessed ? quoted : reply, verdict };
  }
  return null;
}

/** A log that cut the reply off may still tell the mailer's own record of its enhanced status code. */
function withStatus(reply: Reply, status: string | null): Reply {
  if (reply.enhancedStatusCode !== null || status === null) return reply;
  // Postfix's soft_bounce turns 5.7.25 into 4.7.25: the class is the reply code's.
  const enhancedStatusCode = `${Math.floor(reply.replyCode / 100)}${status.slice(1)}`;
  return { ...reply, enhancedStatusCode, code: `${reply.replyCode}-${enhancedStatusCode}` };
}

/** Whether what becomes of the message is counted too. */
export function isFollowed(verdict: Verdict): boolean {
  return verdict.kind === "ptr" || (verdict.kind === "other" && verdict.cause !== null);
}
