// One of Gmail's replies: its own words (https://support.google.com/a/answer/3726730; they change a little from year to
// year), what they mean, what is to be checked, and what to do.

import type { CheckName } from "../posture.ts";
import type { PostureId } from "../posture-topics.ts";
import type { RefusalCauseId } from "../refusal-topics.ts";
import type { TopicId } from "../topics.ts";

export interface CodeEntry {
  /** The reply codes that it is sent with. */
  replyCodes: number[];
  /** `X.7.27` stands for 4.7.27 and 5.7.27. */
  enhancedStatusCode: string;
  title: string;
  /** What a report groups such refusals by; absent where the sender's records have no part in it. */
  cause?: RefusalCauseId;
  /** Null where the title says as much, or the code is not Gmail's. */
  text: string | null;
  /** Words that only this text has, where a code has several. */
  wording?: RegExp;
  meaning: string;
  /** What `whybounce audit` checks for it; empty where nothing in the DNS is to blame. */
  checks: readonly CheckName[];
  action: string;
  /** Ids of pages that tell more. */
  pages: readonly (TopicId | PostureId)[];
}

const AUDIT = "`whybounce audit` with the domain and the address that the reply names tells which record.";

/** What to do, and what tells the record where one is to blame. */
export function adviceOf({ action, checks }: Pick<CodeEntry, "action" | "checks">): string {
  const isRecord = checks.some((check) => check === "spf" || check === "dkim" || check === "dmarc");
  return isRecord && !checks.includes("iprev") ? `${action} ${AUDIT}` : action;
}

export const LOST = "This mail is lost: send it again after the repair.";
export const RETRIED =
  "This mail is tried again by itself until your server gives up, mostly after five days.";
