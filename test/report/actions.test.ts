// Whole reports for one address, for six and for two hundred, at three widths: what is to be done is told once for all
// addresses that it helps, and first.

import { beforeAll, describe, expect, test } from "vitest";
import { render } from "../../src/index.ts";
import type { Results, SendingIpReport } from "../../src/model/report.ts";
import { everythingRepaired, sampleReport, withReport } from "./sample.ts";
import { reportsOfThreeSizes, type Size } from "./three-sizes.ts";

let reports: Map<Size, Results>;

beforeAll(async () => {
  reports = await reportsOfThreeSizes();
});

const widths = [60, 80, 120];
const cases = (["1", "6", "200"] as const).flatMap((amount) =>
  widths.map((width) => [amount, width] as const),
);

test.each(cases)("golden: %s addresses at %i columns", async (amount, width) => {
  const text = await render(reports.get(amount)!, "table", { width });
  await expect(text).toMatchFileSnapshot(`../../fixtures/reports/actions-${amount}-${width}.txt`);
});

describe("two hundred addresses", () => {
  test("are four actions, what lost most mail first", () => {
    const { actions = [], sendingIps } = reports.get("200")!.report;
    expect(sendingIps).toHaveLength(200);
    expect(actions.map(({ id, who, ips, lost }) => [id, who, ips.length, lost])).toEqual([
      ["ptr_nxdomain/113.0.203.in-addr.arpa", "you", 100, 300],
      ["ptr_nxdomain/hetzner", "hoster", 60, 120],
      ["fwd_nxdomain/example.org", "you", 25, 25],
      ["ptr_nxdomain/5.2.0.0.8.b.d.0.1.0.0.2.ip6.arpa", "hoster", 15, 0],
    ]);
  });

  test("fit on some 150 lines of 80 columns", async () => {
    const text = await render(reports.get("200")!, "table", { width: 80 });
    expect(text.split("\n").length).toBeLessThanOrEqual(155);
  });
});

test("the addresses of an action are listed in their order, whatever they lost", async () => {
  const results = reports.get("200")!;
  const actions = results.report.actions?.map((action) => ({ ...action, ips: action.ips.toReversed() }));
  const report = { ...results.report, actions: actions ?? [] };
  const text = await render({ ...results, report }, "markdown", {});
  const listed = [...text.matchAll(/Addresses:?\**:? (203\.0\.113\.[^\n]*)/g)].map(([, list]) => list ?? "");
  expect(listed.length).toBeGreaterThan(0);
  for (const list of listed) {
    const last = [...list.matchAll(/203\.0\.113\.(\d+)/g)].map(([, byte]) => Number(byte));
    expect(last.length).toBeGreaterThan(1);
    expect(last).toEqual(last.toSorted((one, other) => one - other));
  }
});

describe("the records of two hundred addresses", () => {
  const recordsOf = ({ report }: Results) =>
    (report.actions ?? []).flatMap(({ steps }) => steps.flatMap(({ records }) => records));

  test.each(["html", "mail", "json", "zone"] as const)("are all in %s", async (format) => {
    const results = reports.get("200")!;
    const records = recordsOf(results);
    expect(records).toHaveLength(315);
    const text = await render(results, format);
    // A mail breaks lines.
    const whole = format === "mail" ? text.replaceAll("=\n", "") : text;
    expect(records.filter((record) => !whole.includes(record))).toEqual([]);
  });

  test("are shortened in the table, unless somebody asks for all", async () => {
    const results = reports.get("200")!;
    const short = await render(results, "table");
    expect(short).toContain("\nand 97 more: --details, or -o records.zone\n");
    const whole = await render(results, "table", { details: true });
    expect(recordsOf(results).filter((record) => !whole.includes(`\n${record}\n`))).toEqual([]);
    expect(whole).not.toContain("--details");
  });

  test.each(["table", "html", "mail", "markdown"] as const)(
    "are told in the same order in %s",
    async (format) => {
      const text = (await render(reports.get("200")!, format)).replaceAll("=\n", "");
      const firsts = [
        "mx1.example.com. 3600",
        "out1.example.net.",
        "news1.example.org. 3600",
        "v6-1.example.com. 3600",
      ];
      const places = firsts.map((name) => text.indexOf(name));
      expect(places).not.toContain(-1);
      expect(places).toEqual(places.toSorted((one, other) => one - other));
    },
  );

  test("are found in the page by their addresses, and its overviews can be sorted", async () => {
    const html = await render(reports.get("200")!, "html");
    for (const { ip } of reports.get("200")!.report.sendingIps) expect(html).toContain(ip);
    expect(html.match(/<table class="overview (?:actions|addresses)">/g)).toHaveLength(2);
  });
});

test("for one address, what to do stands on the first screen", async () => {
  const text = await render(reports.get("1")!, "table", { width: 80 });
  const line = text.split("\n").findIndex((start) => start.startsWith("To do"));
  expect(line).toBeGreaterThan(0);
  expect(line).toBeLessThan(24 - 5);
});

