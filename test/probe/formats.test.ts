// What a probe looks like in each format: nothing that strangers say gets out raw, and the data are what the schema says.

import { readFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Ajv } from "ajv";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { closed } from "../support/closed-schema.ts";
import { startZoneServer, type ZoneServer } from "../support/zone-server.js";
import { startFakeGmail, type FakeGmail } from "./fake-gmail.ts";
import { run } from "./run.ts";
import { ZONE } from "./zone.ts";

let dns: ZoneServer;
let gmail: FakeGmail;
let folder = "";
beforeAll(async () => {
  dns = await startZoneServer(ZONE);
  gmail = await startFakeGmail();
  gmail.script({
    greeting: "554 \u001b[31m<script>alert(1)</script> =cmd|x [click](http://example.com) \u202e\r\n",
  });
});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "whybounce-probe-"));
  return () => rmSync(folder, { recursive: true });
});
afterAll(async () => {
  await gmail.close();
  await dns.close();
});

const words = (format: string) =>
  `-f ${format} --no-local --resolver ${dns.resolver} --server 127.0.0.1:${gmail.port} --state ${folder} --connect --helo mx1.example.com 127.0.0.2`.split(
    " ",
  );

describe("what a server says is escaped", () => {
  test.each([
    ["table", "\\x1b[31m"],
    ["markdown", "&lt;script&gt;"],
    ["html", "&lt;script&gt;"],
    ["json", "\\u001b"],
    ["ndjson", "\\u001b"],
    ["csv", "\\x1b[31m"],
  ])("%s", async (format, shown) => {
    const { code, stdout } = await run(words(format));
    expect(code).toBe(0);
    expect(stdout).toContain(shown);
    expect(stdout).not.toMatch(/[\u001b\u202e]/);
    if (format === "html" || format === "markdown") expect(stdout).not.toContain("<script>");
  });
});

test.each(["json", "ndjson"])("%s is what the schema says, and has no other field", async (format) => {
  const schema = JSON.parse(readFileSync("schema/whybounce.probe.schema.json", "utf8")) as object;
  const validate = new Ajv({ strict: true, allowUnionTypes: true }).compile(closed(schema) as object);
  const { stdout } = await run(words(format));
  const written = format === "json" ? [stdout] : stdout.trim().split("\n");
  for (const text of written) {
    expect(validate(JSON.parse(text))).toBe(true);
    expect(text).not.toContain('"presentation"');
  }
});

test("a table that is wider than the terminal is a list", async () => {
  gmail.script({ sees: "2001:db8:25:0:3d2c:91ab:77f0:c1e4" });
  const { stdout } = await run(words("table"));
  expect(stdout).toContain("\n  seen by receiver  2001:db8:25:0:3d2c:91ab:77f0:c1e4\n");
  // A record is copied: it is never broken.
  const lines = stdout.split("\n").filter((line) => !line.includes(" IN PTR "));
  for (const line of lines) expect(line.length).toBeLessThanOrEqual(80);
});

test("several outputs of one probe", async () => {
  const [csv, page] = [join(folder, "probe.csv"), join(folder, "probe.html")];
  await run([...words("table").slice(2), "-o", csv, "-o", page]);
  expect(readFileSync(csv, "utf8")).toMatch(/^ip,ip_family,set_by,/);
  expect(readFileSync(page, "utf8")).toMatch(/^<!doctype html>/);
});
