import { expect, test, vi } from "vitest";
import { createOthers } from "../../src/counting/others.ts";
import { tallyOthers } from "../../src/counting/tally-others.ts";
import type { OtherRefusal } from "../../src/model/events.ts";

const DOMAINS = 50;
const codes = ["550-5.7.26", "421-4.7.28"] as const;
const meanings = { "550-5.7.26": "authentication", "421-4.7.28": "rate" } as const;

/** One after the other of another domain, as in the log of a relay of many senders. */
function refusal(number: number): OtherRefusal {
  const code = codes[number % codes.length]!;
  return {
    schema: "whybounce.other/1",
    time: null,
    receiver: "gmail",
    replyId: `d75a77b69052e-3b2a1c4si${number}ad.12`,
    code,
    meaning: meanings[code],
    attempts: 1,
    senderDomain: `customer${(number >> 1) % DOMAINS}.example`,
    sendingIp: `192.0.2.${number % 7}`,
    namedDomain: null,
    namedAs: null,
  };
}

test("refusals of many senders are told apart without a text of each", () => {
  const amount = 20_000;
  const events = Array.from({ length: amount }, (_, number) => refusal(number));
  const others = createOthers(false);
  const written = vi.spyOn(JSON, "stringify");
  try {
    for (const event of events) expect(others.add(event)).toBe(true);
    // Two for each of the 700 kinds, and those of kinds that have their place in common.
    expect(written.mock.calls.length).toBeLessThan(amount / 2);
  } finally {
    written.mockRestore();
  }
  for (const event of events.slice(0, 1_000)) expect(others.add(event)).toBe(false);
  const kept = createOthers(true);
  for (const event of events) kept.add(event);
  expect(tallyOthers(others.finish())).toEqual(tallyOthers(kept.finish()));
});
