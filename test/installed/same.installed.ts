// The program as one file, and as a binary, says what the program says that npm installs: on all documented command lines.
// And two builds of the same sources are the same.

import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startZoneServer, type ZoneServer } from "../support/zone-server.js";
import { built, runProgram } from "./system.ts";

const TRANSCRIPTS = "fixtures/command-lines";
const folder = mkdtempSync(join(process.env["WHYBOUNCE_INSTALLED_FOLDER"] ?? "/tmp", "same-"));
/** The Monday after the week of the demo: every program's clock stands still there. */
const clock = join(folder, "clock.cjs");
writeFileSync(
  clock,
  `const now = Date.parse("2026-02-23T06:15:00Z");
globalThis.Date = class extends Date {
  constructor(...words) { super(...(words.length > 0 ? words : [now])); }
  static now() { return now; }
};`,
);

const programs = {
  "the one file": [process.execPath, resolve(built(/\.cjs$/))],
  "the binary": [join(folder, "binary/usr/bin/whybounce")],
};
const npms = [process.execPath, resolve("bin/whybounce.js")];

let server: ZoneServer;
beforeAll(async () => {
  execFileSync("dpkg-deb", ["--extract", built(/^whybounce_.*\.deb$/), join(folder, "binary")]);
  server = await startZoneServer(readFileSync("fixtures/demo/zone.txt", "utf8"));
});
afterAll(() => server.close());

interface Line {
  words: string[];
  input: string | null;
}

/** `$ whybounce - --timezone UTC < fixtures/demo/bounces.mbox`: the first line of a transcript. */
function lineOf(name: string): Line {
  const [first = ""] = readFileSync(join(TRANSCRIPTS, name), "utf8").split("\n", 1);
  const [command = "", input = null] = first.replace("$ whybounce ", "").split(" < ");
  return { words: command.split(" "), input };
}

async function outcome([program = "", ...given]: string[], { words, input }: Line) {
  const place = mkdtempSync(join(folder, "run-"));
  const line = words.map((word, index) => {
    if (words[index - 1] === "-o") return join(place, word);
    return word.replace("RESOLVER", server.resolver);
  });
  const env = { PATH: process.env["PATH"], LANG: "C.UTF-8", NODE_OPTIONS: `--require=${clock}` };
  const ended = await runProgram(program, [...given, ...line], {
    env,
    input: input === null ? "" : readFileSync(input),
  });
  const files = readdirSync(place).map((name) => [name, readFileSync(join(place, name), "utf8")]);
  return JSON.stringify({ ...ended, files }).replaceAll(place, "PLACE");
}

// `--wait` would wait for hours.
const names = readdirSync(TRANSCRIPTS).filter((name) => !lineOf(name).words.includes("--wait"));

/** What npm's program says, once for all others. */
const references = new Map<string, Promise<string>>();
function referenceOf(name: string): Promise<string> {
  const known = references.get(name) ?? outcome(npms, lineOf(name));
  references.set(name, known);
  return known;
}

describe.each(Object.entries(programs))("%s", (_, program) => {
  test.concurrent.each(names)("%s", async (name) => {
    const line = lineOf(name);
    const [own, reference] = [await outcome(program, line), await referenceOf(name)];
    expect(own).toBe(reference);
    expect(own.length).toBeGreaterThan(60);
  });
});

test("the binary compiles nothing anew that most runs call", async () => {
  const observer = join(folder, "observer.cjs");
  writeFileSync(
    observer,
    `const vm = require("node:vm");
const Plain = vm.Script;
vm.Script = class extends Plain {
  constructor(code, options) {
    super(code, options);
    process._rawDebug("part " + options.filename + " " + this.cachedDataRejected);
  }
};`,
  );
  const env = { PATH: process.env["PATH"], NODE_OPTIONS: `--require=${observer}` };
  const { stderr } = await runProgram(
    programs["the binary"][0] ?? "",
    ["--no-dns", "fixtures/demo/mail.log"],
    { env },
  );
  const parts = [...stderr.matchAll(/^part (\S+) (\S+)$/gm)];
  expect(parts.length).toBeGreaterThan(5);
  expect(parts.filter(([, , isRejected]) => isRejected !== "false").map(([part]) => part)).toEqual([]);
});

