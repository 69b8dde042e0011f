// What a caller gives as text, read and checked.

import { UserError } from "../base/errors.ts";
import { canonicalIp } from "../base/standards/ip.ts";
import { MACHINE_ZONE } from "../base/standards/time-zone.ts";
import type { Period } from "../model/options.ts";

/** An address as it is written, as its canonical form. */
export function readIp(text: string): string {
  const ip = canonicalIp(text);
  if (ip !== null) return ip;
  throw new UserError({
    thing: "check",
    value: text,
    problem: "not an IP address",
    nextStep: "write one such as 203.0.113.5 or 2001:db8::25",
  });
}

/** The calendar is loaded only when a time is given. */
export async function readPeriod(
  asked: { since?: string | undefined; until?: string | undefined; week?: string | undefined },
  timezone: string,
  now = Date.now(),
): Promise<Period> {
  if (Object.values(asked).every((value) => value === undefined)) return { from: null, to: null };
  const { parsePeriod } = await import("../base/standards/period.ts");
  return parsePeriod(asked, now, timezone);
}

/** The zone as IANA spells it; `system`, this machine's, when none is given. */
export async function readTimezone(name: string = MACHINE_ZONE): Promise<string> {
  if (name === MACHINE_ZONE || name === "UTC") return name;
  const { parseTimezone } = await import("../base/standards/period.ts");
  return parseTimezone(name);
}

export function ensureKnown<Name extends string>(format: Name, names: readonly Name[]): void {
  if (names.includes(format)) return;
  const nextStep = `write one of ${names.join(", ")}`;
  throw new UserError({ option: "format", value: format, problem: "unknown", nextStep });
}
