// The Debian packages that `npm run package` built, and what tests do with them.

import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { built, type Ended, type System } from "./system.ts";

export const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };
export const binary = built(/^whybounce_.*\.deb$/);
export const forNode = built(/^whybounce-node_.*_all\.deb$/);
export const CONFIGURATION = "/etc/whybounce/config.json";

/** Fails with what the program said. */
export async function done(ended: Promise<Ended>): Promise<string> {
  const { code, stdout, stderr } = await ended;
  expect(code, `${stdout}\n${stderr}`).toBe(0);
  return stdout;
}

export async function install(system: System, file: string): Promise<string> {
  system.copy(file, "/tmp/package.deb");
  return done(
    system.run(
      "apt-get install -y -qq --no-install-recommends --allow-downgrades -o Dpkg::Options::=--force-confold /tmp/package.deb",
    ),
  );
}

/** The package as an older version had it: without completions, and with another default configuration. */
export function olderThan(file: string): string {
  const folder = mkdtempSync(join(process.env["WHYBOUNCE_INSTALLED_FOLDER"] ?? "/tmp", "older-"));
  const tree = join(folder, "tree");
  const older = join(folder, "older.deb");
  execFileSync("dpkg-deb", ["--raw-extract", file, tree]);
  const control = readFileSync(join(tree, "DEBIAN/control"), "utf8");
  writeFileSync(
    join(tree, "DEBIAN/control"),
    control.replaceAll(`${version}\n`, "0.0.1\n").replaceAll(`(= ${version})`, "(= 0.0.1)"),
  );
  writeFileSync(join(tree, CONFIGURATION), "{}\n");
  execFileSync("rm", ["-r", join(tree, "usr/share/fish")]);
  execFileSync("dpkg-deb", ["--root-owner-group", "-Zzstd", "-z1", "--build", tree, older], {
    stdio: "ignore",
  });
  return older;
}