/** Sources and dependencies only, as after `git clone` and `npm ci`. */
function cleanClone(copy: string): void {
  mkdirSync(copy, { recursive: true });
  for (const name of readdirSync("."))
    if (!["node_modules", "dist", "packages", ".git", "coverage"].includes(name))
      cpSync(name, join(copy, name), { recursive: true });
  // Links to the same files, where the file system has both.
  const isLinked = spawnSync("cp", ["-al", "node_modules", copy], { stdio: "ignore" }).status === 0;
  if (!isLinked) execFileSync("cp", ["-a", "--reflink=auto", "node_modules", copy]);
}

test("two builds of clean clones, in other places and with another umask, are the same to the byte", () => {
  const places = [
    { umask: 0o022, place: "one" },
    { umask: 0o077, place: "another/place/deeper" },
  ];
  const sums = places.map(({ umask, place }) => {
    const copy = join(folder, place, "project");
    cleanClone(copy);
    const before = process.umask(umask);
    const env = { ...process.env, SOURCE_DATE_EPOCH: "1767225600" };
    for (const words of [
      ["node_modules/typescript/bin/tsc"],
      ["scripts/bundle.js"],
      ["scripts/package/build.js", "--without-binary"],
    ])
      execFileSync(process.execPath, words, { cwd: copy, env, stdio: ["ignore", "ignore", "inherit"] });
    process.umask(before);
    return readFileSync(join(copy, "packages/SHA256SUMS"), "utf8");
  });
  expect(sums[0]?.split("\n").length).toBeGreaterThan(5);
  expect(sums[1]).toBe(sums[0]);
});

test("the checksums are those of the files", () => {
  const lines = readFileSync("packages/SHA256SUMS", "utf8").trimEnd().split("\n");
  const listed = lines.map((line) => line.split("  ") as [string, string]);
  expect(listed.map(([, name]) => name)).toEqual(
    readdirSync("packages")
      .filter((name) => name !== "SHA256SUMS")
      .toSorted(),
  );
  for (const [sum, name] of listed)
    expect(
      createHash("sha256")
        .update(readFileSync(join("packages", name)))
        .digest("hex"),
      name,
    ).toBe(sum);
});

test("the bill of materials and the licenses name the same packages, Node.js among them", () => {
  const { components } = JSON.parse(readFileSync(built(/\.cdx\.json$/), "utf8")) as {
    components: { group?: string; name: string; version: string; purl: string }[];
  };
  const [list = ""] = readFileSync("packages/THIRD-PARTY.txt", "utf8").split("=====", 1);
  const licensed = [...list.matchAll(/^ {2}(\S+) (\S+) \(.+\)$/gm)];
  const parts = components.map(
    ({ group, name, version }) => `${group === undefined ? "" : `${group}/`}${name} ${version}`,
  );
  expect(parts).toEqual(licensed.map(([, name, version]) => `${name} ${version}`));
  expect(parts).toContain(`node ${process.versions.node}`);
  expect(parts.filter((name) => name.startsWith("commander "))).toHaveLength(1);
});

test("the archives unpack into one folder that runs where it is", async () => {
  for (const file of [built(/^whybounce-[\d.]+\.tar\.gz$/), built(/-linux-.*\.tar\.gz$/)]) {
    const place = mkdtempSync(join(folder, "archive-"));
    execFileSync("tar", ["-xzf", file, "-C", place]);
    const [name = ""] = readdirSync(place);
    const program = join(place, name, "bin/whybounce");
    expect(statSync(program).mode & 0o777).toBe(0o755);
    const { stdout } = await runProgram(program, ["explain", "ptr_nxdomain"], { env: process.env });
    expect(stdout).toMatch(/^No PTR record/);
  }
});
