// Runs as root and as a user: the advice is taken from the modes, which everybody may look at.

import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { adviceOnDenied } from "../../src/base/denied.ts";

let folder = "";
let file = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "whybounce-denied-"));
  file = join(folder, "mail.log");
  writeFileSync(file, "x");
  writeFileSync(join(folder, "group"), `root:x:0:\nadm:x:${groupOf(file)}:syslog\n`);
});
afterEach(() => rmSync(folder, { recursive: true }));

const denied = Object.assign(new Error("denied"), { code: "EACCES" });
const advice = (path: string) => adviceOnDenied(path, denied, join(folder, "group"));

/** Root's files get another group: nobody is told to join root's. */
function groupOf(path: string): number {
  const { gid } = statSync(path);
  if (gid !== 0) return gid;
  chownSync(path, 0, 4);
  return 4;
}

test("the group that may read the file is named, and how to join it", async () => {
  chmodSync(file, 0o640);
  expect(await advice(file)).toMatch(
    /^; the group adm may read it: run whybounce with sudo, or join the group \(sudo usermod -aG adm [\w$.-]+\) and log in again$/,
  );
});

test("a group without a name in the file has its number", async () => {
  chmodSync(file, 0o640);
  writeFileSync(join(folder, "group"), "root:x:0:\nbad name;rm:x:4:\n");
  expect(await advice(file)).toContain(`the group #${groupOf(file)} may read it`);
});

test.each([
  [0o600, "; its group may not read it: run whybounce with sudo"],
  [
    0o644,
    "; its mode allows reading, so a security module or an access list forbids it: run whybounce with sudo",
  ],
])("mode %o", async (mode, want) => {
  chmodSync(file, mode);
  expect(await advice(file)).toBe(want);
});

test("a directory on the way that lets nobody through is named", async () => {
  const inner = join(folder, "exim4");
  mkdirSync(inner);
  groupOf(inner);
  chmodSync(inner, 0o750);
  // What is below cannot be looked at, as if it were not there.
  expect(await advice(join(inner, "mainlog"))).toContain(`the group adm may read ${inner}: run`);
});

test("another failure has no such advice", async () => {
  expect(await adviceOnDenied(file, Object.assign(new Error("gone"), { code: "ENOENT" }))).toBe("");
});
