import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { RenderTarget, Results } from "../../src/model/report.ts";
import { render } from "../../src/report/print/table.ts";
import { displayWidth } from "../../src/base/words/wrap.ts";
import {
  checkResults,
  comparedResults,
  everythingRepaired,
  hostileResults,
  hostileWith,
  nothingFound,
  resultsWithoutDns,
  sampleReport,
  sampleResults,
  withReport,
} from "./sample.ts";

const target: RenderTarget = { width: 80, color: false, unicode: true };

describe("golden reports", () => {
  test.each([
    ["table-80.txt", sampleResults, {}],
    ["table-120.txt", sampleResults, { width: 120 }],
    ["table-ascii-80.txt", sampleResults, { unicode: false }],
    ["table-color-80.txt", sampleResults, { color: true }],
    ["table-check-80.txt", checkResults, {}],
    ["table-no-dns-80.txt", resultsWithoutDns, {}],
    ["table-nothing-found-80.txt", nothingFound, {}],
    ["table-repaired-80.txt", everythingRepaired, {}],
    ["table-hostile-80.txt", hostileResults, {}],
    ["table-compared-160.txt", comparedResults, { width: 160 }],
  ])("%s", async (name, results, changes) => {
    const text = render(results, { ...target, ...changes });
    await expect(text).toMatchFileSnapshot(`../../fixtures/reports/${name}`);
  });
});

/** A control byte other than the line feed, a formatting character, or half a character. */
const dangerous = /(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

describe("what strangers write", () => {
  test("reaches no terminal as a command, wherever it stands", () => {
    expect(render(hostileResults, target)).not.toMatch(dangerous);
    expect(render(hostileResults, { ...target, unicode: false })).toMatch(/^[\n\x20-\x7e]*$/);
  });

  test("any text whatever", { timeout: 30_000 }, () => {
    const text = fc.string({ unit: "binary", maxLength: 60 });
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 200 }), (written, width) => {
        expect(render(hostileWith(written), { ...target, width })).not.toMatch(dangerous);
      }),
      { numRuns: 200 },
    );
  });
});

describe("the width", () => {
  /** Records and the commands to copy begin at the left edge; paths have a slash. */
  const mayOverflow = /^\S+ \d+ IN |^hcloud |^hostnamectl |\/\S*$|^\/|\/.*  /;
  test.each([40, 60, 80, 100, 120, 200])("%i columns are kept", (width) => {
    for (const results of [sampleResults, checkResults, resultsWithoutDns, nothingFound, hostileResults]) {
      const lines = render(results, { ...target, width }).split("\n");
      const wide = lines.filter(
        (line) => displayWidth(line) > width && !mayOverflow.test(line) && !line.startsWith("=HYPERLINK"),
      );
      expect(wide).toEqual([]);
    }
  });

  test("each record stands unbroken on a line of its own", () => {
    const lines = render(sampleResults, { ...target, width: 60 }).split("\n");
    for (const step of sampleReport.sendingIps.flatMap((sender) => sender.fix))
      expect(lines).toContain(step.record);
  });

  test("each path stays whole", () => {
    const text = render(sampleResults, { ...target, width: 60 });
    for (const input of sampleReport.inputs) expect(text).toContain(input.path);
  });
});

