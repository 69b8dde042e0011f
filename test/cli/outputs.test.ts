// Several outputs of one run: one reading, and what is wrong with one of them stops no other.

import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { main, type Io } from "../../src/cli/main.ts";

const LOG = "fixtures/postfix/gmail-550-5.7.25-bounced.log";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "whybounce-outputs-"));
});
afterEach(() => {
  chmodSync(folder, 0o755);
  rmSync(folder, { recursive: true });
});

interface Run {
  code: number;
  stdout: string;
  /** Without the name of the folder. */
  stderr: string;
}

/** `@` stands for the folder of the test. */
async function run(
  line: string,
  { stdoutError = null as Error | null, input = "", onError = () => {} } = {},
): Promise<Run> {
  const seen = { code: -1, stdout: "", stderr: "" };
  const stream = (name: "stdout" | "stderr") => ({
    write: async (text: string) => {
      if (name === "stdout" && stdoutError) throw stdoutError;
      if (name === "stderr") onError();
      seen[name] += text;
    },
    isTerminal: false,
    columns: undefined,
  });
  const io: Io = {
    stdout: stream("stdout"),
    stderr: stream("stderr"),
    stdin: async function* () {
      yield Buffer.from(input);
    },
    stdinIsPiped: input !== "",
    env: { LANG: "C.UTF-8" },
    now: () => Date.parse("2026-02-23T10:30:00Z"),
    sleep: async () => {},
  };
  seen.code = await main(line.replaceAll("@", `${folder}/`).split(" "), io);
  return { ...seen, stderr: seen.stderr.replaceAll(`${folder}/`, "@") };
}

const read = (name: string) => readFileSync(join(folder, name), "utf8");

describe("several outputs", () => {
  test("each in the format of its ending, and standard output stays empty", async () => {
    const line = `-o @week.csv -o @week.html -o @week.json -o @events.ndjson --no-dns --timezone UTC ${LOG}`;
    expect(await run(line)).toEqual({ code: 0, stdout: "", stderr: "" });
    expect(read("week.csv")).toMatch(/^week,week_start,/);
    expect(read("week.html")).toMatch(/^<!doctype html>/i);
    expect(JSON.parse(read("week.json"))).toMatchObject({ schema: "whybounce.report/1" });
    expect(read("events.ndjson")).toMatch(/^\{"schema":"whybounce.rejection\/1"/);
  });

  test("standard input is read once for all of them", async () => {
    const input = readFileSync(LOG, "utf8");
    const { code } = await run("- -o @a.csv -o @b.json --no-dns --timezone UTC", { input });
    expect(code).toBe(0);
    const { totals } = JSON.parse(read("b.json")) as { totals: { attempts: number } };
    expect(totals.attempts).toBeGreaterThan(0);
    expect(read("a.csv").trimEnd().split("\r\n").length).toBeGreaterThan(1);
  });

  test("- among them is standard output", async () => {
    const { code, stdout } = await run(`-o @a.csv -o - -f json --no-dns ${LOG}`);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ schema: "whybounce.report/1" });
    expect(read("a.csv")).toMatch(/^week,/);
  });

  test("a reader of standard output that went away stops no file", async () => {
    const stdoutError = Object.assign(new Error("write EPIPE"), { code: "EPIPE" });
    expect((await run(`-o - -o @a.csv --no-dns ${LOG}`, { stdoutError })).code).toBe(0);
    expect(read("a.csv")).toMatch(/^week,/);
  });

  test("--compare is no mistake if one of them shows it", async () => {
    const { stderr } = await run(`--week last --compare -o @a.csv -o @b.html --no-dns ${LOG}`);
    expect(stderr).not.toContain("--compare");
    expect((await run(`--week last --compare -o @a.csv -o @b.prom --no-dns ${LOG}`)).stderr).toContain(
      "--compare shows nothing in csv, prometheus",
    );
  });
});

