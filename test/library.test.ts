// The library as a program sees it that has the package installed: built, and reached by its name.

import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as library from "../src/index.ts";
import { sampleResults } from "./report/sample.ts";

const repository = fileURLToPath(new URL("..", import.meta.url));
const compiler = join(repository, "node_modules/typescript/bin/tsc");
const LICENSE = join(repository, "LICENSE");
const LOG = `2026-02-17T03:04:05+00:00 mx1 postfix/smtp[7]: 63D5E2988B8: to=<a@gmail.com>, relay=gmail-smtp-in.l.google.com[192.0.2.26]:25, delay=1, delays=0/0/1/0, dsn=5.7.25, status=bounced (host gmail-smtp-in.l.google.com[192.0.2.26] said: 550-5.7.25 [203.0.113.5] The IP address sending this message does not have a 550-5.7.25 PTR record setup, or the corresponding forward DNS entry does not match the sending IP. 550 5.7.25 a640c23a62f3a-93e4dbb2288si424.62 - gsmtp (in reply to end of DATA command))\n`;

describe("the package", () => {
  let folder = "";
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "whybounce-"));
    const installed = join(folder, "node_modules/whybounce");
    mkdirSync(installed, { recursive: true });
    for (const part of ["package.json", "schema", "docs/causes", "docs/findings"]) {
      cpSync(join(repository, part), join(installed, part), { recursive: true });
    }
    symlinkSync(join(repository, "node_modules"), join(installed, "node_modules"));
    const built = ["-p", repository, "--outDir", join(installed, "dist")];
    execFileSync(process.execPath, [compiler, ...built]);
    writeFileSync(join(folder, "package.json"), '{"type": "module"}');
    writeFileSync(join(folder, "mail.log"), LOG);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const runFile = (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
    return execFileSync(process.execPath, [name], { cwd: folder, encoding: "utf8" });
  };

  test("the example of the page about the library runs", () => {
    const page = readFileSync(join(repository, "docs/library.md"), "utf8");
    const example = /```js\n([^`]+(?:`[^`]+`[^`]+)*?)```/.exec(page)?.[1] ?? "no example";
    const lines = runFile("example.js", example).split("\n");
    expect(lines[0]).toBe("203.0.113.5: 1 refusals of 1 messages");
    expect(lines[2]).toMatch(/^2026-W08,/);
  });

  test("its names, and the schema beside it", () => {
    const text = `import * as library from "whybounce";
      import schema from "whybounce/schema/whybounce.config.schema.json" with { type: "json" };
      console.log(Object.keys(library).join(), schema.properties.week.type);`;
    expect(runFile("names.js", text)).toBe(
      "UserError,analyze,audit,auditFormatNames,check,checkFormatNames,dnsDefaults,examineHere,explain,formatNames,probe,probeDefaults,probeFormatNames,readIp,readPeriod,readTimezone,render,renderAudit,renderDoctorReport,renderParts,renderProbe string\n",
    );
  });

  test("its types serve a caller", () => {
    writeFileSync(
      join(folder, "typed.ts"),
      `import { analyze, check, type Report, type Results } from "whybounce";
      const results: Results = await analyze({ week: "last", dns: { concurrency: 2 } });
      const report: Report = (await check("192.0.2.1")).report;
      export const ips: string[] = [...results.report.sendingIps, ...report.sendingIps].map(({ ip }) => ip);
      // @ts-expect-error: no such option
      await analyze({ weeks: "last" });`,
    );
    const options = ["--noEmit", "--strict", "--module", "node20", "--target", "es2023", "--lib", "es2023"];
    const types = ["--types", "node", "--typeRoots", join(repository, "node_modules/@types")];
    const checked = () =>
      execFileSync(process.execPath, [compiler, ...options, ...types, "typed.ts"], {
        cwd: folder,
        encoding: "utf8",
      });
    expect(checked()).toBe("");
  });
});

describe("calls", () => {
  const bytes = async function* () {
    yield Buffer.from(LOG);
  };

  test("bytes instead of paths, a week, and every single refusal", async () => {
    const asked = { stdin: bytes(), timezone: "UTC", dns: null, keepEvents: true };
    const { report, events } = await library.analyze({ ...asked, week: "2026-W08" });
    expect(report.period).toEqual({ from: "2026-02-16T00:00:00.000Z", to: "2026-02-23T00:00:00.000Z" });
    expect(report.totals.attempts).toBe(1);
    expect(events).toHaveLength(1);
  });

  test("a period in milliseconds", async () => {
    const period = { from: Date.parse("2026-02-18"), to: null };
    const { report } = await library.analyze({ stdin: bytes(), period, dns: null });
    expect(report.totals.attempts).toBe(0);
  });

  test("an address that needs no question", async () => {
    const { report } = await library.check("192.168.1.1", { dns: { resolvers: ["127.0.0.1:9"] } });
    expect(report.sendingIps).toMatchObject([{ ip: "192.168.1.1", cause: { id: "ip_not_global" } }]);
  });

  test("every format, and the whole is its parts", async () => {
    for (const format of library.formatNames) {
      const whole = await library.render(sampleResults, format);
      expect(whole, format).toBe([...(await library.renderParts(sampleResults, format))].join(""));
      expect(whole.length, format).toBeGreaterThan(0);
    }
    expect(await library.render(sampleResults)).toBe(await library.render(sampleResults, "table"));
  });

  test("a topic", async () => {
    expect(await library.explain("ptr_nxdomain")).toContain("PTR");
  });

  test.each([
    [
      () => library.analyze({ compare: true }),
      'compare needs a period with a beginning; add week "last" or since "7d"',
    ],
    [() => library.analyze({ timezone: "Nowhere" }), 'timezone "Nowhere": no such time zone'],
    [() => library.analyze({ since: "bogus" }), 'since "bogus": write a date'],
    [
      () => library.analyze({ paths: [LICENSE], output: LICENSE }),
      `output "${LICENSE}": is one of the files`,
    ],
    [() => library.check("mx1"), "check mx1: neither an IP address, a range, a name nor a file"],
    [() => library.render(sampleResults, "xml" as "json"), 'format "xml": unknown; write one of table, json'],
  ])("a mistake is one sentence: %s", async (call, message) => {
    await expect(call()).rejects.toThrow(library.UserError);
    await expect(call()).rejects.toThrow(message);
  });
});
