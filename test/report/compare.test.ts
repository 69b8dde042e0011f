import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { render } from "../../src/index.ts";
import { compareReports, periodBefore, type ComparedReport } from "../../src/counting/compare.ts";
import type { Comparison } from "../../src/model/comparison.ts";
import type { Report } from "../../src/model/report.ts";
import { changeOf, comparisonSentences } from "../../src/report/document/comparison.ts";
import { comparedResults, sampleReport } from "./sample.ts";
import { analyzeFiles } from "../support/analyze.ts";

const period = { from: null, to: null };
const noCounts = { messages: 0, affected: 0, lost: 0, retrying: 0, delivered: 0, unattributed: 0 };

/** Seven hours after Monday's beginning. */
const DAY = Date.parse("2026-02-16T07:00:00.000Z");
const week = (day: "09" | "16") => ({
  from: `2026-02-${day}T00:00:00.000Z`,
  to: `2026-02-${day === "09" ? "16" : "23"}T00:00:00.000Z`,
});

function counted(byIp: Record<string, number>) {
  const sendingIps = Object.entries(byIp).map(([ip, attempts]) => ({ ip, attempts }));
  const attempts = sendingIps.reduce((sum, sender) => sum + sender.attempts, 0);
  return { period, totals: { ...noCounts, attempts }, sendingIps };
}

test("each address that was refused at either time", () => {
  const now = counted({ a: 5, b: 1, c: 2, d: 3, f: 0 });
  const before = counted({ a: 3, b: 4, c: 2, e: 7, f: 0 });
  const changes = compareReports(now, before).sendingIps.map(({ ip, change }) => `${ip} ${change}`);
  expect(changes).toEqual(["a worse", "b better", "c same", "d new", "f same", "e gone"]);
});

test.each([
  [{ a: 2 }, { a: 1 }, "worse"],
  [{ a: 1 }, { b: 2 }, "better"],
  [{ a: 1 }, { b: 1 }, "same"],
  [{}, {}, "none"],
] as const)("%j after %j: %s", (now, before, trend) => {
  expect(compareReports(counted(now), counted(before)).trend).toBe(trend);
});

test("the period before is as long, and ends where this one begins", () => {
  expect(periodBefore({ from: 700, to: 1000 }, 9999)).toEqual({ from: 400, to: 700 });
  expect(periodBefore({ from: 700, to: null }, 900)).toEqual({ from: 500, to: 700 });
  expect(() => periodBefore({ from: null, to: 1000 }, 900)).toThrow(RangeError);
});

