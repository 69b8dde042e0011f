// The command as it is packed: what its files name beside themselves is where they say, and a run loads what it uses.

import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";

const packed = new URL("../../dist/command/", import.meta.url);
const files = readdirSync(packed)
  .filter((name) => name.endsWith(".js"))
  .map((name) => new URL(name, packed));

test("each packed module is told the address of the compiled one", () => {
  const addresses = files.flatMap((file) =>
    [...readFileSync(file, "utf8").matchAll(/new URL\("([^"]+)", require\("url"\)\.pathToFileURL/g)].map(
      ([, address = ""]) => new URL(address, file),
    ),
  );
  expect(addresses.length).toBeGreaterThan(0);
  expect(addresses.filter((address) => !existsSync(address))).toEqual([]);
});

test("what most runs load is inside, and every other dependency stays where npm installs it", () => {
  const outside = files.flatMap((file) =>
    [...readFileSync(file, "utf8").matchAll(/(?:require|import)\("([^".]+)"\)/g)].map(
      ([, name = ""]) => name,
    ),
  );
  const packages = new Set(outside.filter((name) => !isBuiltin(name)));
  expect([...packages].toSorted()).toEqual([
    "@clickhouse/client",
    "csv-stringify/sync",
    "fast-glob",
    "nodemailer/lib/mail-composer",
    "nodemailer/lib/smtp-connection",
  ]);
});

// ---------------------------------------------------------------- what a run loads

const folder = mkdtempSync(join(tmpdir(), "whybounce-bundle-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const recorder = join(folder, "recorder.cjs");
writeFileSync(
  recorder,
  `process.on("exit", () => {
  const builtins = process.moduleLoadList.filter((name) => /^NativeModule (?!internal)/.test(name));
  const names = [...Object.keys(require.cache).map((file) => require("path").basename(file)), ...builtins];
  require("fs").writeFileSync(${JSON.stringify(join(folder, "loaded"))}, names.join("\\n"));
});`,
);

function loadedBy(...words: string[]): string[] {
  const program = ["--require", recorder, "bin/whybounce.js", ...words];
  execFileSync(process.execPath, program, { stdio: ["ignore", "ignore", "pipe"], encoding: "utf8" });
  return readFileSync(join(folder, "loaded"), "utf8").split("\n");
}

const UNUSED = ["dns.js", "check-all.js", "machine.js", "store.js", "page.js"];

test.each([
  { words: ["--version"], unused: ["command.js", "base.js", "NativeModule crypto"] },
  { words: ["--help"], unused: ["reading.js", "count.js", "NativeModule child_process", ...UNUSED] },
  {
    words: ["--no-dns", "--json", "fixtures/demo/mail.log"],
    unused: ["NativeModule child_process", "NativeModule dgram", "NativeModule worker_threads", ...UNUSED],
  },
  {
    words: ["check", "203.0.113.25", "--json", "--no-local", "--resolver", "127.0.0.1:9"],
    unused: ["reading.js", "count.js", "page.js", "machine.js", "NativeModule zlib"],
  },
])("$words loads nothing that it does not use", ({ words, unused }) => {
  const isThere = (name: string) => !name.endsWith(".js") || existsSync(new URL(name, packed));
  expect(unused.filter((name) => !isThere(name))).toEqual([]);
  const loaded = loadedBy(...words);
  expect(loaded).toContain("start.js");
  expect(unused.filter((name) => loaded.includes(name))).toEqual([]);
});

test("what is made of a late module is made of that, and not of the function that loads it", () => {
  const made = files.flatMap((file) => [...readFileSync(file, "utf8").matchAll(/\bnew \(?node_\w+\(\).*/g)]);
  expect(made.length).toBeGreaterThan(1);
  expect(made.map(([text]) => text).filter((text) => !/^new \(node_\w+\(\)\)\.\w+/.test(text))).toEqual([]);
});

test("threads start from the packed files, and find the same", () => {
  const log = join(folder, "long.log");
  const mail = join(folder, "long.mbox");
  writeFileSync(log, readFileSync("fixtures/demo/mail.log", "utf8").repeat(2));
  writeFileSync(mail, readFileSync("fixtures/demo/bounces.mbox", "utf8").repeat(4));
  const [alone, helped] = ["0", "2"].map((threads) =>
    execFileSync(process.execPath, ["bin/whybounce.js", "--no-dns", "-f", "csv", log, mail], {
      encoding: "utf8",
      env: { ...process.env, WHYBOUNCE_THREADS: threads },
    }),
  );
  expect(alone?.split("\n").length).toBeGreaterThan(3);
  expect(helped).toBe(alone);
});
