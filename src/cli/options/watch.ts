// Options of `whybounce watch`.

import { parseTimeSpan } from "../../base/standards/time-span.ts";
import { parseChannel } from "../../watch/channels/channel.ts";
import { FILE, type OptionDefinitions } from "./definition.ts";

const MINUTE = 60_000;
/** More often, the answers come out of caches; more seldom, a week may pass before anybody knows. */
const EVERY = { minimum: 5 * MINUTE, maximum: 7 * 24 * 60 * MINUTE };
const ALERT_AFTER = { minimum: 1, maximum: 1_000 };

export const watchOptions = {
  once: {
    noKey: "say it on the command line: a timer looks once, a service goes on",
    help: "look once and end, for a timer or cron",
  },
  addresses: {
    help: "check these too: a file with addresses, ranges and names, one per line; or auto: the addresses that this machine's mail leaves from",
    value: { ...FILE, name: "file|auto", suggestions: ["auto"] },
  },
  every: {
    help: "how often to ask the DNS about all addresses: 30m, 1h (default: 1h); broken ones are checked sooner",
    value: { name: "time", parse: parseEvery, expected: "write 5m to 7d" },
  },
  alert: {
    help: "send alerts there: mail:root, https://example.com/hook, exec:/path, textfile:/path.prom, journal; may be repeated",
    value: {
      name: "channel",
      parse: parseChannel,
      expected:
        "write mail:ADDRESS, mail:ADDRESS?smtp=127.0.0.1:25, https://HOST/PATH without a password, exec:/PATH, textfile:/PATH or journal",
    },
    isList: true,
    keyMayBeOne: true,
  },
  alertAfter: {
    help: "alert only after this many refusals within an hour (default: 1)",
    value: {
      name: "n",
      parse: parseAlertAfter,
      expected: `write ${ALERT_AFTER.minimum} to ${ALERT_AFTER.maximum}`,
      range: ALERT_AFTER,
    },
  },
  alertSecretFile: {
    help: "send the secret in this file to web addresses, as Authorization: Bearer",
    value: FILE,
  },
  digest: {
    help: "also send a summary of all addresses each week: weekly",
    value: { name: "when", choices: ["weekly"] },
  },
} as const satisfies OptionDefinitions;

function parseEvery(text: string): number | null {
  const milliseconds = parseTimeSpan(text) ?? 0;
  return milliseconds >= EVERY.minimum && milliseconds <= EVERY.maximum ? milliseconds : null;
}

function parseAlertAfter(text: string): number | null {
  const amount = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  return amount >= ALERT_AFTER.minimum && amount <= ALERT_AFTER.maximum ? amount : null;
}
