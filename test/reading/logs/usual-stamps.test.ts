// A stamp that is read by what differs from the last one must tell the time that the whole stamp tells.

import fc from "fast-check";
import { expect, test } from "vitest";
import { createUsualStamps } from "../../../src/reading/logs/framing/usual-stamps.ts";
import { parseStamp } from "../../../src/base/standards/timestamp.ts";

const two = (most: number) =>
  fc.integer({ min: 0, max: most }).map((number) => String(number).padStart(2, "0"));
const digits = fc.string({ unit: fc.constantFrom(...Array.from("0123456789")), minLength: 1, maxLength: 9 });
const stamp = fc.oneof(
  fc
    .tuple(
      fc.constantFrom("2026-10-25T02:59:", "2026-10-25T03:00:", "2026-10-25 02:59:", "2026-02-30T24:61:"),
      two(61),
      fc.oneof(
        fc.constant(""),
        digits.map((text) => `.${text}`),
        digits.map((text) => `,${text}`),
        fc.constant("."),
      ),
      fc.constantFrom("", "", "Z", "+00:00", "-0500", "+5", "x"),
    )
    .map((parts) => parts.join("")),
  fc
    .tuple(fc.constantFrom("Oct 25 02:59:", "Oct  5 02:59:", "Oct 25 2026 02:59:"), two(61))
    .map((parts) => parts.join("")),
);
const rest = " mx1 postfix/smtp[297]: 63D5E2988B8: removed";

test.each(["UTC", "Europe/Berlin", "Australia/Lord_Howe"])(
  "stamps in any order, without a zone in %s",
  (timezone) => {
    const context = { timezone, notAfter: Date.UTC(2026, 11, 1) };
    let read = 0;
    fc.assert(
      fc.property(fc.array(stamp, { minLength: 1, maxLength: 12 }), (stamps) => {
        const usual = createUsualStamps(context);
        for (const text of stamps) {
          const line = Buffer.from(`x\n${text}${rest}`);
          const end = usual.endIn(line, 2, line.length);
          const time = end < 0 ? null : usual.timeOf(line, 2, end);
          if (time === null) continue;
          read++;
          expect({ time, length: end - 2 }).toEqual(parseStamp(text + rest, context));
        }
      }),
      { numRuns: 3_000 },
    );
    expect(read).toBeGreaterThan(5_000);
  },
);
