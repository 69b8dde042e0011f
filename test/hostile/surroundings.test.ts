// The program where it is not at home: as a user who may not read everything, without resolv.conf, in the C
// locale, in other time zones, and beside a clock that is wrong.

import { chmodSync, closeSync, mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { canRun, copyForAll, queueIds, refusalLine, runProgram } from "./program.ts";
import { analyzeFiles } from "../support/analyze.ts";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "whybounce-surroundings-"));
  chmodSync(folder, 0o755);
});
afterAll(() => rmSync(folder, { recursive: true }));

test("a directory as standard input was an empty one", () => {
  const directory = openSync(folder, "r");
  const { code, stderr } = runProgram(["--no-dns", "-"], { stdio: [directory, "pipe", "pipe"] });
  closeSync(directory);
  expect({ code, stderr }).toEqual({
    code: 2,
    stderr: "whybounce: standard input: is a directory; name it instead\n",
  });
});

const [first = "", second = "", third = ""] = queueIds(3);

function logOf(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

/** Readable by all, whatever the umask. */
function openLog(name: string, text: string): string {
  const path = logOf(name, text);
  chmodSync(path, 0o644);
  return path;
}

const asNobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"];

describe.skipIf(!canRun(...asNobody, process.execPath, "--version"))(
  "a user who may not read everything",
  () => {
    let copy = "";
    beforeAll(() => {
      mkdirSync(join(folder, "copy"));
      copy = copyForAll(join(folder, "copy"));
    });
    /** Says 0o755 where the umask would say less. */
    const openFolder = (path: string) => {
      mkdirSync(join(folder, path), { recursive: true });
      chmodSync(join(folder, path), 0o755);
    };
    const runAsNobody = (...given: string[]) =>
      runProgram(["--no-dns", "--no-config", "-f", "json", ...given], { cwd: "/" }, asNobody, copy);

    test("reads the rest, and is told of the file, the directory and the mail", () => {
      const open = openLog("open.log", refusalLine(first));
      const closed = logOf("closed.log", refusalLine(second));
      chmodSync(closed, 0o600);
      openFolder("logs");
      mkdirSync(join(folder, "logs/private"));
      writeFileSync(join(folder, "logs/private/mail.log"), refusalLine(third));
      chmodSync(join(folder, "logs/private"), 0o700);
      openFolder("Maildir");
      openFolder("Maildir/cur");
      writeFileSync(join(folder, "Maildir/cur/1.M1P1.mx1:2,"), "Subject: x\n\n");
      chmodSync(join(folder, "Maildir/cur/1.M1P1.mx1:2,"), 0o600);
      const paths = [open, closed, join(folder, "logs"), join(folder, "Maildir")];
      const { code, stdout, stderr } = runAsNobody(...paths);
      expect(code).toBe(2);
      expect(JSON.parse(stdout)).toMatchObject({ totals: { attempts: 1 } });
      expect(stderr.replaceAll(`${folder}/`, "").trimEnd().split("\n").toSorted()).toEqual([
        "whybounce: Maildir/cur/1.M1P1.mx1:2,: permission denied",
        "whybounce: closed.log: permission denied; its group may not read it: run whybounce with sudo",
        "whybounce: logs/private: permission denied; its group may not read it: run whybounce with sudo",
      ]);
    });

    test("a part of a Maildir that may not be read was an empty one", () => {
      for (const part of ["", "/cur", "/new", "/tmp"]) openFolder(`Closed${part}`);
      chmodSync(join(folder, "Closed/cur"), 0o700);
      const { code, stdout, stderr } = runAsNobody(join(folder, "Closed"));
      expect({ code, stderr: stderr.replaceAll(folder, "FOLDER") }).toEqual({
        code: 2,
        stderr: "whybounce: FOLDER/Closed/cur: permission denied\n",
      });
      expect(JSON.parse(stdout)).toMatchObject({ inputs: [{ kind: "maildir", records: 0, bytes: 0 }] });
    });

    test("writes where it may, and is told before the work where it may not", () => {
      const log = openLog("mail.log", refusalLine(first));
      const { code, stderr } = runAsNobody("-o", join(folder, "out.json"), log);
      expect({ code, stderr: stderr.replaceAll(folder, "FOLDER") }).toEqual({
        code: 2,
        stderr:
          "whybounce: --output FOLDER/out.json: permission denied; name a file in a directory that you may write to\n",
      });
    });
  },
);

test.skipIf(!canRun("unshare", "-m", "true"))("without /etc/resolv.conf: told, and no cause made up", () => {
  const log = logOf("mail.log", refusalLine(first));
  const script = `cp -a /etc ${folder}/etc && rm -f ${folder}/etc/resolv.conf && mount --bind ${folder}/etc /etc && exec "$@"`;
  const { code, stdout, stderr } = runProgram(["-f", "json", log], {}, [
    "unshare",
    "-m",
    "sh",
    "-c",
    script,
    "sh",
  ]);
  const warning =
    "no resolver known: /etc/resolv.conf: no such file or directory; DNS was not checked (name another with --resolver)";
  expect({ code, stderr }).toEqual({ code: 0, stderr: `whybounce: ${warning}\n` });
  expect(JSON.parse(stdout)).toMatchObject({
    warnings: [warning],
    sendingIps: [{ ip: "203.0.113.5", iprev: null, cause: null, attempts: 1 }],
  });
});

describe("limits of the system", () => {
  const under = (limit: string, ...given: string[]) =>
    runProgram(["--no-dns", "-f", "json", "--no-config", ...given], {}, [
      "bash",
      "-c",
      `ulimit ${limit}; exec "$@"`,
      "bash",
    ]);
  const counted = (stdout: string) => {
    const { totals, sendingIps, inputs } = JSON.parse(stdout) as Record<string, unknown>;
    return { totals, sendingIps, inputs };
  };

  test.each([
    ["less than the search in WebAssembly takes", 2],
    ["enough for it, but not for threads beside it", 11],
  ])("2 and more GB of addresses, %s: the same report", (_name, gigabytes) => {
    const others = "Feb 23 10:11:12 mx1 postfix/qmgr[1]: 4NQh2b5xKdz9rxZ: removed\n".repeat(20_000);
    const text = queueIds(20)
      .map((id) => refusalLine(id) + others)
      .join("");
    const log = logOf("long.log", text);
    const limited = under(`-v ${gigabytes << 20}`, log);
    expect(limited).toMatchObject({ code: 0, stderr: "" });
    expect(counted(limited.stdout)).toEqual(counted(under("-c 0", log).stdout));
    expect(counted(limited.stdout).totals).toMatchObject({ attempts: 20 });
  });

  test("too few open files for a tool: told of the file, and the rest is read", () => {
    mkdirSync(join(folder, "few"));
    writeFileSync(join(folder, "few/mail.log"), refusalLine(first));
    // The first bytes say that it is compressed with xz.
    writeFileSync(join(folder, "few/mail.log.1"), Buffer.from("fd377a585a00000000", "hex"));
    const sentence =
      /^whybounce: (?:\S+: |\d files could not be opened, \S+ among them: |\S+ compressed with xz, and the program xz cannot be run: )?too many open files; allow more with ulimit -n, 64 are enough$/;
    const results = [18, 19, 20, 21, 22, 23, 24, 25, 26].map((limit) =>
      under(`-n ${limit}`, join(folder, "few")),
    );
    const sentences = results.flatMap(({ stderr }) =>
      stderr.split("\n").filter((line) => line.startsWith("whybounce: ") && line.includes("open files")),
    );
    expect(sentences.length).toBeGreaterThan(0);
    for (const line of sentences) expect(line).toMatch(sentence);
    const reported = results.filter(
      ({ code, stdout, stderr }) =>
        code === 2 && stdout !== "" && !stderr.includes("2 files could not be opened"),
    );
    expect(reported.length).toBeGreaterThan(0);
    for (const { stdout } of reported) expect(counted(stdout).totals).toMatchObject({ attempts: 1 });
  });
});

describe("the locale", () => {
  const log = () => logOf("häufig.log", refusalLine(first).replace("user@gmail.com", "jürgen@gmail.com"));
  const shown = (locale: string) =>
    runProgram(["--no-dns", "--timezone", "UTC", log()], {
      env: { PATH: process.env["PATH"], LC_ALL: locale },
    });

  test.each(["C", "POSIX", "no_SUCH"])("%s gets ASCII", (locale) => {
    const { code, stdout } = shown(locale);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^[\n\x20-\x7e]*$/);
    expect(stdout).toContain("203.0.113.5");
  });

  test("numbers, dates and order are the same in all", () => {
    expect(shown("tr_TR.UTF-8").stdout).toBe(shown("C.UTF-8").stdout);
  });
});

