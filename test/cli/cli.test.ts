import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { main, type Io, type Pipeline } from "../../src/cli/main.ts";
import { UserError } from "../../src/base/errors.ts";
import { explain, type AnalyzeOptions, type CheckOptions, type Results } from "../../src/index.ts";
import { topicIds } from "../../src/model/explained.ts";
import {
  checkResults,
  everythingRepaired,
  HOSTILE,
  nothingFound,
  resultsWithoutDns,
  sampleResults,
  withReport,
} from "../report/sample.ts";

interface Run {
  code: number;
  stdout: string;
  stderr: string;
  /** What the pipeline was called with. */
  options: AnalyzeOptions | CheckOptions | undefined;
  stdin: string | null;
}

interface Setting {
  results?: Results;
  /** Bytes on standard input; undefined when it is a terminal. */
  input?: string;
  terminal?: boolean;
  columns?: number;
  env?: Io["env"];
  stdoutError?: NodeJS.ErrnoException;
  during?: (options: AnalyzeOptions | CheckOptions) => void;
}

async function run(line: string, setting: Setting = {}): Promise<Run> {
  const seen: Run = { code: -1, stdout: "", stderr: "", options: undefined, stdin: null };
  const results = setting.results ?? { ...sampleResults, inputFailed: false };
  const pipeline: Pipeline = {
    analyze: async ({ stdin = null, ...options }) => {
      seen.options = options;
      setting.during?.(options);
      seen.stdin = stdin === null ? null : await readAll(stdin);
      return results;
    },
    check: async (targets, settings) => {
      const options = { ...settings, targets };
      seen.options = options;
      setting.during?.(options);
      return results;
    },
  };
  seen.code = await main(line.split(" "), testIo(seen, setting), async () => pipeline);
  return seen;
}

function testIo(seen: Run, setting: Setting): Io {
  let clock = Date.parse("2026-02-23T10:30:00Z");
  const isTerminal = setting.terminal ?? false;
  const { columns } = setting;
  return {
    stdout: { write: async (text) => writeOut(seen, text, setting), isTerminal, columns },
    stderr: { write: async (text) => void (seen.stderr += text), isTerminal, columns },
    stdin: async function* () {
      if (setting.input) yield* setting.input.split(/(?<=\n)/).map((line) => Buffer.from(line));
    },
    stdinIsPiped: setting.input !== undefined,
    env: { LANG: "C.UTF-8", ...setting.env },
    now: () => clock,
    sleep: async (milliseconds) => void (clock += milliseconds),
  };
}

function writeOut(seen: Run, text: string, setting: Setting): void {
  if (setting.stdoutError) throw setting.stdoutError;
  seen.stdout += text;
}

async function readAll(stream: AsyncIterable<Uint8Array>): Promise<string> {
  let text = "";
  for await (const chunk of stream) text += Buffer.from(chunk).toString();
  return text;
}

describe("what the pipeline is asked", () => {
  test("paths, period, zone and DNS of the command line", async () => {
    const { options } = await run("--week 2026-W08 --timezone UTC --no-dns a.log b.log");
    expect(options).toMatchObject({
      paths: ["a.log", "b.log"],
      period: { from: Date.parse("2026-02-16"), to: Date.parse("2026-02-23") },
      timezone: "UTC",
      dns: null,
      keepEvents: false,
    });
  });

  test("events are kept for ndjson only", async () => {
    expect((await run("--format ndjson a.log")).options).toMatchObject({ keepEvents: true });
  });

  test.each([
    ["piped, no path", "--quiet", "one\ntwo\n", "one\ntwo\n"],
    ["piped, but empty: cron", "--quiet", "", null],
    ["piped, a path", "a.log", "one\n", null],
    ["piped, a path and -", "a.log -", "one\n", "one\n"],
    ["- and empty", "-", "", ""],
    ["a terminal", "--quiet", undefined, null],
  ])("standard input: %s", async (_name, line, input, want) => {
    expect((await run(line, input === undefined ? {} : { input })).stdin).toBe(want);
  });
});

