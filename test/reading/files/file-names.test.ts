// Names of files that are no UTF-8: old archives have them, and mail programs of other days.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execFileSync, spawnSync } from "node:child_process";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { systemPath, textOfName } from "../../../src/reading/files/file-names.ts";
import { program, queueIds, refusalLine } from "../../hostile/program.ts";

test("any bytes are a name, and lead back to it", () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1 }), (bytes) => {
      const name = Buffer.from(bytes);
      expect(Buffer.from(systemPath(textOfName(name)))).toEqual(name);
    }),
    { numRuns: 1_000 },
  );
});

test("a name in UTF-8 is itself", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (name) => {
      const text = Buffer.from(name).toString();
      expect(textOfName(Buffer.from(name))).toBe(text);
      expect(systemPath(text)).toBe(text);
    }),
  );
  expect(textOfName(Buffer.from("h\xe4ufig\xff.log", "latin1"))).toBe("h\udce4ufig\udcff.log");
});

let folder = "";
const latin1 = (path: string) => Buffer.from(join(folder, path), "latin1");
/** Some file systems take UTF-8 only. */
const isTaken = (() => {
  const place = mkdtempSync(join(tmpdir(), "whybounce-names-"));
  try {
    writeFileSync(Buffer.from(join(place, "\xe9"), "latin1"), "");
    return true;
  } catch {
    return false;
  } finally {
    rmSync(place, { recursive: true });
  }
})();

describe.skipIf(!isTaken)("files of such names", () => {
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "whybounce-names-"));
    const [first = "", second = "", third = "", fourth = ""] = queueIds(4);
    mkdirSync(latin1("logs/\xe9t\xe9"), { recursive: true });
    writeFileSync(latin1("logs/\xe9t\xe9/a.log"), refusalLine(first));
    writeFileSync(latin1("logs/b\xff.log"), refusalLine(second));
    writeFileSync(latin1("mail-\xe8.log"), refusalLine(third));
    writeFileSync(latin1("mail-\xe9.log"), refusalLine(fourth));
    for (const part of ["cur", "new", "tmp"]) mkdirSync(join(folder, "Maildir", part), { recursive: true });
    writeFileSync(latin1("Maildir/cur/1.M1P1.mx\xe9:2,"), "Subject: x\n\n");
    const packed = execFileSync("gzip", ["-c"], { input: refusalLine(first) });
    writeFileSync(latin1("packed\xe9.gz"), packed);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  /** Bash hands over the bytes that it finds; quoted, a pattern is the program's to expand. */
  const read = (words: string) => {
    const script = `exec "$0" "$1" --no-dns --no-config -f json ${words}`;
    const given = ["-c", script, process.execPath, program];
    const { status, stdout, stderr } = spawnSync("bash", given, { cwd: folder, encoding: "utf8" });
    const { inputs, totals } = JSON.parse(stdout) as {
      inputs: { path: string; records: number }[];
      totals: { attempts: number };
    };
    return { status, stderr, paths: inputs.map(({ path }) => path).toSorted(), attempts: totals.attempts };
  };
  const good = { status: 0, stderr: "" };

  test.each([
    ["in a directory", "logs", ["logs/\\xe9t\\xe9/a.log", "logs/b\\xff.log"], 2],
    ["by a pattern", "'logs/**/*.log'", ["logs/\\xe9t\\xe9/a.log", "logs/b\\xff.log"], 2],
    ["by a pattern of the shell's", "logs/*/*.log", ["logs/\\xe9t\\xe9/a.log"], 1],
    ["that look the same, each once", "mail-*.log", ["mail-\\xe8.log", "mail-\\xe9.log"], 2],
    ["compressed", "packed*", ["packed\\xe9.gz"], 1],
    ["in a directory of such a name", "logs/*t*", ["logs/\\xe9t\\xe9/a.log"], 1],
  ])("%s", (_name, words, paths, attempts) => {
    expect(read(words)).toEqual({ ...good, paths, attempts });
  });

  test("in a Maildir", () => {
    expect(read("Maildir")).toEqual({ ...good, paths: ["Maildir"], attempts: 0 });
  });

  test("one that is not there is told", () => {
    const { status, stderr } = read("$'logs/none\\xe9.log'");
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: "whybounce: logs/none\uFFFD.log: no such file or directory\n",
    });
  });
});
