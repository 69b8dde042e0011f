// The other checks of the doctor, what they amount to, and that nothing private is among them.

import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { hostname, networkInterfaces, tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { Ajv } from "ajv";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { contractSchemas } from "../../scripts/contract-schemas.js";
import { examine } from "../../src/doctor/examine.ts";
import { examineJournal, examineLogs } from "../../src/doctor/logs.ts";
import { examineMailers } from "../../src/doctor/mailer.ts";
import { stateOf } from "../../src/doctor/state.ts";
import type { DoctorFacts, DoctorReport, DoctorState } from "../../src/model/doctor.ts";
import type { Machine } from "../../src/model/machine.ts";
import { renderDoctor } from "../../src/report/doctor/formats.ts";
import { doctorWords } from "../../src/report/doctor/words.ts";
import { startZoneServer } from "../support/zone-server.js";

const MACHINE = "0123456789abcdef0123456789abcdef";
const NOBODY = 65534;
/** Root may read everything: then the file is read as somebody else. */
const isRoot = process.getuid?.() === 0;

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "whybounce-doctor-"));
  chmodSync(folder, 0o755);
});
afterEach(() => {
  if (isRoot) process.seteuid?.(0);
  rmSync(folder, { recursive: true });
});

function put(path: string, text: string, mode = 0o644): string {
  const file = join(folder, path);
  mkdirSync(join(file, ".."), { recursive: true });
  writeFileSync(file, text);
  chmodSync(file, mode);
  return file;
}

async function asNobody<Value>(action: () => Promise<Value>): Promise<Value> {
  if (isRoot) process.seteuid?.(NOBODY);
  return action().finally(() => isRoot && process.seteuid?.(0));
}