describe("what was asked for and will not be seen", () => {
  test.each(["csv", "recipients", "ndjson", "prometheus"])("--compare was ignored by %s", async (format) => {
    const { stderr, code, options } = await run(`--week last --compare -f ${format} a.log`);
    const others = "table, json, html, markdown, mail";
    expect(stderr).toBe(
      `whybounce: --compare shows nothing in ${format}; leave it out, or choose one of ${others}\n`,
    );
    expect({ code, options }).toMatchObject({ code: 0, options: { compare: false } });
    expect((await run(`--week last --compare --quiet -f ${format} a.log`)).stderr).toBe("");
  });

  test("--compare is shown by the others", async () => {
    expect(await run("--week last --compare -f json a.log")).toMatchObject({
      stderr: "",
      options: { compare: true },
    });
  });

  test("the ending of --output names another format than --format", async () => {
    const folder = mkdtempSync(join(tmpdir(), "whybounce-ending-"));
    const file = join(folder, "x.csv");
    expect((await run(`-o ${file} -f html a.log`)).stderr).toBe(
      `whybounce: ${file}: written as html, as --format says\n`,
    );
    expect((await run(`-o ${join(folder, "x.txt")} -f recipients a.log`)).stderr).toBe("");
    expect((await run(`-o ${file} -f csv a.log`)).stderr).toBe("");
    rmSync(folder, { recursive: true });
  });
});