describe("the words", () => {
  const sentences = (attempts: number, before: number) => {
    const comparison = {
      ...(comparedResults.report.comparison as Comparison),
      ...compareReports(counted({ a: attempts }), counted({ a: before })),
    };
    return comparisonSentences({
      ...sampleReport,
      totals: { ...sampleReport.totals, attempts },
      comparison,
    })[0]?.replace(/ \(.*/, "");
  };
  test.each([
    [3, 2, "It got worse: 50 % more than the 2 refusals in the period before"],
    [1, 2, "It got better: 50 % fewer than the 2 refusals in the period before"],
    [9999, 10_000, "It got better: less than 1 % fewer than the 10,000 refusals in the period before"],
    [50, 1, "It got worse: 49 more than the 1 refusal in the period before"],
    [2, 2, "As many refusals as in the period before"],
    [2, 0, "No refusals of the period before were found in the input"],
    [0, 0, "No refusals of the period before were found in the input either"],
  ])("%i after %i", (now, before, want) => {
    expect(sentences(now, before)).toBe(want);
  });

  test("where the logs begin after the period before, nothing is compared", async () => {
    const found = compareReports(counted({ a: 1 }), { ...counted({}), period: week("09") }, { oldest: DAY });
    expect(found.logsBegin).toBe("2026-02-16T07:00:00.000Z");
    const report = { ...sampleReport, period: week("16"), comparison: found };
    expect(comparisonSentences(report)).toEqual([
      "The logs begin on 2026-02-16, so nothing is known of the period before (2026-02-09 00:00 to 2026-02-16 00:00 UTC), and nothing is compared.",
    ]);
    const told = await render({ ...comparedResults, report }, "table", { width: 120 });
    expect(told).not.toMatch(/ change /);
    expect(told).not.toMatch(/\bnew\b/);
  });

  test("where the logs begin within the period before, that is said", () => {
    const found = compareReports(
      counted({ a: 3 }),
      { ...counted({ a: 1 }), period: week("09") },
      { oldest: DAY - 3 * 86_400_000 },
    );
    const told = comparisonSentences({ ...sampleReport, period: week("16"), comparison: found });
    expect(told.at(-1)).toBe("The logs begin on 2026-02-13: there may have been more refusals before.");
  });

  test.each(["store", "history"] as const)("where a %s begins, its first record is told", (keeper) => {
    const told = (oldest: number) => {
      const before = { ...counted({ a: 1 }), period: week("09") };
      const comparison = compareReports(counted({ a: 3 }), before, { oldest, keeper });
      expect(comparison).not.toHaveProperty("logsBegin");
      expect(comparison.firstRecord).toEqual({ of: keeper, time: new Date(oldest).toISOString() });
      return comparisonSentences({ ...sampleReport, period: week("16"), comparison }).at(-1);
    };
    expect(told(DAY - 3 * 86_400_000)).toBe(
      `The ${keeper}'s first record is of 2026-02-13: there may have been more refusals before.`,
    );
    expect(told(DAY)).toBe(
      `The ${keeper}'s first record is of 2026-02-16, so nothing is known of the period before (2026-02-09 00:00 to 2026-02-16 00:00 UTC), and nothing is compared.`,
    );
  });

  test.each([
    ["where they reach back", DAY - 14 * 86_400_000],
    ["where a small server was silent for the first hours", DAY - 7 * 86_400_000 - 2 * 3_600_000],
    ["where nobody can tell", null],
  ])("nothing is said of the logs' beginning %s", (_when, oldest) => {
    expect(
      compareReports(counted({ a: 3 }), { ...counted({ a: 1 }), period: week("09") }, { oldest }),
    ).not.toHaveProperty("logsBegin");
  });

  test("refusals for the sender are compared by reason, domain and address", () => {
    const group = (domain: string, sendingIp: string | null, attempts: number) => ({
      cause: "spf_not_passed" as const,
      domain,
      sendingIp,
      counts: { attempts },
    });
    const now = {
      ...counted({}),
      senderRefusals: [group("a.example", "203.0.113.5", 4), group("a.example", "203.0.113.6", 2)],
    };
    const before = {
      ...counted({}),
      senderRefusals: [group("a.example", "203.0.113.5", 1), group("b.example", null, 9)],
    };
    const found = compareReports(now, before);
    expect(found.refusals?.map(({ domain, sendingIp, change }) => [domain, sendingIp, change])).toEqual([
      ["a.example", "203.0.113.5", "worse"],
      ["a.example", "203.0.113.6", "new"],
      ["b.example", null, "gone"],
    ]);
    const sender = (domain: string) => ({ cause: "spf_not_passed", domain });
    const ips = ["203.0.113.5", "203.0.113.6"];
    expect(changeOf(found, { ips, sender: sender("a.example") })).toBe("+5");
    expect(changeOf(found, { ips: [], sender: sender("b.example") })).toBe("-9");
    expect(changeOf(found, { ips })).toBeNull();
    const told = comparisonSentences({ ...sampleReport, comparison: found });
    expect(told).toContain("Refusals for the sender: 6, and 10 in the period before.");
  });

  test("where nothing was found before, no address is called new", () => {
    const first = {
      ...(comparedResults.report.comparison as Comparison),
      ...compareReports(counted({ a: 1 }), counted({})),
    };
    expect(comparisonSentences({ ...sampleReport, comparison: first })).toHaveLength(1);
    expect(comparisonSentences(comparedResults.report)).toContain(
      "Refused now and not before: 2001:db8:1234:5678:9abc:def0:1234:5678.",
    );
  });

  test("a change for each address", () => {
    const { comparison } = comparedResults.report;
    const ips = ["203.0.113.5", "2001:db8:1234:5678:9abc:def0:1234:5678", "198.51.100.25", "192.0.2.1"];
    expect(ips.map((ip) => changeOf(comparison, { ips: [ip] }))).toEqual(["+410", "new", "-63", null]);
    expect(changeOf(comparison, { ips })).toBe("+444");
    expect(changeOf(null, { ips: ["203.0.113.5"] })).toBeNull();
  });
});

describe("from one reading of a log", () => {
  const log = fileURLToPath(new URL("../../fixtures/demo/mail.log", import.meta.url));
  const read = async (from: string | null, to: string | null, compare: boolean) => {
    const time = (text: string | null) => (text === null ? null : Date.parse(text));
    const changes = { period: { from: time(from), to: time(to) }, compare };
    return (await analyzeFiles([log], changes)).report;
  };

  test("the period before counts as it would alone", async () => {
    const { comparison, ...report } = await read("2026-02-19", "2026-02-22", true);
    const alone = await read("2026-02-16", "2026-02-19", false);
    expect(comparison?.period).toEqual(alone.period);
    expect(comparison?.totals).toEqual(alone.totals);
    const compared = (told: Omit<Report, "comparison">): ComparedReport => ({
      ...told,
      senderRefusals: (told.refusals ?? []).map(({ cause, ...group }) => ({ ...group, cause: cause.id })),
    });
    const [now, before] = [compared(report), compared(alone)];
    const oldest = Date.parse(comparison?.logsBegin ?? "");
    expect(oldest).toBeGreaterThan(Date.parse("2026-02-16T00:00:00Z"));
    expect(comparison).toEqual(compareReports(now, before, { oldest }));
    expect(comparison?.refusals?.length).toBeGreaterThan(0);
    const later = await read("2026-02-19", "2026-02-22", false);
    expect(report.totals).toEqual(later.totals);
    expect(report.inputs).toEqual(later.inputs);
  });

  test("nothing is compared unless it is asked for", async () => {
    expect((await read(null, null, false)).comparison).toBeNull();
  });
});