describe("logs", () => {
  test("one that can be read, one that is empty, one that nobody writes any more", async () => {
    const paths = [put("mail.log", "a line\n"), put("empty.log", ""), put("old.log", "a line\n")];
    const month = (Date.now() - 30 * 24 * 3_600_000) / 1000;
    utimesSync(paths[2] ?? "", month, month);
    const logs = await examineLogs(false, paths);
    expect(logs).toMatchObject([
      { isReadable: true, bytes: 7, isOld: false },
      { isReadable: true, bytes: 0 },
      { isReadable: true, isOld: true },
    ]);
    expect(logs.map((log) => stateOf(log, logs))).toEqual(["ok", "warning", "warning"]);
  });

  test("one that this user may not read: the group that may", async () => {
    const path = put("mail.log", "a line\n", 0o040);
    if (isRoot) chownSync(path, 0, 4);
    const logs = await asNobody(() => examineLogs(false, [path]));
    expect(logs).toMatchObject([{ isReadable: false, reason: "permission denied" }]);
    if (isRoot) expect(logs).toMatchObject([{ group: "adm" }]);
    const [words] = logs.map((log) => doctorWords({ ...log, state: "problem" }));
    expect(words?.wayOut).toMatch(/join the group \(sudo usermod -aG [\w#-]+ \$USER\)/);
  });

  test("none: the journal is read, where there is one", async () => {
    const words = async (hasJournal: boolean) =>
      (await examineLogs(hasJournal, [])).map((one) => doctorWords({ ...one, state: "warning" }));
    expect(await words(true)).toMatchObject([
      { text: expect.stringContaining("the journal is read"), wayOut: null },
    ]);
    expect(await words(false)).toMatchObject([{ wayOut: expect.stringContaining("name the log") }]);
  });
});

describe("the journal", () => {
  const folders = () => [join(folder, "lasting"), join(folder, "volatile")];
  const resultOf = async () => (await examineJournal(folders(), [put("journalctl", "")])).result;

  test("none, also where a folder is empty", async () => {
    expect(await resultOf()).toBe("none");
    mkdirSync(join(folder, "lasting"));
    expect(await resultOf()).toBe("none");
  });

  test("one that lasts, one that does not", async () => {
    put(`volatile/${MACHINE}/system.journal`, "x");
    expect(await resultOf()).toBe("volatile");
    put(`lasting/${MACHINE}/system.journal`, "x");
    expect(await resultOf()).toBe("readable");
  });

  test("one that this user may not read, and one that no program reads", async () => {
    put(`lasting/${MACHINE}/system.journal`, "x", 0o000);
    put("journalctl", "");
    expect(await asNobody(() => examineJournal(folders(), [join(folder, "journalctl")]))).toMatchObject({
      result: "no access",
    });
    expect(await examineJournal(folders(), [join(folder, "none")])).toMatchObject({ result: "no reader" });
  });
});

test("mail servers are told without their names and addresses", async () => {
  const setup = {
    instance: "/etc/postfix",
    hostName: "secret.example.com",
    heloNames: ["secret.example.com"],
  };
  const machine = {
    hostName: "secret",
    fullHostName: "secret.example.com",
    mailers: [
      {
        mailer: "postfix",
        ...setup,
        relayHost: "relay.example.com",
        bound: [],
        unbound: [4],
        computed: [],
        ways: [],
      },
    ],
    outgoing: [
      { ip: "10.0.0.5", family: 4, configuredBy: [], isSystemsChoice: true, onHost: true, isInner: true },
    ],
    problems: [{ command: "postconf -c /srv/secret -x", reason: "failed", detail: "secret.example.com" }],
  } satisfies Machine;
  const [check] = await examineMailers(async () => machine);
  expect(check).toEqual({
    check: "mailer",
    mailers: [{ mailer: "postfix", isRelayed: true }],
    outgoing: [{ family: 4, isInner: true, onHost: true }],
    failed: [{ program: "postconf", reason: "failed" }],
  });
  const { text, wayOut } = doctorWords({ ...check!, state: "warning" });
  expect(text).toBe(
    "postfix, which sends through a relay; mail leaves from 1 IPv4 address (1 of them private: another machine gives mail its public one)",
  );
  expect(wayOut).toContain("postconf (failed)");
});

const good = {
  check: "resolver",
  server: "192.0.2.1",
  standing: "public",
  status: "answer",
  invents: false,
} as const;
const deaf = { ...good, standing: "unheard", status: "timeout", invents: null } as const;
const noLog = { check: "no log", hasJournal: true } as const;
const journal = (result: "readable" | "no access" | "volatile" | "no reader") =>
  ({ check: "journal", result, group: null }) as const;
const configuration = { check: "configuration" as const, path: null, keys: [] as string[] };

const states: [facts: DoctorFacts, beside: DoctorFacts[], state: DoctorState][] = [
  [good, [], "ok"],
  [deaf, [], "problem"],
  [deaf, [good], "warning"],
  [{ ...good, invents: true }, [], "problem"],
  [{ ...good, invents: null }, [], "ok"],
  [{ check: "no resolver", reason: "x" }, [], "problem"],
  [{ check: "own servers", result: "intercepted" }, [], "warning"],
  [{ check: "own servers", result: "not asked" }, [], "ok"],
  [journal("no access"), [noLog], "problem"],
  [journal("no access"), [], "ok"],
  [journal("volatile"), [noLog], "warning"],
  [journal("readable"), [noLog], "ok"],
  [{ ...configuration, problem: null }, [], "ok"],
  [{ ...configuration, problem: "no valid JSON" }, [], "problem"],
];

test.each(states)("%j beside %j is %s", (facts, beside, state) => {
  expect(stateOf(facts, [...beside, facts])).toBe(state);
  const { text, wayOut } = doctorWords({ ...facts, state });
  expect(text).not.toContain("undefined");
  if (state !== "ok") expect(wayOut).not.toBeNull();
});

describe("the whole report", () => {
  async function report(): Promise<DoctorReport> {
    const server = await startZoneServer(";! * REFUSED");
    const dns = { resolvers: [server.resolver], authoritative: true, timeoutMilliseconds: 300 };
    const task = {
      dns,
      local: true,
      node: "20.19.0",
      configuration: { path: "~/x.json", keys: ["store"], problem: null },
    };
    return examine(task).finally(() => server.close());
  }

  test("is what its schema says, and holds nothing private", async () => {
    const text = renderDoctor(await report(), "json", { width: 80, color: false, unicode: true });
    const schema = JSON.parse(contractSchemas()["schema/whybounce.doctor.schema.json"] ?? "") as object;
    const validate = new Ajv({ strict: true, allowUnionTypes: true }).compile(schema);
    expect(validate(JSON.parse(text)), JSON.stringify(validate.errors)).toBe(true);
    const addresses = Object.values(networkInterfaces()).flatMap((all) => all ?? []);
    const own = addresses.filter(({ internal }) => !internal).map(({ address }) => address);
    for (const secret of [hostname(), ...own]) expect(text).not.toContain(`"${secret}`);
    if (userInfo().username !== "root") expect(text).not.toContain(userInfo().username);
  });

  test("is the worst of its checks, and lines that fit the page", async () => {
    const found = await report();
    expect(found.state).toBe("problem");
    const text = renderDoctor(found, "table", { width: 80, color: false, unicode: false });
    expect(text).toMatch(/^ok {7}program {8}whybounce /);
    expect(text).toMatch(/^problem {2}resolver {7}127\.0\.0\.1:\d+: it refuses \(REFUSED\)$/m);
    expect(text).toMatch(/\n\d problems?( and \d warnings?)?\.\n$/);
    for (const line of text.split("\n")) expect(line.length).toBeLessThanOrEqual(80);
  });
});