describe("exit codes", () => {
  const failed = { ...sampleResults, inputFailed: true };
  test.each([
    ["a.log", sampleResults, 2],
    ["a.log", { ...sampleResults, inputFailed: false }, 0],
    ["--exit-code a.log", { ...sampleResults, inputFailed: false }, 1],
    ["--exit-code a.log", failed, 2],
    ["--exit-code a.log", everythingRepaired, 0],
    ["--exit-code a.log", nothingFound, 0],
    ["--exit-code a.log", resultsWithoutDns, 2],
    ["a.log", resultsWithoutDns, 0],
    ["check 203.0.113.5", checkResults, 0],
    ["check --exit-code 203.0.113.5", checkResults, 1],
  ])("%s", async (line, results, code) => {
    expect((await run(line, { results })).code).toBe(code);
  });

  test("a temporary failure still stands, a remark does not", async () => {
    const [sender] = everythingRepaired.report.sendingIps;
    if (!sender?.cause) throw new Error("the sample has a cause");
    const withClass = (name: "temp" | "warn") =>
      withReport({ sendingIps: [{ ...sender, cause: { id: "ok", title: "x", summary: "x", class: name } }] });
    expect((await run("--exit-code a.log", { results: withClass("temp") })).code).toBe(1);
    expect((await run("--exit-code a.log", { results: withClass("warn") })).code).toBe(0);
  });

  test("silent name servers leave it unknown, unless the log tells of a refusal", async () => {
    const [sender] = everythingRepaired.report.sendingIps;
    const cause = { id: "reverse_timeout", title: "x", summary: "x", class: "temp", unproven: true } as const;
    const code = async (...attempts: number[]) => {
      const sendingIps = attempts.map((amount) => ({ ...sender!, cause, attempts: amount }));
      return (await run("--exit-code a.log", { results: withReport({ sendingIps }) })).code;
    };
    expect(await code(0)).toBe(2);
    expect(await code(3)).toBe(1);
    expect(await code(0, 3)).toBe(1);
  });

  test("wrong usage is one sentence on standard error", async () => {
    const { code, stdout, stderr } = await run("--formt json");
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toBe(
      "whybounce: unknown option '--formt' (Did you mean --format?); see whybounce --help\n",
    );
  });

  test.each([
    [
      "help bogus",
      "help bogus: there is no such command; write one of check, audit, probe, watch, explain, store, doctor, completion",
    ],
    ["check --no-dns 203.0.113.5", "unknown option '--no-dns'; see whybounce check --help"],
    [
      "check -f recipients 203.0.113.5",
      "--format recipients is invalid; write one of table, json, ndjson, csv, zone, html, markdown, prometheus, nagios, mail; see whybounce check --help",
    ],
    ["store push --bogus", "unknown option '--bogus'; see whybounce store --help"],
    ["-f cvs check 203.0.113.5", /; see whybounce --help\n$/],
  ])("a mistake pointed to the help of another command: %s", async (line, message) => {
    const { code, stderr } = await run(line);
    expect(code).toBe(2);
    if (typeof message === "string") expect(stderr).toBe(`whybounce: ${message}\n`);
    else expect(stderr).toMatch(message);
  });

  test.each([
    ["check -q 203.0.113.5", "unknown option '-q' (did you mean --quiet?); see whybounce check --help"],
    ["-q a.log", "unknown option '-q' (did you mean --quiet?); see whybounce --help"],
    ["-v", "unknown option '-v' (did you mean whybounce --version?); see whybounce --help"],
    [
      "check --version",
      "unknown option '--version' (did you mean whybounce --version?); see whybounce check --help",
    ],
    ["-s 7d a.log", "unknown option '-s' (did you mean --since?); see whybounce --help"],
    // It has no such option.
    ["check -s 203.0.113.5", "unknown option '-s'; see whybounce check --help"],
    ["explain -q", "unknown option '-q'; see whybounce explain --help"],
  ])("an option of other programs: %s", async (line, message) => {
    expect(await run(line)).toMatchObject({ code: 2, stderr: `whybounce: ${message}\n` });
  });

  test.each([
    [
      "wacth --once",
      "unknown option '--once' (Did you mean --since? Or whybounce watch?); see whybounce --help",
    ],
    ["chekc --wait 2h", "unknown option '--wait' (did you mean whybounce check?); see whybounce --help"],
  ])("an option of a mistyped command is not the mistake: %s", async (line, message) => {
    expect(await run(line)).toMatchObject({ code: 2, stderr: `whybounce: ${message}\n` });
  });

  test.each(topicIds)("an id alone was taken for a path: %s", async (id) => {
    const { code, stdout } = await run(id);
    expect({ code, stdout }).toEqual({ code: 0, stdout: await explain(id) });
  });

  test.each([
    ["550-5.7.25", "550-5.7.25: no PTR record"],
    ["550 5.7.25", "550-5.7.25: no PTR record"],
    ["550-5.7.25 [203.0.113.5] The IP address sending this", "550-5.7.25: no PTR record"],
    ["4.7.23", "421-4.7.23, 451-4.7.23: no PTR record"],
    ["ptr_nxdomain", "No PTR record (ptr_nxdomain)"],
    ["spf_none", "No SPF record (spf_none)"],
    ["SPF-NONE", "No SPF record (spf_none)"],
    ["rfc2317", "The reverse name is an alias, which is right (rfc2317)"],
  ])("a bare code or cause was taken for a path: %s", async (line, title) => {
    const { code, stdout, stderr, options } = await run(line);
    expect({ code, stderr, options }).toEqual({ code: 0, stderr: "", options: undefined });
    expect(stdout.startsWith(title)).toBe(true);
  });

  test.each(["550-5.7.25 --no-dns", "mail_log", "4.7.99", "mail.log", "5_a"])(
    "a path is no topic: %s",
    async (line) => {
      expect((await run(line)).options).toMatchObject({ paths: [line.split(" ")[0]] });
    },
  );

  test("-V prints the version, as --version does", async () => {
    const { stdout } = await run("--version");
    expect(await run("-V")).toMatchObject({ code: 0, stdout, stderr: "" });
    expect(await run("-V a.log")).toMatchObject({ code: 0, stdout, stderr: "" });
  });

  test("the help names the operands of the commands as their usage does", async () => {
    const { stdout } = await run("--help");
    for (const usage of [
      "check [options] [target...]",
      "explain [code|cause]",
      "store init|push [options] [path...]",
    ])
      expect(stdout.split(`  ${usage}`).length + stdout.split(`whybounce ${usage}`).length).toBe(4);
  });

  test("a mistake found later is one sentence too, and a bug shows its stack", async () => {
    const mistake = await run("a.log", {
      during: () => {
        throw new UserError("no such file: a\u001b.log");
      },
    });
    expect(mistake).toMatchObject({ code: 2, stderr: "whybounce: no such file: a\\x1b.log\n" });
    const bug = await run("a.log", {
      during: () => {
        throw new TypeError("oops");
      },
    });
    expect(bug.code).toBe(2);
    expect(bug.stderr).toMatch(
      /^whybounce: this is a bug in whybounce, please report it:\nTypeError: oops\n +at /,
    );
  });

  test("a reader that went away is no failure", async () => {
    const stdoutError = Object.assign(new Error("write EPIPE"), { code: "EPIPE" });
    expect(await run("a.log", { stdoutError })).toMatchObject({ code: 0, stderr: "" });
    expect(await run("--help", { stdoutError })).toMatchObject({ code: 0, stderr: "" });
  });

  test("a full disk behind standard output is no bug", async () => {
    const stdoutError = Object.assign(new Error("write ENOSPC"), { code: "ENOSPC" });
    const stderr = "whybounce: standard output: no space left on the device; make room and run again\n";
    expect(await run("a.log", { stdoutError })).toMatchObject({ code: 2, stderr });
    expect(await run("--help", { stdoutError })).toMatchObject({ code: 2, stderr });
  });
});