describe("one that is wrong: one line, the rest is done, exit code 2", () => {
  test.each([
    [
      "an ending that names no format",
      "-o @a.pdf -o @b.csv",
      /^whybounce: --output @a.pdf: its ending names no format; use .* or say --format\n$/,
    ],
    [
      "a directory that is not there",
      "-o @none/a.csv -o @b.csv",
      "whybounce: --output @none/a.csv: there is no directory @none; create it or name another\n",
    ],
    [
      "a directory in its place",
      "-o @folder -o @b.csv",
      "whybounce: --output @folder: is a directory; name a file in it\n",
    ],
    [
      "named twice",
      "-o @b.csv -o @b.csv",
      "whybounce: --output @b.csv: is named twice, and only the first report is written there; give each report a file of its own\n",
    ],
    ["the same by another way", "-o @b.csv -o @folder/../b.csv", /is named twice/],
    ["a link to the other", "-o @b.csv -o @link.html", /@link.html: is named twice/],
    ["standard output twice", "-o @b.csv -o - -o -", /--output -: is named twice/],
    [
      "a name that is empty",
      "-o @b.csv --output=",
      "whybounce: --output is empty; write the name of a file\n",
    ],
    [
      "a file that is read",
      "-o @copy.json -o @b.csv @copy.json",
      "whybounce: --output @copy.json: is one of the files that are read; name another file\n",
    ],
  ])("%s", async (_name, line, message) => {
    mkdirSync(join(folder, "folder"));
    symlinkSync("b.csv", join(folder, "link.html"));
    writeFileSync(join(folder, "copy.json"), readFileSync(LOG));
    for (const quiet of ["", " --quiet"]) {
      const { code, stderr } = await run(`${line}${quiet} --no-dns --timezone UTC ${LOG}`);
      expect(code).toBe(2);
      if (typeof message === "string") expect(stderr).toBe(message);
      else expect(stderr).toMatch(message);
      expect(stderr.split("\n").length).toBe(2);
      expect(read("b.csv")).toMatch(/^week,.*\r\n2/);
      expect(read("copy.json")).toBe(readFileSync(LOG, "utf8"));
    }
  });

  test("an input that is an output under a second name is left alone", async () => {
    writeFileSync(join(folder, "mail.log"), readFileSync(LOG));
    linkSync(join(folder, "mail.log"), join(folder, "hard.json"));
    const { code, stderr } = await run("-o @hard.json -o @b.csv --no-dns @mail.log");
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr:
        "whybounce: --output @hard.json: is one of the files that are read, as @mail.log; name another file\n",
    });
    expect(read("hard.json")).toBe(readFileSync(LOG, "utf8"));
    expect(read("b.csv")).toMatch(/^week,/);
  });

  test("a message of a Maildir", async () => {
    mkdirSync(join(folder, "Maildir/cur"), { recursive: true });
    const message = readFileSync("fixtures/dsn/postfix-550-5.7.25-failed.eml");
    writeFileSync(join(folder, "Maildir/cur/1.eml"), message);
    const { code, stderr } = await run("-o @Maildir/cur/1.eml -o @b.csv --no-dns @Maildir");
    expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringMatching(/is one of the files/) });
    expect(readFileSync(join(folder, "Maildir/cur/1.eml"))).toEqual(message);
    expect(read("b.csv")).toMatch(/^week,/);
  });

  test("all of them: nothing is read", async () => {
    const { code, stderr } = await run(`-o @a.pdf -o @none/b.csv --no-dns ${LOG}`);
    expect(code).toBe(2);
    expect(stderr.split("\n").length).toBe(3);
    expect(readdirSync(folder)).toEqual([]);
  });

  test.each([
    ["the name of a directory", "@new/", /@new\/: ends as a directory's name does; name a file in it/],
    ["a file in the place of its directory", "@plain/a.html", /@plain\/a.html: not a directory; /],
    ["a name that is too long", `@${"a".repeat(250)}.html`, /: name too long; /],
    [
      "a directory that takes no files",
      "/proc/a.html",
      /\/proc\/a.html: \/proc takes no files; name a file in another/,
    ],
  ])("%s is told before anything is read or written", async (_name, path, message) => {
    writeFileSync(join(folder, "plain"), "");
    const seen: string[] = [];
    const { code, stderr } = await run(`-o @b.csv -o ${path} --no-dns --timezone UTC ${LOG}`, {
      onError: () => seen.push(...readdirSync(folder)),
    });
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
    expect(seen).toEqual(["plain"]);
    expect(readdirSync(folder).toSorted()).toEqual(["b.csv", "plain"]);
  });

  test("a disk that fills up stops only what is written there", async () => {
    if (!existsSync("/dev/full")) return;
    const { code, stderr } = await run(`-f csv -o /dev/full -o @b.csv --no-dns ${LOG}`);
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr:
        "whybounce: --output /dev/full: no space left on the device; make room and run again; what was there before is untouched\n",
    });
    expect(read("b.csv")).toMatch(/^week,/);
  });
});
