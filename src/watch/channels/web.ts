// An alert as JSON to a web server that the user names.

import { setTimeout } from "node:timers/promises";
import type { Alert } from "../../model/watch.ts";

const ANSWER_MILLISECONDS = 10_000;
/** Before the second try, and before the third. */
const PAUSES_MILLISECONDS = [1_000, 3_000];

export async function post(
  url: string,
  alert: Alert,
  secret: string | null,
  signal?: AbortSignal,
): Promise<void> {
  for (let tries = 0; ; tries++) {
    const problem = await postOnce(url, alert, secret);
    if (problem === null) return;
    const pause = PAUSES_MILLISECONDS[tries];
    if (problem.isFinal || pause === undefined || signal?.aborted === true) throw new Error(problem.reason);
    await setTimeout(pause);
  }
}

interface Problem {
  reason: string;
  /** Now, the same request will get no better answer. */
  isFinal: boolean;
}

/** No redirect is followed: where it leads, nobody has said. */
async function postOnce(url: string, alert: Alert, secret: string | null): Promise<Problem | null> {
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: {
        "Content-Type": "application/json",
        "Idempotency-Key": alert.id,
        ...(secret === null ? {} : { Authorization: `Bearer ${secret}` }),
      },
      body: JSON.stringify(alert),
      redirect: "manual",
      signal: AbortSignal.timeout(ANSWER_MILLISECONDS),
    });
    await response.body?.cancel();
    if (response.ok) return null;
    const isRedirect = response.status >= 300 && response.status < 400;
    const reason = `answered ${response.status}${isRedirect ? ", a redirect, which is not followed" : ""}`;
    return { reason, isFinal: response.status < 500 && response.status !== 429 };
  } catch (error) {
    const { name, message, cause } = error as Error & { cause?: Error };
    // It is tried again a minute later: a server that hangs must not hold up the watch.
    if (name === "TimeoutError")
      return { reason: `no answer in ${ANSWER_MILLISECONDS / 1000} s`, isFinal: true };
    return { reason: cause === undefined ? message : cause.message || message, isFinal: false };
  }
}
