import { describe, expect, test } from "vitest";
import type { CauseClass } from "../../src/model/cause.ts";
import type { Results, SendingIpReport } from "../../src/model/report.ts";
import { secondsUntilNext, watch } from "../../src/cli/watch.ts";
import { checkResults, withReport } from "../report/sample.ts";

const [sample] = checkResults.report.sendingIps;

function address(ip: string, state: CauseClass | null, ttl: number | null = null): SendingIpReport {
  if (sample === undefined) throw new Error("the sample has an address");
  const titles = {
    pass: "In order",
    warn: "Generic name",
    fail: "No PTR record",
    temp: "No answer",
    not_checkable: "Private",
  };
  const cause = state && { id: "ok" as const, class: state, title: titles[state], summary: "" };
  return { ...sample, ip, cause, visibleAfterSeconds: ttl };
}
const results = (...sendingIps: SendingIpReport[]): Results => withReport({ sendingIps });
const A = "203.0.113.5";
const B = "203.0.113.6";

/** Runs through the states, then stays with the last one. */
async function follow(states: Results[], minutes = 60) {
  let now = 1_000_000;
  const times: number[] = [];
  const changes: string[] = [];
  const waits: string[][] = [];
  const { passed } = await watch(
    async () => {
      times.push((now - 1_000_000) / 1000);
      return states[Math.min(times.length, states.length) - 1]!;
    },
    {
      maximumMilliseconds: minutes * 60_000,
      clock: { now: () => now, sleep: async (milliseconds) => void (now += milliseconds) },
      onChange: (text) => changes.push(text),
      onWaiting: (lines) => waits.push(lines),
    },
  );
  return { passed, times, changes, waits };
}

describe("when it ends", () => {
  test("at once when everything passes, remarks included", async () => {
    const state = results(address(A, "pass"), address(B, "warn"));
    expect(await follow([state])).toMatchObject({ passed: true, times: [0], changes: [] });
  });

  test("when the last address passes, each change told", async () => {
    const states = [
      results(address(A, "fail"), address(B, "temp")),
      results(address(A, "fail"), address(B, "temp")),
      results(address(A, "pass"), address(B, "temp")),
      results(address(A, "pass"), address(B, "pass")),
    ];
    const { passed, changes, times, waits } = await follow(states);
    expect(passed).toBe(true);
    expect(times).toEqual([0, 30, 75, 142.5]);
    expect(changes).toEqual([`${A}: In order (before: No PTR record)`, `${B}: In order (before: No answer)`]);
    expect(waits[0]).toEqual([`${A}  again in 30 s   No PTR record`, `${B}  again in 30 s   No answer`]);
    expect(waits[1]?.[0]).toBe(`${A}  again in 29 s   No PTR record`);
    // The one that passes stands below, and waits for nothing.
    expect(waits[75]).toEqual([`${B}  again in 68 s   No answer`, `${A}                  In order`]);
    expect(waits.at(-1)).toEqual([`${B}  again in 1 s    No answer`, `${A}                  In order`]);
  });

  test("when the time is over, asking once more at its very end", async () => {
    const { passed, times } = await follow([results(address(A, "fail"))], 2);
    expect({ passed, times }).toEqual({ passed: false, times: [0, 30, 75, 120] });
  });

  test("an address that falls back is told too", async () => {
    const states = [
      results(address(A, "pass"), address(B, "fail")),
      results(address(A, "fail"), address(B, "fail")),
    ];
    expect((await follow(states, 1)).changes).toEqual([
      `${A}: No PTR record (before: In order)`,
      "the time of --wait is over, and not everything passes yet",
    ]);
  });

  test("a DNS that cannot be asked is no pass", async () => {
    const states = [results(address(A, null)), results(address(A, "pass"))];
    expect(await follow(states)).toMatchObject({
      passed: true,
      changes: [`${A}: In order (before: the DNS gave no answer)`],
    });
  });

  test("at once when only private addresses are left", async () => {
    const state = results(address(A, "pass"), address("10.0.0.1", "not_checkable"));
    expect(await follow([state])).toMatchObject({ passed: false, times: [0] });
  });
});

describe("how often", () => {
  const pauses = (...senders: SendingIpReport[]) =>
    [0, 1, 2, 5, 6, 50].map((round) => Math.round(secondsUntilNext(round, results(...senders))));
  test.each([
    ["soon at first, five minutes at most", [address(A, "fail", 3600)], [30, 45, 68, 228, 300, 300]],
    ["a TTL that is not known", [address(A, "fail")], [30, 45, 68, 228, 300, 300]],
    ["a short TTL", [address(A, "fail", 10), address(B, "fail", 900)], [10, 15, 23, 76, 114, 300]],
    ["a TTL of nothing", [address(A, "fail", 0)], [5, 8, 11, 38, 57, 300]],
    [
      "the TTL of an address that passes",
      [address(A, "pass", 5), address(B, "fail", 900)],
      [30, 45, 68, 228, 300, 300],
    ],
  ])("%s", (_name, senders, want) => {
    expect(pauses(...senders)).toEqual(want);
  });
});