describe("time zones", () => {
  const inZone = (zone: string, log: string) => {
    const given = ["--no-dns", "--no-config", "-f", "ndjson", log];
    const { stdout } = runProgram(given, { env: { PATH: process.env["PATH"], TZ: zone } });
    return stdout
      .trimEnd()
      .split("\n")
      .map((line) => (JSON.parse(line) as { time: string }).time);
  };

  test("of the machine, and of none", () => {
    const log = logOf("zone.log", refusalLine(first, "2026-02-23 10:11:12"));
    expect(inZone("America/New_York", log)).toEqual(["2026-02-23T15:11:12.000Z"]);
    expect(inZone("Asia/Kolkata", log)).toEqual(["2026-02-23T04:41:12.000Z"]);
    expect(inZone("No/Such_Zone", log)).toEqual(["2026-02-23T10:11:12.000Z"]);
  });

  test("the night in which an hour is missing, and the one in which an hour comes twice", () => {
    const spring = ["2026-03-29 01:59:59", "2026-03-29 02:30:00", "2026-03-29 03:00:00"];
    const autumn = ["2026-10-25 01:59:59", "2026-10-25 02:30:00", "2026-10-25 03:00:00"];
    const ids = queueIds(6);
    const lines = [...spring, ...autumn].map((stamp, index) => refusalLine(ids[index] ?? "", stamp));
    expect(inZone("Europe/Berlin", logOf("nights.log", lines.join("")))).toEqual([
      "2026-03-29T00:59:59.000Z",
      "2026-03-29T01:30:00.000Z",
      "2026-03-29T01:00:00.000Z",
      "2026-10-24T23:59:59.000Z",
      "2026-10-25T00:30:00.000Z",
      "2026-10-25T02:00:00.000Z",
    ]);
  });
});

describe("a clock that is behind the log", () => {
  afterEach(() => vi.useRealTimers());

  test.each([
    ["with a year", "2026-02-23T10:11:12+00:00", "2026-02-23T10:11:12.000Z"],
    ["without: the latest that the clock allows", "Feb 23 10:11:12", "1999-02-23T10:11:12.000Z"],
  ])("stamps %s", async (_name, stamp, time) => {
    vi.useFakeTimers({ now: Date.parse("2000-01-01T00:00:00Z"), toFake: ["Date"] });
    const { report, events } = await analyzeFiles(["-"], { stdin: refusalLine(first, stamp) });
    expect(report.totals.attempts).toBe(1);
    expect(events).toMatchObject([{ time }]);
  });
});
