// `whybounce doctor` from the command line to the exit code.

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { main, type Io } from "../../src/cli/main.ts";
import { readRequest } from "../../src/cli/read-request.ts";
import { startZoneServer, type ZoneServer } from "../support/zone-server.js";

const soa = (apex: string) => `${apex} 600 IN SOA ns1.example. hostmaster.example. 7 7200 3 4 300`;
const folder = mkdtempSync(join(tmpdir(), "whybounce-doctor-"));
let good: ZoneServer;
let bad: ZoneServer;
beforeAll(async () => {
  good = await startZoneServer(`${soa("in-addr.arpa.")}\nin-addr.arpa. 600 IN NS a.example.\n${soa("com.")}`);
  bad = await startZoneServer(";! * REFUSED");
});
afterAll(async () => {
  await Promise.all([good.close(), bad.close()]);
  rmSync(folder, { recursive: true });
});

async function run(line: string, env: Record<string, string> = {}) {
  const written = { stdout: "", stderr: "" };
  const output = (stream: "stdout" | "stderr") => ({
    write: async (text: string) => void (written[stream] += text),
    isTerminal: false,
    columns: undefined,
  });
  const io: Io = {
    stdout: output("stdout"),
    stderr: output("stderr"),
    stdin: () => [] as never,
    stdinIsPiped: false,
    env,
    nodeVersion: "20.19.0",
    now: Date.now,
    sleep: async () => {},
  };
  const code = await main(`doctor --no-local --no-authoritative ${line}`.split(" ").filter(Boolean), io);
  return { code, ...written };
}

test("a problem ends with 1 only where --exit-code asks for it", async () => {
  expect(await run(`--resolver ${bad.resolver}`)).toMatchObject({ code: 0, stderr: "" });
  expect((await run(`--exit-code --resolver ${bad.resolver}`)).code).toBe(1);
  expect((await run(`--exit-code --resolver ${good.resolver}`)).code).toBe(0);
});

test("--json and a file", async () => {
  const file = join(folder, "doctor.json");
  expect(await run(`--resolver ${good.resolver} -o ${file}`)).toMatchObject({ code: 0, stdout: "" });
  const { stdout } = await run(`--resolver ${good.resolver} --json`);
  const report = JSON.parse(stdout) as { schema: string; checks: { check: string; node?: string }[] };
  expect(report.schema).toBe("whybounce.doctor/1");
  expect(report.checks[0]).toMatchObject({ check: "program", form: "package", node: "20.19.0" });
  expect(report.checks.map(({ check }) => check)).not.toContain("mailer");
});

test("a configuration that cannot be used is told, without the home, and the rest is looked at", async () => {
  writeFileSync(join(folder, "whybounce.config.json"), '{"week": 7}');
  const request = await readRequest(["doctor"], 0, { directory: folder, env: { HOME: folder } });
  expect(request).toMatchObject({
    command: "doctor",
    configuration: { path: null, problem: "~/whybounce.config.json: week: expected a string, found 7" },
  });
});

test("a configuration that is in use is named, with its keys and without their values", async () => {
  writeFileSync(
    join(folder, "whybounce.config.json"),
    '{"store": "clickhouse://secret.example.com/x", "dnsTimeout": "1s"}',
  );
  const request = await readRequest(["doctor"], 0, { directory: folder, env: { HOME: folder } });
  expect(request).toMatchObject({
    dns: { timeoutMilliseconds: 1000 },
    configuration: { path: "~/whybounce.config.json", keys: ["store", "dnsTimeout"], problem: null },
  });
  if (request.command !== "doctor") throw new Error("not the doctor");
  expect(JSON.stringify(request.configuration)).not.toContain("secret");
});

test("a store that cannot be reached is told without its address", async () => {
  const file = join(folder, "store.json");
  writeFileSync(file, '{"store": "clickhouse://somebody@127.0.0.1:1/secret"}');
  const { stdout } = await run(`--json --no-local --resolver 127.0.0.1:1 --config ${file}`);
  const { checks } = JSON.parse(stdout) as { checks: { check: string }[] };
  expect(checks.find(({ check }) => check === "store")).toMatchObject({
    state: "problem",
    place: "server",
    result: "failed",
    reason: expect.stringContaining("nothing listens there"),
  });
  expect(stdout).not.toMatch(/somebody|secret|127\.0\.0\.1:1\/|clickhouse:/);
});

test("an address of a store that cannot be read is told without it: a password may stand in it", async () => {
  const file = join(folder, "store.json");
  writeFileSync(file, '{"store": "clickhouse://somebody:secret@db.example.com/x"}');
  const { stdout } = await run(`--json --no-local --resolver 127.0.0.1:1 --config ${file}`);
  expect(stdout).toContain("its address in the configuration cannot be read");
  expect(stdout).not.toMatch(/somebody|secret/);
});

test.each([
  ["x", "too many arguments"],
  ["-f csv", "doctor has no format csv|is invalid"],
  ["--wek last", "unknown option"],
])("%s is a mistake", async (line, words) => {
  const { code, stderr } = await run(line);
  expect(code).toBe(2);
  expect(stderr).toMatch(new RegExp(words));
});
