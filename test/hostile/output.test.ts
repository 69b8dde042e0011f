// Where a report goes: full and read-only places, readers that leave, and ends that come too early. What stood in
// the file before is there afterwards, or the whole new report, and nothing else.

import { execFileSync, spawnSync } from "node:child_process";
import {
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  watch,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { writeWhole } from "../../src/cli/output-file.ts";
import { removeUnfinished } from "../../src/cli/unfinished.ts";
import { canRun, program, queueIds, refusalLine, runProgram, startProgram } from "./program.ts";

let folder = "";
let log = "";
const REFUSALS = 3_000;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "whybounce-output-"));
  log = join(folder, "mail.log");
  writeFileSync(
    log,
    queueIds(REFUSALS)
      .map((id) => refusalLine(id))
      .join(""),
  );
});
afterAll(() => rmSync(folder, { recursive: true }));

const OLD = "the old report\n";
let place = "";
let target = "";
beforeEach(() => {
  place = mkdtempSync(join(folder, "place-"));
  target = join(place, "events.ndjson");
  writeFileSync(target, OLD);
});

const options = ["--no-dns", "--no-config", "--timezone", "UTC", "--quiet"];

describe("a disk that is full", () => {
  test("behind standard output", () => {
    const { status, stderr } = spawnSync(
      "sh",
      ["-c", 'exec "$@" > /dev/full', "sh", process.execPath, program, ...options, "-f", "ndjson", log],
      { encoding: "utf8" },
    );
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: "whybounce: standard output: no space left on the device; make room and run again\n",
    });
  });

  test.skipIf(!canRun("unshare", "-m", "true")).each(["ndjson", "html"])(
    "behind a file that standard output leads to, and full half-way: -f %s",
    (format) => {
      const script = `mount -t tmpfs -o size=8k none ${place} && "$@" > ${target}`;
      const { status, stderr } = spawnSync(
        "unshare",
        ["-m", "sh", "-c", script, "sh", process.execPath, program, ...options, "-f", format, log],
        { encoding: "utf8" },
      );
      expect({ status, stderr }).toEqual({
        status: 2,
        stderr: "whybounce: standard output: no space left on the device; make room and run again\n",
      });
    },
  );

  test("a limit of the size of files, met half-way through standard output", () => {
    const script = `ulimit -f 4; exec "$@" > ${target}`;
    const { status, stderr } = spawnSync(
      "sh",
      ["-c", script, "sh", process.execPath, program, ...options, "-f", "ndjson", log],
      { encoding: "utf8" },
    );
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr:
        "whybounce: standard output: larger than a file may be here (ulimit -f); raise that limit and run again\n",
    });
  });

  test.skipIf(!canRun("unshare", "-m", "true"))(
    "behind -o: the old file is untouched, nothing lies beside it",
    () => {
      const script = `mount -t tmpfs -o size=64k none ${place} && echo old > ${target} && "$@"; code=$?; cat ${target}; ls -A ${place}; exit $code`;
      const { status, stdout, stderr } = spawnSync(
        "unshare",
        ["-m", "sh", "-c", script, "sh", process.execPath, program, ...options, "-o", target, log],
        { encoding: "utf8" },
      );
      expect({ status, stdout }).toEqual({ status: 2, stdout: "old\nevents.ndjson\n" });
      expect(stderr).toBe(
        `whybounce: --output ${target}: no space left on the device; make room and run again; what was there before is untouched\n`,
      );
    },
  );
});