describe("standard error", () => {
  const warns = (options: AnalyzeOptions | CheckOptions) => options.onWarning?.(`a.log: ${HOSTILE}`);

  test("warnings carry the name of the program and no control bytes", async () => {
    const { stderr } = await run("a.log", { during: warns });
    expect(stderr).toMatch(/^whybounce: a\.log: =HYPERLINK.*\n$/);
    expect(stderr).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}]/u);
  });

  test("--quiet keeps them away", async () => {
    expect((await run("--quiet a.log", { during: warns })).stderr).toBe("");
  });

  test("a status line on a terminal only, and gone at the end", async () => {
    const shows = (options: AnalyzeOptions | CheckOptions) => options.onProgress?.("reading a.log, 40 %");
    expect((await run("a.log", { during: shows })).stderr).toBe("");
    expect((await run("--no-progress a.log", { during: shows, terminal: true })).stderr).toBe("");
    expect((await run("a.log", { during: shows, terminal: true })).stderr).toBe(
      "\r\u001b[Kreading a.log, 40 %\r\u001b[K",
    );
  });
});

describe("the target", () => {
  const ESCAPE = "\u001b[";
  test.each([
    ["a pipe", "a.log", {}, false],
    ["a terminal", "a.log", { terminal: true }, true],
    ["a terminal, NO_COLOR", "a.log", { terminal: true, env: { NO_COLOR: "1" } }, false],
    ["a terminal, NO_COLOR empty", "a.log", { terminal: true, env: { NO_COLOR: "" } }, true],
    ["a dumb terminal", "a.log", { terminal: true, env: { TERM: "dumb" } }, false],
    ["a terminal, --no-color", "--no-color a.log", { terminal: true }, false],
    ["a pipe, --color", "--color a.log", {}, true],
  ])("colours on %s", async (_name, line, setting, colours) => {
    expect((await run(line, setting)).stdout.includes(ESCAPE)).toBe(colours);
  });

  test("the width is the terminal's, 80 columns in a pipe", async () => {
    const widest = (text: string) =>
      Math.max(
        ...text
          .split("\n")
          .filter((line) => /^[─-]+$/.test(line))
          .map((line) => line.length),
      );
    expect(widest((await run("a.log", { columns: 120 })).stdout)).toBe(80);
    expect(widest((await run("--no-color a.log", { columns: 90, terminal: true })).stdout)).toBe(90);
  });

  test("ASCII where the locale is not UTF-8", async () => {
    expect((await run("a.log", { env: { LANG: "C" } })).stdout).toMatch(/^[\n\x20-\x7e]*$/);
    expect((await run("a.log", { env: { LC_ALL: "POSIX" } })).stdout).toMatch(/^[\n\x20-\x7e]*$/);
  });
});

test("--mail-to and --mail-from stand in the header of the mail", async () => {
  const { code, stdout } = await run("-f mail --mail-to a@example.com --mail-from b@example.com a.log");
  expect(code).toBe(0);
  expect(stdout).toMatch(/^To: a@example\.com$/m);
  expect(stdout).toMatch(/^From: b@example\.com$/m);
});

