// Where a report goes: full and read-only places, readers that leave, and ends that come too early. What stood in
// the file before is there afterwards, or the whole new report, and nothing else.

import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, watch, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { writeWhole } from "../../src/output-file.ts";
import { removeUnfinished } from "../../src/unfinished.ts";
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

test("an output that the input is, too", () => {
  const copy = join(place, "copy.log");
  writeFileSync(copy, refusalLine("4NQh2b5xKdz9rxK"));
  expect(runProgram([...options, "-f", "ndjson", "-o", copy, copy]).code).toBe(0);
  expect(readFileSync(copy, "utf8")).toMatch(/^\{"schema":"whybounce\.rejection\/1".*\}\n$/);
});
