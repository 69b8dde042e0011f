import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { CauseId } from "../../src/model/topics.ts";
import type { Results } from "../../src/model/report.ts";
import { render } from "../../src/report/csv.ts";
import { HOSTILE, hostileResults, sampleResults, withReport } from "./sample.ts";

const target = { width: 80, color: false, unicode: true };
const HEADER =
  "week,week_start,sending_ip,ip_family,code,attempts,messages,affected,lost,first_seen,last_seen,sender_domains,iprev,ptr,cause,cause_title,fix\r\n";

/** RFC 4180, written apart from the library that writes it. */
function parseCsv(text: string): string[][] {
  const cells = /(?:"(?<quoted>(?:[^"]|"")*)"|(?<plain>[^",\r\n]*))(?<end>,|\r\n)/y;
  const rows: string[][] = [[]];
  while (cells.lastIndex < text.length) {
    const { quoted, plain, end } = cells.exec(text)?.groups ?? {};
    if (end === undefined) throw new Error("not RFC 4180");
    rows.at(-1)?.push(quoted?.replaceAll('""', '"') ?? plain ?? "");
    if (end === "\r\n") rows.push([]);
  }
  return rows.slice(0, -1);
}

test("golden", async () => {
  await expect(render(sampleResults, target)).toMatchFileSnapshot("../../fixtures/reports/weekly.csv");
});

test("the header always", () => {
  expect(render({ ...sampleResults, weeks: [] }, target)).toBe(HEADER);
});

test("weeks, then addresses, then codes; refusals without an address last", () => {
  const rows = parseCsv(render(sampleResults, target)).slice(1);
  expect(rows.map((row) => [row[0], row[2], row[4]])).toEqual([
    ["2026-W07", "2001:db8:1234:5678:9abc:def0:1234:5678", "421-4.7.23"],
    ["2026-W08", "203.0.113.5", "421-4.7.23"],
    ["2026-W08", "203.0.113.5", "550-5.7.25"],
    ["2026-W08", "", "550-5.7.25"],
  ]);
});

test("a semicolon in an item is a word, for it would make two of the item", () => {
  const domains = ["a.example; dig b.example;c.example", "d.example;"];
  const rows = parseCsv(render(withDomains(sampleResults, domains), target)).slice(1);
  for (const row of rows) expect(row[11]).toBe("a.example and dig b.example and c.example; d.example");
});

test("a remark on a step stands behind its record, and a semicolon of the remark makes no further step", () => {
  const action =
    "have the PTR record changed to mx1.example.com (replace it; the log calls this host only mx1); a PTR record in the zone of mx1.example.com has no effect";
  const record = "5.113.0.203.in-addr.arpa. 3600 IN PTR mx1.example.com.";
  const step = { who: "hoster" as const, action, record, where: null };
  const sendingIps = sampleResults.report.sendingIps.map((sender) => ({ ...sender, fix: [step] }));
  const rows = parseCsv(render(withReport({ sendingIps }), target)).slice(1);
  expect(rows[0]?.at(-1)).toBe(
    `hoster: have the PTR record changed to mx1.example.com (replace it, the log calls this host only mx1): ${record} (a PTR record in the zone of mx1.example.com has no effect)`,
  );
});

describe("no cell is a formula", () => {
  test("of the hostile sample, not even where `;` separates cells", () => {
    const rows = parseCsv(render(withDomains(hostileResults, ["example.com", HOSTILE, "-1"]), target));
    for (const cell of rows.flat()) expect(cell).not.toMatch(/(?:^|;)\s*[=+\-@\t\r]/);
  });

  test("whatever a stranger writes", { timeout: 30_000 }, () => {
    const text = fc.oneof(
      fc.string({ unit: "binary" }),
      fc
        .tuple(
          fc.constantFrom("=", "+", "-", "@", "\t", "\r", " =", ";=", '"=', ",=", "＝", "\n="),
          fc.string(),
        )
        .map(([start, rest]) => start + rest),
    );
    fc.assert(
      fc.property(text, text, (first, second) => {
        const rows = parseCsv(render(withDomains(withTitle(first), [first, second]), target));
        for (const row of rows) {
          expect(row).toHaveLength(17);
          for (const cell of row) expect(cell).not.toMatch(/(?:^|;)\s*[=+\-@\t\r＝＋－＠]/);
        }
      }),
    );
  });
});

function withDomains(results: Results, senderDomains: string[]): Results {
  return { ...results, weeks: results.weeks.map((week) => ({ ...week, senderDomains })) };
}

function withTitle(title: string): Results {
  const cause = { id: title as CauseId, class: "fail" as const, title, summary: title };
  const ptr = [{ name: title, ttl: 1, addresses: [], confirms: false }];
  const fix = [{ who: "you" as const, action: title, record: title, where: null }];
  const sendingIps = sampleResults.report.sendingIps.map((sender) => ({ ...sender, cause, ptr, fix }));
  return withReport({ sendingIps });
}
