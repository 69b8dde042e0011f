// For how long `--wait` asks again.

import { UserError } from "../base/errors.ts";
import { DAY, parseTimeSpan } from "../base/standards/time-span.ts";

/** Longer than the slowest zones take: somebody who waits for more than a week has another problem. */
const MAX_WAIT_DAYS = 7;

/** In milliseconds. */
export function parseWait(text: string): number {
  const milliseconds = parseTimeSpan(text) ?? 0;
  if (milliseconds >= 1000 && milliseconds <= MAX_WAIT_DAYS * DAY) return milliseconds;
  const nextStep = `write a time such as 90s, 30m or 2h, at most ${MAX_WAIT_DAYS}d`;
  throw new UserError({ option: "wait", value: text, nextStep });
}
