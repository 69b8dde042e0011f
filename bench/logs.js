// Writes logs of a busy server: ordinary traffic with refusals spread evenly over it, and what is true of them.

import { eximLog, postfixDockerLog, postfixIsoLog, postfixLog } from "./log-lines.js";
import { createRandom } from "./random.js";
import { createDelivery, mixes, sendingIp } from "./traffic.js";
import { createTruth, openOutput } from "./truth.js";

/** @import { Truth } from "./truth.js" */

const formats = {
  postfix: postfixLog,
  "postfix-iso": postfixIsoLog,
  "postfix-docker": postfixDockerLog,
  exim: eximLog,
};
const START = Date.UTC(2026, 0, 5);
const PERIOD = 40 * 86_400_000;
/** A message and the noise around it, in bytes; only the time stamps depend on it. */
const MESSAGE_BYTES = 1_250;
/** What was refused for the moment is tried again after so many other messages. */
const RETRY_AFTER = 300;

/**
 * The log is at least `bytes` long and holds at least `refusals` refusals. Without `share` exactly so many,
 * spread evenly; with it, that share of all messages is refused. `ips` is the number of sending addresses
 * (default: a handful of both families), `mix` what stands beside them (traffic.js).
 * @typedef {{ path: string, format: keyof typeof formats, bytes?: number, refusals?: number, share?: number | null, ips?: number, mix?: keyof typeof mixes, seed?: number }} LogPlan
 */

/** @param {LogPlan} plan @returns {Truth} */
export function writeLog({
  path,
  format,
  bytes = 0,
  refusals = 0,
  share = null,
  ips = 0,
  mix = "usual",
  seed = 1,
}) {
  const random = createRandom(seed);
  const log = formats[format];
  const output = openOutput(path);
  const truth = createTruth();
  const waiting = [];
  const step = Math.max(1, Math.floor((2 * PERIOD) / Math.max(bytes / MESSAGE_BYTES, refusals)));
  const isDue = (/** @type {number} */ number) =>
    share === null
      ? truth.attempts < refusals && output.bytes() >= (bytes / (refusals + 1)) * (truth.attempts + 1)
      : Math.floor((number + 1) * share) > Math.floor(number * share);
  let time = START;
  for (let number = 0; output.bytes() < bytes || truth.attempts < refusals; number++) {
    time += random.below(step);
    const delivery = createDelivery(random, isDue(number) ? sendingIp(random, ips) : null, mixes[mix]);
    output.write(log.first(random, log.stamp(time), delivery));
    truth.count(delivery);
    if (delivery.fate === "delivered later") waiting.push({ due: number + RETRY_AFTER, delivery });
    if ((waiting[0]?.due ?? Infinity) <= number) {
      const retry = waiting.shift();
      if (retry) output.write(log.retry(random, log.stamp(time), retry.delivery));
    }
  }
  for (const { delivery } of waiting) output.write(log.retry(random, log.stamp(time), delivery));
  output.close();
  return truth.facts();
}
