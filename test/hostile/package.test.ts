// The supply chain: what is installed with the program, where from, and what is published.

import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

interface Locked {
  version: string;
  resolved?: string;
  integrity?: string;
  hasInstallScript?: boolean;
}

const project = fileURLToPath(new URL("../..", import.meta.url));
const read = (name: string) => readFileSync(`${project}/${name}`, "utf8");
const described = JSON.parse(read("package.json")) as Record<"dependencies" | "devDependencies", object>;
const { packages } = JSON.parse(read("package-lock.json")) as { packages: Record<string, Locked> };
const locked = Object.entries(packages).filter(([path]) => path !== "");

describe("each locked package", () => {
  test("comes from whichever registry npm asks, and has its hash", () => {
    for (const [path, { resolved, integrity }] of locked) {
      expect(resolved, path).toBeUndefined();
      expect(integrity, path).toMatch(/^sha512-/);
    }
  });

  test("installs without running anything", () => {
    expect(locked.filter(([, { hasInstallScript }]) => hasInstallScript)).toEqual([]);
  });
});

test("each direct dependency has its reason in CONTRIBUTING.md", () => {
  const reasons = (read("CONTRIBUTING.md").split("## Dependencies")[1] ?? "").replace(/\s+/g, " ");
  for (const name of Object.keys(described.dependencies)) expect(reasons, name).toContain(`\`${name}\` (`);
});

test("the published package holds the program and its pages, and nothing of its making", () => {
  const given = ["pack", "--dry-run", "--json", "--ignore-scripts"];
  const [packed] = JSON.parse(
    execFileSync("npm", given, { cwd: project, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }),
  ) as [{ files: { path: string }[] }];
  const paths = packed.files.map(({ path }) => path);
  expect(paths).toEqual(
    expect.arrayContaining(["bin/whybounce.js", "dist/index.js", "man/whybounce.1", "LICENSE"]),
  );
  expect(paths.filter((path) => /^(?:src|test|fuzz|bench|fixtures|scripts|coverage|\.)/.test(path))).toEqual(
    [],
  );
  // The command is in dist/command; the library has neither of these, and pictures are for the project's page.
  expect(paths.filter((path) => /^(?:dist\/(?:cli|watch)|docs\/images)\//.test(path))).toEqual([]);
  expect(paths).toContain("dist/command/package.json");
});
