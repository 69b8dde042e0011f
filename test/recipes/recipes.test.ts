// The recipes of CONTRIBUTING.md, followed to the letter: the project's sources are copied, a dummy of each kind is added as
// its recipe says, and the program is built and run.

import { execFile, spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { dummies, type Line, type Program } from "./dummies.ts";

const root = join(import.meta.dirname, "../..");
/** All that is needed to build the program and to run it. */
const sources = ["src", "scripts", "bin", "docs", "package.json", "tsconfig.json"];
const contributing = readFileSync(join(root, "CONTRIBUTING.md"), "utf8");

let project = "";
beforeAll(() => {
  project = mkdtempSync(join(tmpdir(), "whybounce-recipes-"));
  for (const name of sources) cpSync(join(root, name), join(project, name), { recursive: true });
  symlinkSync(join(root, "node_modules"), join(project, "node_modules"));
  for (const { file, lines } of dummies) {
    if (file) writeFileSync(join(project, file.path), file.text, { flag: "wx" });
    lines.forEach(add);
  }
  const { stdout, stderr, status } = spawnSync("npm", ["run", "build"], { cwd: project, encoding: "utf8" });
  if (status !== 0) throw new Error(`what the recipes say does not compile:\n${stdout}${stderr}`);
});
afterAll(() => rmSync(project, { recursive: true }));

function add(line: Line): void {
  const path = join(project, line.path);
  const before = readFileSync(path, "utf8");
  expect(before, line.path).toContain(line.list);
  const listed = before.replace(line.list, line.list + line.entry);
  writeFileSync(path, line.import === undefined ? listed : `${line.import}\n${listed}`);
}

const program: Program = async (args, stdin = "") => {
  const running = promisify(execFile)(process.execPath, [join(project, "bin/whybounce.js"), ...args]);
  running.child.stdin?.end(stdin);
  // The exit code says that mail was refused.
  const { stdout } = await running.catch((error: { stdout: string }) => error);
  return stdout;
};

/** From its heading to the next one. */
function textOf(recipe: string): string {
  return contributing.split(/^(?=\*\*|## )/m).find((text) => text.startsWith(`**${recipe}.**`)) ?? "";
}

test.each(dummies)("$recipe", async ({ recipe, file, lines, show }) => {
  const text = textOf(recipe);
  for (const { path } of lines) expect(text).toContain(`\`${path}\``);
  if (file) expect(text).toContain(`\`${file.path.replace("dummy", "NAME")}\``);
  await show(program);
});
