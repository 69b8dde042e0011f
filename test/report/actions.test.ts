// Whole reports for one address, for six and for two hundred, at three widths: what is to be done is told once for all
// addresses that it helps, and first.

import { readFileSync } from "node:fs";
import { Readable } from "node:stream";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { analyze, render } from "../../src/index.ts";
import type { Results, SendingIpReport } from "../../src/model/report.ts";
import { manyAddresses } from "../support/many-addresses.ts";
import { everythingRepaired, sampleReport, withReport } from "./sample.ts";
import { startZoneServer, type ZoneServer } from "../support/zone-server.js";

let servers: ZoneServer[];
const reports = new Map<string, Results>();

/** With the clock of the week after, and the port of every run. */
async function resultsOf(log: string, server: ZoneServer): Promise<Results> {
  const results = await analyze({
    stdin: Readable.from([Buffer.from(log)]),
    timezone: "UTC",
    local: false,
    dns: { resolvers: [server.resolver], authoritative: false },
  });
  const text = JSON.stringify(results).replaceAll(server.resolver, "127.0.0.1:53053");
  const fixed = JSON.parse(text) as Results;
  return { ...fixed, report: { ...fixed.report, generatedAt: "2026-02-23T06:15:00.000Z" } };
}

beforeAll(async () => {
  const fleet = manyAddresses();
  const demo = readFileSync("fixtures/demo/zone.txt", "utf8");
  servers = await Promise.all([demo, fleet.zone].map((zone) => startZoneServer(zone)));
  const [demoServer, fleetServer] = servers as [ZoneServer, ZoneServer];
  const demoLog = readFileSync("fixtures/demo/mail.log", "utf8");
  const bounced = readFileSync("fixtures/postfix/gmail-550-5.7.25-bounced.log", "utf8");
  const one = bounced.replaceAll("[203.0.113.5]", "[203.0.113.25]").replaceAll(" mx1 ", " mx1.example.com ");
  reports.set("1", await resultsOf(one, demoServer));
  reports.set("6", await resultsOf(demoLog, demoServer));
  reports.set("200", await resultsOf(fleet.log, fleetServer));
});

afterAll(async () => {
  await Promise.all(servers.map((server) => server.close()));
});

const widths = [60, 80, 120];
const cases = ["1", "6", "200"].flatMap((amount) => widths.map((width) => [amount, width] as const));

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
    expect(await written([...missing, ...some(9, {})])).toContain("192.0.2.9: In order now ");
  });

  test("are rows of a table where nobody asked the DNS", async () => {
    const text = await render(withReport({ sendingIps: unknown(40) }), "table", {});
    expect(text.match(/^198\.51\.100\.\d+ +not known /gm)).toHaveLength(40);
    expect(text).not.toMatch(/^198\.51\.100\.\d+\n/m);
  });
});
