// A message must stay readable, whatever the value is that it is about, and says it once.

import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { quoted, systemErrorReason, UserError } from "../../src/base/errors.ts";
import { readValues } from "../../src/cli/config-file.ts";
import { readTargetList } from "../../src/cli/target-list.ts";

const LONG = `/srv/${"a".repeat(3000)}`;
const CUT = `/srv/${"a".repeat(55)}...${"a".repeat(37)}`;

describe("a long value is cut to its beginning and its end", () => {
  test.each([
    [{ option: "state", value: LONG, problem: "not a directory" }, `state "${CUT}": not a directory`],
    [{ thing: "check", value: LONG, problem: "no address" }, `check ${CUT}: no address`],
    [{ option: "week", value: LONG, file: LONG, problem: "no week" }, `${CUT}: week ${CUT}: no week`],
  ])("in a mistake", (mistake, message) => {
    const error = new UserError(mistake);
    expect(error.message).toBe(message);
    // Programs have it whole.
    expect(error.mistake.value).toBe(LONG);
  });

  test("with blanks, in quotes", () => {
    expect(quoted(`a ${LONG}`)).toMatch(/^"a \/srv\/a{53}\.\.\.a{37}"$/);
  });

  test("of a configuration file", () => {
    expect(() => readValues({ name: LONG, text: '{"wek": 1}', isNamed: true })).toThrow(
      `${CUT}: unknown key wek`,
    );
  });

  test("of a list of addresses", async () => {
    const bytes = (async function* () {
      yield Buffer.from("{}\n");
    })();
    const { problems } = await readTargetList({ name: LONG, bytes });
    expect(
      problems.map((problem) => problem.startsWith(`${CUT} line 1`) || problem.startsWith(`${CUT}: `)),
    ).toEqual([true, true]);
  });
});

describe("why a system call failed does not name the path again", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "whybounce-"));
    await writeFile(join(folder, "file"), "");
  });
  afterAll(() => rm(folder, { recursive: true }));

  test("a file where a folder shall be", async () => {
    const error: unknown = await mkdir(join(folder, "file")).catch((thrown: unknown) => thrown);
    expect(systemErrorReason(error)).toBe("something of that name is there already");
  });

  test("a code without words of its own", () => {
    const error = Object.assign(new Error(`ESTALE: stale file handle, open '${LONG}'`), {
      code: "ESTALE",
      syscall: "open",
    });
    expect(systemErrorReason(error)).toBe("ESTALE: stale file handle");
  });
});
