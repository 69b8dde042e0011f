// The records as lines of a zone file: real name servers' own tools read them.

import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { actionsOf } from "../../src/diagnosis/actions.ts";
import type { Results, SendingIpReport } from "../../src/model/report.ts";
import { formatOfFile } from "../../src/report/formats.ts";
import { render } from "../../src/report/zone.ts";
import {
  hostileResults,
  hostileWith,
  resultsWithoutDns,
  sampleReport,
  sampleResults,
  withReport,
} from "./sample.ts";

const target = { width: 80, color: false, unicode: true };
const write = (results: Results) => [...render(results, target)].join("");
const recordsIn = (text: string) => text.split("\n").filter((line) => line !== "" && !line.startsWith(";"));

const folder = mkdtempSync(join(tmpdir(), "whybounce-"));
afterAll(() => rmSync(folder, { recursive: true }));

const isInstalled = (program: string) => spawnSync(program, ["-v"]).error === undefined;

/** A zone that includes the records, as somebody would put them to use. */
function zoneWith(apex: string, text: string): string {
  const records = join(folder, "records.zone");
  writeFileSync(records, text);
  const zone = join(folder, apex);
  writeFileSync(
    zone,
    `$ORIGIN ${apex}.\n$TTL 3600\n@ IN SOA ns1.example.com. hostmaster.example.com. 1 3600 900 604800 3600\n@ IN NS ns1.example.com.\n$INCLUDE ${records}\n`,
  );
  return zone;
}

const missing = sampleReport.sendingIps[2]!;

/** The same trouble for neighbors. */
function fleet(amount: number): SendingIpReport[] {
  return Array.from({ length: amount }, (_, index) => {
    const ip = `203.0.113.${index + 1}`;
    const record = `${index + 1}.113.0.203.in-addr.arpa. 3600 IN PTR mx${index + 1}.example.com.`;
    return { ...missing, ip, fix: [{ ...missing.fix[0]!, record }] };
  });
}

test("all records are there, under the action that they belong to", () => {
  const text = write(withReport({ sendingIps: fleet(100) }));
  expect(recordsIn(text)).toHaveLength(100);
  expect(text).toMatch(/^; action 1: No PTR record, 100 addresses in 113\.0\.203\.in-addr\.arpa$/m);
  expect(text).toMatch(/^; Create 100 PTR records\. Who: your hosting provider, .* Where: Hetzner Console /m);
});

describe.skipIf(!isInstalled("named-checkzone"))("BIND", () => {
  test("loads them as a part of their zone", () => {
    const zone = zoneWith("113.0.203.in-addr.arpa", write(withReport({ sendingIps: fleet(100) })));
    const answer = execFileSync("named-checkzone", ["-D", "113.0.203.in-addr.arpa", zone], {
      encoding: "utf8",
    });
    expect(answer.match(/\sPTR\s/g)).toHaveLength(100);
  });

  test("reads the records of several zones", () => {
    const zone = zoneWith("in-addr.arpa", write(sampleResults));
    const { status } = spawnSync("named-checkzone", ["in-addr.arpa", zone]);
    expect(status).toBe(0);
  });
});

test.skipIf(!isInstalled("ldns-read-zone"))("ldns reads them", () => {
  const zone = zoneWith("113.0.203.in-addr.arpa", "");
  const whole = join(folder, "whole");
  const head = execFileSync("head", ["-4", zone], { encoding: "utf8" });
  writeFileSync(whole, head + write(withReport({ sendingIps: fleet(3) })));
  const answer = execFileSync("ldns-read-zone", [whole], { encoding: "utf8" });
  expect(answer.match(/\sPTR\s/g)).toHaveLength(3);
});

describe("what must not be loaded as it is", () => {
  const [step] = missing.fix;
  const zoneOf = (fix: SendingIpReport["fix"]) => write(withReport({ sendingIps: [{ ...missing, fix }] }));

  test("a name that stands for one that is not known", () => {
    const record = "5.113.0.203.in-addr.arpa. 3600 IN PTR YOUR.MAIL.HOST.";
    const text = zoneOf([{ ...step!, record }]);
    expect(recordsIn(text)).toEqual([]);
    expect(text).toContain(`; ${record}\n`);
  });

  test("any of several ways out: only the reader knows which is the right one", () => {
    const first = "old.example.net. 3600 IN A 203.0.113.5";
    const second = "5.113.0.203.in-addr.arpa. 3600 IN PTR mx1.example.com.";
    const text = zoneOf([
      { ...step!, who: "you", action: "either a) add it", record: first, way: "a", main: true },
      { ...step!, action: "or b) change it", record: second, way: "b", main: true },
    ]);
    expect(recordsIn(text)).toEqual([]);
    expect(text).toContain(
      "; one way is enough: choose a) or b), and take the semicolons away from the records of that one\n",
    );
    for (const record of [first, second]) expect(text).toContain(`; ${record}\n`);
  });

  test("a step that every way needs is none of them", () => {
    const shared = "mx1.example.com. 3600 IN A 203.0.113.5";
    const second = "5.113.0.203.in-addr.arpa. 3600 IN PTR mx1.example.com.";
    const text = zoneOf([
      { ...step!, who: "you", action: "add it", record: shared },
      { ...step!, action: "either a) change it", record: second, way: "a", main: true },
      { ...step!, action: "or b) leave it", record: null, way: "b", main: true },
    ]);
    expect(recordsIn(text)).toEqual([shared]);
  });

  test("what strangers wrote", () => {
    expect(recordsIn(write(hostileResults))).toEqual([]);
    const record = '5.113.0.203.in-addr.arpa. 3600 IN PTR a.example.\n$INCLUDE "/etc/passwd"';
    const text = write(hostileWith(record));
    expect(text).not.toMatch(/^\$INCLUDE/m);
    expect(recordsIn(text)).toEqual([]);
  });
});

test("without a record it says why", () => {
  expect(write(resultsWithoutDns)).toContain("; the DNS could not be asked about every address");
  const repaired = sampleReport.sendingIps.slice(0, 1);
  expect(write(withReport({ sendingIps: repaired }))).toContain("; no record needs to be made\n");
  expect(actionsOf(repaired)).toEqual([]);
});

test("a file's ending picks it", () => {
  expect(formatOfFile("records.zone")).toBe("zone");
});