describe("the words", () => {
  const flat = (results: Results) => render(results, target).replaceAll("\n", " ");

  test("worst first, whatever the order of the report", () => {
    const text = render(sampleResults, target);
    const placeOf = (ip: string) => text.search(new RegExp(`\\n(?:\\d\\. .*: ${ip}|${ip}: .*)\\n─`));
    const order = sampleReport.sendingIps.map(({ ip }) => ip).toSorted((a, b) => placeOf(a) - placeOf(b));
    expect(order).toEqual(["203.0.113.5", "2001:db8:1234:5678:9abc:def0:1234:5678", "198.51.100.25"]);
  });

  test("one refusal is not `1 refusals`", () => {
    const [sender] = everythingRepaired.report.sendingIps;
    if (!sender) throw new Error("the sample has an address");
    const one = { attempts: 1, messages: 1, affected: 1, lost: 1, retrying: 0, delivered: 0 };
    const text = flat(
      withReport({ totals: { ...one, unattributed: 0 }, sendingIps: [{ ...sender, ...one }] }),
    );
    expect(text).toContain("Gmail refused mail once since 2026-02-16 09:00 UTC");
    expect(text).toContain("reverse DNS, from 1 IPv4 address.");
    expect(text).toContain("One delivery is affected, and is lost.");
  });

  test("without DNS it says so, and how to ask it", () => {
    const text = flat(resultsWithoutDns);
    expect(text).toContain("The DNS was not asked, so the cause is not known.");
    expect(text).toContain("run the same command without --no-dns.");
    expect(text).not.toContain("whybounce check");
  });

  test("a resolver that does not answer is no --no-dns", () => {
    const text = flat(withReport({ ...resultsWithoutDns.report, dnsSilent: true }));
    expect(text).toContain("The DNS could not be asked, so the cause is not known:");
    expect(text).not.toContain("run the same command");
  });

  test("refusals outside the period asked for are told", () => {
    const outsidePeriod = { attempts: 146, from: "2026-11-23T04:00:00.000Z", to: "2026-11-23T09:00:00.000Z" };
    const report = { ...nothingFound.report, outsidePeriod };
    expect(flat({ ...nothingFound, report })).toContain("(146 refusals lie outside that period: 2026-11-23)");
    const some = { ...report, outsidePeriod: { ...outsidePeriod, withoutTime: 2 } };
    expect(flat({ ...nothingFound, report: some })).toContain(
      "(144 refusals lie outside that period: 2026-11-23; 2 refusals have no time that could be read)",
    );
  });

  test("check says how one address and how many are", () => {
    const { sendingIps } = checkResults.report;
    const one = withReport({ ...checkResults.report, sendingIps: sendingIps.slice(0, 1) });
    expect(flat(one)).toMatch(/^198\.51\.100\.25 is in order\. /);
    const unknown = sendingIps.map((sender) => ({ ...sender, cause: null }));
    const text = flat(withReport({ ...checkResults.report, sendingIps: unknown }));
    expect(text).toMatch(/^3 of 3 addresses could not be checked: the DNS gave no answer\. /);
  });

  test("check blames no name server where a resolver's own data leaves the answer open", () => {
    const [sender] = checkResults.report.sendingIps;
    const cause = { id: "resolver_local_data", class: "temp", title: "", summary: "" } as const;
    const text = flat(withReport({ ...checkResults.report, sendingIps: [{ ...sender!, cause }] }));
    expect(text).toMatch(/^198\.51\.100\.25 gets no certain answer from the DNS\. /);
  });

  test("a remark on what Gmail refused claims no repair", () => {
    const sendingIps = sampleResults.report.sendingIps.map((sender) => ({
      ...sender,
      cause: { id: "ptr_too_many", class: "warn", title: "", summary: "" } as const,
    }));
    const text = flat(withReport({ ...sampleResults.report, sendingIps }));
    expect(text).toContain("the remarks below may tell why it refused some.");
    expect(text).not.toContain("No fault is left");
  });

  test("nothing found counts what was read", () => {
    expect(flat(nothingFound)).toContain("no PTR refusals in 3 inputs (1.3 GB)");
  });

  test("nothing found by Gmail names what others refused", () => {
    const row = { receiver: "gmx", name: "GMX", code: "554", attempts: 3, sendingIps: [], example: "" };
    const report = { ...nothingFound.report, otherReceivers: [row] };
    const words =
      "(1.3 GB) from 2026-02-15 23:00 until 2026-02-22 23:00 UTC; 3 refusals by other receivers for that reason and 14 other Gmail refusals, listed below.";
    expect(flat({ ...nothingFound, report })).toContain(words);
  });

  test("a lone input that cannot be read is told once", () => {
    const missing = "/var/log/none.log: no such file or directory";
    const nothing = { ...nothingFound.report, inputs: [], otherGmailRejections: [], warnings: [missing] };
    expect(flat(withReport(nothing, true))).toBe(`No input could be read: ${missing}. `);
    const reason = "notes.txt: neither a mail log nor mail";
    const unknown = {
      path: "notes.txt",
      kind: null,
      bytes: 6,
      records: 1,
      rejections: 0,
      warnings: [reason],
    };
    const text = flat(withReport({ ...nothing, inputs: [unknown], warnings: [] }, true));
    expect(text).toBe(`No input could be read: ${reason}. `);
    const unread = {
      path: "mail.log",
      kind: "log" as const,
      bytes: 0,
      records: 0,
      rejections: 0,
      warnings: [reason],
    };
    const empty = { path: "old.log", kind: null, bytes: 0, records: 0, rejections: 0, warnings: [] };
    const noByte = flat(withReport({ ...nothing, inputs: [unread, empty], warnings: [] }, true));
    expect(noByte).toMatch(/^No input could be read: /);
    expect(noByte).toMatch(/mail\.log .{0,12}not read/);
    const both = flat(withReport({ ...nothing, inputs: [unknown] }, true));
    expect(both).toMatch(/^No input could be read: see the warnings at the end\..*none\.log.*notes\.txt/);
  });

  test("a long report ends with what to do first, a short one does not repeat it", () => {
    const start = /Start with 203\.0\.113\.5 /g;
    expect(flat(sampleResults).match(start)).toHaveLength(2);
    expect(render(sampleResults, target)).toMatch(/\nStart with .*\n.*record is above\.\n$/);
    const [, , sender] = sampleReport.sendingIps;
    const short = withReport({ ...checkResults.report, sendingIps: sender ? [sender] : [] });
    expect(flat(short).match(start)).toHaveLength(1);
  });

  test("a long address stands on a line of its own where columns would be missing", () => {
    const text = render(resultsWithoutDns, target);
    expect(text).toMatch(/^address +cause +refusals +deliveries +lost\/ +last seen$/m);
    expect(text).toMatch(/^2001:db8:1234:5678:9abc:def0:1234:5678\n {15}.* 97 +60 +0\/57\/3 /m);
    expect(render(resultsWithoutDns, { ...target, width: 60 })).toMatch(
      /^203\.0\.113\.5 +not known +1,100 +640\/12\/178 /m,
    );
  });

  test.each([40, 60, 80, 120])("what the rows are sorted by is shown at %i columns", (width) => {
    const withDns = render(sampleResults, { ...target, width });
    expect(withDns).toMatch(/^no\. +cause +who .*\bdeliveries\b.*\n +lost\b/m);
    expect(withDns).toMatch(/^1 +No PTR .*\b640\b/m);
    expect(render(resultsWithoutDns, { ...target, width })).toMatch(/^203\.0\.113\.5 +not .*\b640\b/m);
  });

  test("many inputs are summed up, those with something to tell first", () => {
    const plain = { kind: "message" as const, bytes: 1000, records: 1, rejections: 0, warnings: [] };
    const inputs = Array.from({ length: 1000 }, (_, index) => ({ ...plain, path: `cur/${index}.eml` }));
    const text = render(
      withReport({ inputs: [...inputs, { ...plain, path: "cur/last.eml", rejections: 3 }] }),
      target,
    );
    expect(text).toMatch(/^cur\/last\.eml +message, 1\.0 kB, 1 message$/m);
    expect(text).toContain("and 1,000 more inputs: 1.0 MB, no new PTR refusals by Gmail\n");
  });
});