describe("addresses without an action", () => {
  const [passing] = everythingRepaired.report.sendingIps as [SendingIpReport];
  const some = (amount: number, changes: Partial<SendingIpReport>) =>
    Array.from({ length: amount }, (_, index) => ({ ...passing, ip: `192.0.2.${index + 1}`, ...changes }));
  const unknown = (amount: number) =>
    some(amount, { cause: null }).map((sender, index) => ({ ...sender, ip: `198.51.100.${index + 1}` }));
  const missing = sampleReport.sendingIps.filter(({ cause }) => cause?.id === "ptr_nxdomain");
  const written = async (sendingIps: SendingIpReport[], target = {}) =>
    (await render(withReport({ sendingIps }), "table", target)).replaceAll("\n", " ");

  test("are told apart: in order is not unknown", async () => {
    const text = await written([...missing, ...some(12, {}), ...unknown(3)]);
    expect(text).toContain("12 addresses need no action: 192.0.2.1, ");
    expect(text).toContain(
      "3 addresses have causes that are not known: 198.51.100.1, 198.51.100.2, 198.51.100.3.",
    );
    expect(text).toMatch(/-\s+In order now\s+-\s+12 addresses/);
    expect(text).toMatch(/-\s+not known\s+-\s+3 addresses/);
  });

  test("are shown one by one where there are few, or with --details", async () => {
    const heading = "192.0.2.12: In order now ";
    expect(await written([...missing, ...some(12, {})])).not.toContain(heading);
    expect(await written([...missing, ...some(12, {})], { details: true })).toContain(heading);
    expect(await written([...missing, ...some(9, {})])).toContain("192.0.2.1: In order now ");
  });

  test("are told once where the same is to be said of them, and each has its counts", async () => {
    const lines = async (sendingIps: SendingIpReport[], target = {}) =>
      render(withReport({ sendingIps }), "table", target);
    const others = some(8, {}).map((sender, index) =>
      index < 6 ? sender : { ...sender, findings: [{ id: "ptr_multiple" as const, summary: "two names" }] },
    );
    const told = await lines([...missing, ...others]);
    expect(told.match(/^192\.0\.2\.\d+: In order now$/gm)).toHaveLength(2);
    for (const last of [2, 3, 4, 5, 6, 8])
      expect(told).toMatch(new RegExp(`Same for +192\\.0\\.2\\.${last}: `));
    expect(told).not.toMatch(/Same for +192\.0\.2\.[17]/);
    for (const { ip } of others) expect(told).toMatch(new RegExp(`^${ip} +In order now +\\d`, "m"));
    const whole = await lines([...missing, ...others], { details: true });
    expect(whole.match(/^192\.0\.2\.\d+: In order now$/gm)).toHaveLength(8);
    expect(whole).not.toContain("Same for");
  });

  test("that are told together have figures of their own", async () => {
    const counts = { attempts: 77, messages: 30, affected: 20, lost: 19, delivered: 1, retrying: 0 };
    const [first, ...others] = some(10, { attempts: 40 }).map((sender, index) =>
      index === 0 ? { ...sender, lost: 99 } : sender,
    );
    const second = {
      ...others[0]!,
      ...counts,
      byCode: { "550-5.7.25": 77 },
      senderDomains: [{ domain: "shop.example", affected: 20 }],
      reportingMtas: ["mx2.example"],
    };
    const report = { ...withReport({ sendingIps: [first!, second, ...others.slice(1)] }) };
    const text = (await render(report, "table", { width: 200 })).replaceAll(/\n +/g, " ");
    expect(text).toMatch(
      /^Same for +192\.0\.2\.2: refusals 77 \(550-5\.7\.25\), .* UTC; mail: 30 messages, 20 deliveries: 19 lost, 1 delivered in the end; from shop\.example \(20\), through mx2\.example$/m,
    );
    expect(text).toMatch(/^Same for +1 more address: 40 refusals, \d+ deliver(?:y|ies)$/m);
    expect(await render(report, "markdown", {})).toContain("**Same for:** 192.0.2.2: refusals 77 ");
    expect(await render(report, "html", {})).toMatch(/192\.0\.2\.2: refusals 77 /);
  });

  test("that were only checked have none", async () => {
    const zero = { attempts: 0, messages: 0, affected: 0, lost: 0, delivered: 0, retrying: 0 };
    const text = await render(withReport({ sendingIps: some(4, zero) }), "table", { width: 80 });
    expect(text).toMatch(/^Same for +192\.0\.2\.2, 192\.0\.2\.3, 192\.0\.2\.4$/m);
  });

  test("are told by themselves where nobody knows whether the same holds for them", async () => {
    const text = await render(withReport({ sendingIps: unknown(4) }), "table", {});
    expect(text.match(/^198\.51\.100\.\d+\n/gm)).toHaveLength(4);
  });

  test("are rows of a table where nobody asked the DNS", async () => {
    const text = await render(withReport({ sendingIps: unknown(40) }), "table", {});
    expect(text.match(/^198\.51\.100\.\d+ +not known /gm)).toHaveLength(40);
    expect(text).not.toMatch(/^198\.51\.100\.\d+\n/m);
  });
});
