// What somebody sees whose Node.js is too old. The version is the one thing that is faked: no test has an old Node.js.

import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { program } from "../hostile/program.ts";

const runOn = (version: string) => {
  const versions = `{ value: { ...process.versions, node: ${JSON.stringify(version)} } }`;
  const preload = `data:text/javascript,Object.defineProperty(process, "versions", ${versions})`;
  const run = spawnSync(process.execPath, ["--import", preload, program, "--version"], { encoding: "utf8" });
  return { code: run.status, stdout: run.stdout, stderr: run.stderr };
};
const manifest = JSON.parse(readFileSync("package.json", "utf8")) as {
  version: string;
  engines: { node: string };
};

test.each(["18.20.8", "20.18.3", "12.22.12"])("Node.js %s is refused in one sentence", (version) => {
  const minimum = manifest.engines.node.replace(">=", "");
  const stderr = `whybounce needs Node.js ${minimum} or newer; this is ${version}\n`;
  expect(runOn(version)).toEqual({ code: 2, stdout: "", stderr });
});

test.each(["20.19.0", "22.0.0", "30.1.0"])("Node.js %s runs the program", (version) => {
  expect(runOn(version)).toEqual({ code: 0, stdout: `${manifest.version}\n`, stderr: "" });
});

test("the file is read by versions that know no modules, too", () => {
  const text = readFileSync(program, "utf8");
  const { status, stderr } = spawnSync(process.execPath, ["--input-type=commonjs", "--check", "-"], {
    input: text,
    encoding: "utf8",
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
});
