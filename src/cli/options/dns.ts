// Options about how the DNS is asked.

import { canonicalIp } from "../../base/standards/ip.ts";
import { parseTimeSpan } from "../../base/standards/time-span.ts";
import { dnsDefaults } from "../../index.ts";
import type { OptionDefinitions } from "./definition.ts";

/** Milliseconds. A shorter time finds healthy servers dead, a longer one stalls a run on dead ones. */
const TIMEOUT = { minimum: 100, maximum: 30_000 };
/** Addresses at a time: enough to be quick, few enough not to be taken for an attack. */
const CONCURRENCY = { minimum: 1, maximum: 256 };

export const dnsOptions = {
  resolver: {
    help: "ask this resolver; may be repeated (default: the system's)",
    value: {
      name: "ip[:port]",
      parse: parseResolver,
      expected: "write an address such as 192.0.2.53, 192.0.2.53:5353 or [2001:db8::53]:53",
    },
    isList: true,
  },
  authoritative: { opposite: "do not ask the zones' own name servers" },
  dnsTimeout: {
    help: `how long to wait for an answer: 500ms, 2s (default: ${dnsDefaults.timeoutMilliseconds / 1000}s)`,
    value: {
      name: "time",
      parse: parseTimeout,
      expected: `write ${TIMEOUT.minimum}ms to ${TIMEOUT.maximum / 1000}s`,
    },
  },
  dnsConcurrency: {
    help: `how many addresses to ask about at a time (default: ${dnsDefaults.concurrency})`,
    value: {
      name: "n",
      parse: parseConcurrency,
      expected: `write ${CONCURRENCY.minimum} to ${CONCURRENCY.maximum}`,
      range: CONCURRENCY,
    },
  },
} as const satisfies OptionDefinitions;

const resolverPattern =
  /^(?:\[(?<bracketed>[^\]]+)\](?::(?<port6>\d{1,5}))?|(?<ip4>[\d.]+):(?<port4>\d{1,5}))$/;

function parseResolver(text: string): string | null {
  const { bracketed, port6, ip4, port4 } = resolverPattern.exec(text)?.groups ?? {};
  const ip = bracketed ?? ip4 ?? text;
  const port = Number(port6 ?? port4 ?? 53);
  return canonicalIp(ip) !== null && port >= 1 && port <= 65_535 ? text : null;
}

/** In milliseconds; a number alone is seconds. */
function parseTimeout(text: string): number | null {
  const milliseconds = parseTimeSpan(/[a-z]$/i.test(text) ? text : `${text}s`) ?? 0;
  return milliseconds >= TIMEOUT.minimum && milliseconds <= TIMEOUT.maximum ? milliseconds : null;
}

function parseConcurrency(text: string): number | null {
  const amount = /^\d{1,6}$/.test(text) ? Number(text) : 0;
  return amount >= CONCURRENCY.minimum && amount <= CONCURRENCY.maximum ? amount : null;
}
