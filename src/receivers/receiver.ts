// What every receiver's rule file provides: which replies are this receiver's, and what they mean.

import type { DeliveryAttempt, Needle, Rejection, Reply } from "../model.ts";

/** A rule is a triple: reply code, enhanced status code, text. Null stands for "any". */
export interface ReplyRule {
  /** `5` for every permanent, `4` for every temporary reply code. */
  replyClass: 4 | 5;
  enhancedStatusCode: string;
  text: RegExp | null;
}

/** What else a report must know of a reverse-DNS refusal; left out where it does not hold. */
export type PtrMarks = Pick<Rejection, "ptrOrAuthentication" | "relayed">;

export type Verdict =
  | { kind: "ptr"; receiver: string; marks: PtrMarks }
  | { kind: "other"; receiver: string; meaning: string };

export interface Receiver {
  id: string;
  /** One of these stands in every refusal of this receiver's that is to be found. */
  needles: readonly Needle[];
  /** True for bytes in front of a needle that show an acceptance; spares decoding the line. */
  isAcceptance(before: string): boolean;
  /** Null when the refusal is not this receiver's. */
  judge(reply: Reply, attempt: DeliveryAttempt): Verdict | null;
}
