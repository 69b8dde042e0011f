// Standard input that nobody writes to or closes, as a remote shell or a supervisor may hand over.

import { spawn } from "node:child_process";
import { expect, test } from "vitest";
import { program } from "./program.ts";

test("a silent pipe is told of, and the first Ctrl-C ends the reading with a report", async () => {
  const child = spawn(process.execPath, [program, "--no-dns", "--no-config", "--week", "last"]);
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk) => (stdout += chunk));
  child.stderr.on("data", (chunk) => (stderr += chunk));
  child.stderr.once("data", () => child.kill("SIGINT"));
  const code = await new Promise((resolve) => child.on("close", resolve));
  child.stdin.destroy();
  expect(code).toBe(130);
  expect(stderr).toBe(
    "whybounce: reading standard input; name a path to read a file instead\n" +
      "whybounce: interrupted: the report covers only what was read until then\n",
  );
  expect(stdout).toContain("interrupted");
});