describe("an output that is read too", () => {
  const message = (id: string) => `From: MAILER-DAEMON@mx1.example.com\nSubject: bounce ${id}\n\n`;
  /** What is there in `place` besides `target`, which is a log. */
  beforeEach(() => {
    const events = `${JSON.stringify({ schema: "whybounce.suspension/1", code: "550-5.7.25" })}\n`;
    writeFileSync(target, events);
    symlinkSync("events.ndjson", join(place, "link.ndjson"));
    linkSync(target, join(place, "hard.ndjson"));
    for (const part of ["cur", "new", "tmp"]) mkdirSync(join(place, `Maildir/${part}`), { recursive: true });
    writeFileSync(join(place, "Maildir/cur/1.M1P1.mx1:2,"), message("one"));
    linkSync(join(place, "Maildir/cur/1.M1P1.mx1:2,"), join(place, "copy.html"));
    writeFileSync(join(place, "empty.html"), "");
    writeFileSync(join(place, "addresses.txt"), "203.0.113.5\n");
    writeFileSync(join(place, "whybounce.config.json"), "{}");
    writeFileSync(join(place, "password.txt"), "secret\n");
  });
  const run = (line: string, stdin?: string) =>
    runProgram(line.split(" "), {
      cwd: place,
      stdio: [stdin === undefined ? "ignore" : openSync(join(place, stdin), "r"), "pipe", "pipe"],
    });

  test.each<[string, string, string?, string?]>([
    ["itself", "-o events.ndjson events.ndjson"],
    ["the output is a link to it", "-o link.ndjson events.ndjson", "events.ndjson"],
    ["the input is a link to it", "-o events.ndjson link.ndjson", "link.ndjson"],
    ["a hard link to it", "-f json -o hard.ndjson events.ndjson", "events.ndjson"],
    ["a hard link and a link", "-f json -o hard.ndjson link.ndjson", "link.ndjson"],
    ["one of a directory", "-o link.ndjson .", "(?:hard|events).ndjson"],
    ["one of a pattern", "-o events.ndjson *.ndjson"],
    ["a mail of a Maildir", "-f json -o Maildir/cur/1.M1P1.mx1:2, Maildir"],
    ["a hard link to a mail of a Maildir", "-o copy.html Maildir", "Maildir/cur/1.M1P1.mx1:2,"],
    ["one that is empty and named", "-o empty.html empty.html"],
    ["standard input", "-o events.ndjson", "/dev/stdin", "events.ndjson"],
    ["standard input, named", "-o link.ndjson -", "/dev/stdin", "events.ndjson"],
    ["a list of addresses", "check --input addresses.txt -o addresses.txt"],
    ["the configuration", "-o whybounce.config.json events.ndjson"],
    ["a password", "--from clickhouse://127.0.0.1:1/x --store-password-file password.txt -o password.txt"],
  ])("%s: refused in one sentence, and left as it was", (_name, line, as, stdin) => {
    const given = /^(?:check|--from)/.test(line) ? line : `${line} --no-dns`;
    const files = readdirSync(place);
    const contents = files
      .filter((name) => name !== "Maildir")
      .map((name) => readFileSync(join(place, name), "utf8"));
    const { code, stdout, stderr } = run(given, stdin);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    const last = stderr.trimEnd().split("\n").at(-1);
    const also = as === undefined ? "" : `, as (?:\\./)?(?:${as})`;
    expect(last).toMatch(
      new RegExp(`^whybounce: --output \\S+: is one of the files that are read${also}; name another file$`),
    );
    expect(readdirSync(place)).toEqual(files);
    expect(
      files.filter((name) => name !== "Maildir").map((name) => readFileSync(join(place, name), "utf8")),
    ).toEqual(contents);
    expect(readFileSync(join(place, "Maildir/cur/1.M1P1.mx1:2,"), "utf8")).toBe(message("one"));
  });

  test("last week's report in the directory that is read is no input", () => {
    for (const _week of [1, 2]) expect(run("--no-dns --no-config -o report.html .").code).toBe(0);
  });

  test("a link that leads to nothing: what it points to is made", () => {
    mkdirSync(join(place, "reports"));
    symlinkSync("reports/week.json", join(place, "latest.json"));
    symlinkSync("latest.json", join(place, "newest.json"));
    symlinkSync("gone/week.json", join(place, "lost.json"));
    symlinkSync("circle.json", join(place, "circle.json"));
    expect(run("--no-dns --no-config -o newest.json events.ndjson")).toMatchObject({ code: 0, stderr: "" });
    expect(lstatSync(join(place, "newest.json")).isSymbolicLink()).toBe(true);
    expect(JSON.parse(readFileSync(join(place, "reports/week.json"), "utf8"))).toMatchObject({
      inputs: [{}],
    });
    expect(
      run("--no-dns --no-config -o lost.json events.ndjson").stderr.replace(realpathSync(place), "PLACE"),
    ).toBe("whybounce: --output lost.json: there is no directory PLACE/gone; create it or name another\n");
    expect(run("--no-dns --no-config -o circle.json events.ndjson").stderr).toBe(
      "whybounce: --output circle.json: too many symbolic links; name another file\n",
    );
  });
});

test.skipIf(!canRun("unshare", "-m", "true"))(
  "a file system that is read-only is told before the work",
  () => {
    const script = `mount -t tmpfs -o ro none ${place} && "$@"`;
    const { status, stderr } = spawnSync(
      "unshare",
      ["-m", "sh", "-c", script, "sh", process.execPath, program, ...options, "-o", target, "/no/such.log"],
      { encoding: "utf8" },
    );
    expect(status).toBe(2);
    expect(stderr).toBe(
      `whybounce: --output ${target}: the file system is read-only; name a file on another file system\n`,
    );
  },
);

describe("a run that is killed while it writes", () => {
  /** Kills it when its first file turns up; by then it may be done, which is as good. */
  async function killWhileWriting(signal: NodeJS.Signals) {
    const { child, ended } = startProgram([...options, "-o", target, log]);
    const watcher = watch(place, () => child.kill(signal));
    const end = await ended;
    watcher.close();
    return { end, content: readFileSync(target, "utf8"), left: readdirSync(place) };
  }

  const isWhole = (content: string) =>
    content === OLD || (content.endsWith("}\n") && content.split("\n").length === REFUSALS + 1);

  test.each(["SIGTERM", "SIGHUP"] as const)("%s left half a file beside it", async (signal) => {
    const { end, content, left } = await killWhileWriting(signal);
    expect(isWhole(content)).toBe(true);
    expect(left).toEqual(["events.ndjson"]);
    expect([signal, null]).toContain(end.signal);
  });

  test("SIGKILL: the old file, or the whole new one", async () => {
    expect(isWhole((await killWhileWriting("SIGKILL")).content)).toBe(true);
  });

  test("what is half written is known, and what is written is no more", async () => {
    let during: string[] = [];
    function* chunks() {
      during = readdirSync(place);
      yield "new\n";
    }
    await writeWhole(target, chunks());
    removeUnfinished();
    expect(during).toHaveLength(2);
    expect(readdirSync(place)).toEqual(["events.ndjson"]);
    expect(readFileSync(target, "utf8")).toBe("new\n");
  });
});

describe("a reader that leaves", () => {
  test.each(["ndjson", "recipients", "json"])("%s | head -1", (format) => {
    const script = `"$@" | head -1 > /dev/null; exit \${PIPESTATUS[0]}`;
    const { status, stderr } = spawnSync(
      "bash",
      ["-c", script, "bash", process.execPath, program, ...options, "-f", format, log],
      { encoding: "utf8" },
    );
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  });

  test("standard error that is closed ends nothing", () => {
    const script = 'exec "$@" 2>&-';
    const stdout = execFileSync(
      "sh",
      ["-c", script, "sh", process.execPath, program, "--no-dns", "-f", "json", log, log],
      { encoding: "utf8" },
    );
    expect(JSON.parse(stdout)).toMatchObject({ totals: { attempts: REFUSALS } });
  });
});