describe("--output", () => {
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "whybounce-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  test("writes the file and nothing to standard output", async () => {
    const { code, stdout } = await run(`-o ${folder}/week.csv a.log`);
    expect({ code, stdout }).toEqual({ code: 0, stdout: "" });
    expect(readFileSync(join(folder, "week.csv"), "utf8")).toMatch(/^week,week_start,.*\r\n2026-W07,/);
    expect(readdirSync(folder)).toEqual(["week.csv"]);
  });

  test("keeps permissions and follows a link", async () => {
    const target = join(folder, "real.json");
    writeFileSync(target, "old");
    chmodSync(target, 0o640);
    symlinkSync(target, join(folder, "link.json"));
    await run(`-o ${folder}/link.json a.log`);
    expect(JSON.parse(readFileSync(target, "utf8"))).toMatchObject({ schema: "whybounce.report/1" });
    expect(statSync(target).mode & 0o777).toBe(0o640);
  });

  test("leaves the old file alone when the report cannot be finished", async () => {
    const target = join(folder, "events.ndjson");
    writeFileSync(target, "old");
    const circular = { ...sampleResults, events: [...sampleResults.events, 1n as never] };
    expect((await run(`-o ${target} a.log`, { results: circular })).code).toBe(2);
    expect(readFileSync(target, "utf8")).toBe("old");
    expect(readdirSync(folder)).toEqual(["events.ndjson"]);
  });

  test("a device is written to, not replaced", async () => {
    expect((await run("-f json -o /dev/null a.log")).code).toBe(0);
    expect(statSync("/dev/null").isCharacterDevice()).toBe(true);
  });

  test.each([
    ["/missing/week.csv", "there is no directory FOLDER/missing; create it or name another"],
    ["", "is a directory; name a file in it"],
  ])("a bad place is found out before the work: %s", async (place, reason) => {
    const { code, stderr, options } = await run(`-f csv -o ${folder}${place} a.log`);
    expect({ code, options }).toEqual({ code: 2, options: undefined });
    expect(stderr.replaceAll(folder, "FOLDER")).toBe(`whybounce: --output FOLDER${place}: ${reason}\n`);
  });
});

describe("check", () => {
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "whybounce-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  test("addresses of the command line, a file and standard input, each once", async () => {
    const list = join(folder, "list.txt");
    writeFileSync(list, "203.0.113.6\n203.0.113.5 # mx1\n");
    const { code, options } = await run(`check -i ${list} 203.0.113.5 -`, {
      input: "203.0.113.7\r\n203.0.113.6",
    });
    expect(options).toMatchObject({ targets: ["203.0.113.5", "203.0.113.6", "203.0.113.7"], problems: [] });
    expect(code).toBe(0);
  });

  test("a bad line is named and the rest is checked", async () => {
    const results = { ...checkResults, inputFailed: true };
    const { code, options, stderr } = await run("check -", { results, input: "203.0.113.5\nmx\u001b1\n" });
    expect(options).toMatchObject({ targets: ["203.0.113.5"] });
    expect(stderr).toBe(
      "whybounce: standard input line 2: mx\\x1b1: neither an IP address, a range, a name nor a file; write one such as 203.0.113.5, 203.0.113.0/28, mail.example.com\n",
    );
    expect(code).toBe(2);
  });

  test("a file that is not there is a mistake", async () => {
    const { code, stderr } = await run(`check -i ${folder}/none.txt`);
    expect({ code, stderr: stderr.replace(folder, "FOLDER") }).toEqual({
      code: 2,
      stderr: "whybounce: FOLDER/none.txt: no such file or directory\n",
    });
  });

  test("the names that are given along", async () => {
    const { options } = await run("check --helo mail.example.com --from example.com 203.0.113.5");
    expect(options).toMatchObject({ helo: "mail.example.com", from: "example.com" });
  });

  test("--wait ends with 1 when the time is over, and shows a line for each address while it waits", async () => {
    const { code, stdout, stderr } = await run("check --wait=2m 203.0.113.5", {
      results: checkResults,
      terminal: true,
    });
    expect(code).toBe(1);
    expect(stderr).toMatch(/203\.0\.113\.5 +again in 30 s +No PTR record\n/);
    expect(stdout).toContain("No PTR record");
  });

  test("--wait ends with 0 as soon as all is well", async () => {
    const results = { ...everythingRepaired, inputFailed: false };
    expect(await run("check --wait 203.0.113.5", { results })).toMatchObject({ code: 0, stderr: "" });
  });
});

test("--version and --help print to standard output", async () => {
  expect(await run("--version")).toMatchObject({
    code: 0,
    stderr: "",
    stdout: expect.stringMatching(/^\d+\.\d+/),
  });
  expect((await run("--help")).stdout).toMatch(/^Usage: whybounce \[options\] \[path\.\.\.\]\n/);
});
