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

/** What `--wait` means where no time follows it. */
const DEFAULT_WAIT = "1h";

/** In `--wait 203.0.113.5`, commander takes the address for the time: it is handed back. */
export async function waitAndOperands(
  wait: string | undefined,
  operands: string[],
  isOperand: (word: string) => boolean | Promise<boolean>,
): Promise<{ wait: string | undefined; words: string[] }> {
  const isTime = wait === undefined || parseTimeSpan(wait) !== null;
  if (isTime || !(await isOperand(wait))) return { wait, words: operands };
  return { wait: DEFAULT_WAIT, words: [wait, ...operands] };
}
