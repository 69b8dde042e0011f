// What is kept from one run to the next: whether it can be read, how old it is, and the way out where it cannot.

import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { examineStates, examineStore } from "../../src/doctor/kept.ts";
import { stateOf } from "../../src/doctor/state.ts";
import type { KeptTask } from "../../src/model/doctor.ts";
import { doctorWords } from "../../src/report/doctor/words.ts";
import { emptyState as emptyReaderState, openState } from "../../src/reading/state/state-file.ts";
import { openHistory } from "../../src/store/history/folder.ts";
import { openWatchFile } from "../../src/watch/watch-file.ts";

const isRoot = process.getuid?.() === 0;
const NOBODY = 65534;
const OLD = "2026-01-05T00:00:00.000Z";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "whybounce-kept-"));
  chmodSync(folder, 0o755);
});
afterEach(() => rmSync(folder, { recursive: true }));

const task = (kept: Partial<KeptTask>, keys: string[] = []) => ({
  dns: { resolvers: [], authoritative: false, timeoutMilliseconds: 100 },
  local: false,
  node: "20.19.0",
  configuration: { path: null, keys, problem: null },
  kept: { store: null, state: null, usualFolder: null, home: "", ...kept },
});

async function asNobody<Value>(action: () => Promise<Value>): Promise<Value> {
  if (isRoot) process.seteuid?.(NOBODY);
  return action().finally(() => isRoot && process.seteuid?.(0));
}

function put(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

async function ofStore(kept: Partial<KeptTask>, keys = ["store"]) {
  const check = await examineStore(task(kept, keys));
  const state = stateOf(check, [check]);
  const { text, wayOut } = doctorWords({ ...check, state });
  if (state !== "ok") expect(wayOut).not.toBeNull();
  return { ...check, state, text, wayOut };
}

async function ofState(text: string) {
  const [check] = await examineStates(task({ state: put("state", text) }));
  if (check === undefined) throw new Error("nothing was said of the state");
  const state = stateOf(check, [check]);
  const words = doctorWords({ ...check, state });
  if (state !== "ok") expect(words.wayOut).not.toBeNull();
  return { ...check, state, ...words };
}

describe("the store", () => {
  test("none: neither named nor in the usual folder", async () => {
    expect(await ofStore({ usualFolder: join(folder, "none") }, [])).toMatchObject({
      result: "none",
      isNamed: false,
      state: "ok",
    });
  });

  test("a history that can be read, in the usual folder", async () => {
    const directory = join(folder, "history");
    await (await openHistory(directory)).release();
    expect(await ofStore({ usualFolder: directory }, [])).toMatchObject({
      result: "ok",
      place: "folder",
      isNamed: false,
      state: "ok",
    });
  });

  test("one that nothing came into for a week", async () => {
    put(
      "whybounce-history.json",
      `{"schema":"whybounce.history/1","id":"x","newest":"${OLD}","months":{}}\n`,
    );
    const found = await ofStore({ store: { directory: folder } });
    expect(found).toMatchObject({
      result: "ok",
      newest: OLD,
      isOld: true,
      state: "warning",
    });
    expect(found.wayOut).toContain("whybounce store push");
  });

  test("one of a newer version, one that is not there, and a folder that is none", async () => {
    put("whybounce-history.json", '{"schema":"whybounce.history/9"}');
    mkdirSync(join(folder, "other"));
    expect(await ofStore({ store: { directory: folder } })).toMatchObject({
      result: "failed",
      reason: "a history of a newer version of whybounce",
      state: "problem",
    });
    expect(await ofStore({ store: { directory: join(folder, "none") } })).toMatchObject({
      result: "not there",
      state: "warning",
    });
    expect(await ofStore({ store: { directory: join(folder, "other") } })).toMatchObject({
      result: "no history",
      state: "warning",
    });
  });

  test.skipIf(!isRoot)("one that this user may not read: not the same as none", async () => {
    const directory = join(folder, "history");
    await (await openHistory(directory)).release();
    const found = await asNobody(() => ofStore({ store: { directory } }));
    expect(found).toMatchObject({ result: "failed", reason: "permission denied", state: "problem" });
    expect(await asNobody(() => ofStore({ usualFolder: directory }, []))).toMatchObject({
      result: "failed",
      state: "warning",
    });
  });

  test("a server that is another: its own words, which may name a user, are not told", async () => {
    const server = createServer((_, answer) =>
      answer.writeHead(500).end("Code: 999. DB::Exception: for user bob"),
    );
    await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const found = await ofStore({ store: { url, database: "x", user: "bob", password: "secret" } });
    server.close();
    expect(found).toMatchObject({ result: "failed", place: "server", state: "problem" });
    expect(JSON.stringify(found)).not.toMatch(/bob|secret|127\.0/);
  });

  test("a caller that names no places is told that nothing was asked", async () => {
    const { kept: _kept, ...plain } = task({}, ["store"]);
    expect(await examineStore(plain)).toMatchObject({ result: "not asked", isNamed: true });
    expect(await examineStates(plain)).toEqual([]);
  });
});

describe("states", () => {
  test("a reader's, as it is written", async () => {
    const file = await openState(join(folder, "state.json"), () => {});
    const { files, mailboxes, journals, open, logs } = emptyReaderState();
    await file.save({ files, mailboxes, journals, open, logs });
    await file.close();
    const [check] = await examineStates(task({ state: folder, home: folder }));
    expect(check).toMatchObject({ kind: "reader", path: "~/state.json", result: "ok", isOld: false });
    expect(Date.now() - Date.parse(check?.savedAt ?? "")).toBeLessThan(60_000);
  });

  test("a watch's, as it is written", async () => {
    const file = await openWatchFile(folder, () => {});
    await file.save(file.state);
    await file.close();
    const [check] = await examineStates(task({ usualFolder: folder }));
    expect(check).toMatchObject({ kind: "watch", result: "ok", isOld: false });
    expect(check?.savedAt).not.toBeNull();
  });

  test.each([
    ["an old one", `{"schema":"whybounce.state/1","savedAt":"${OLD}","files":[]}\n`, "ok", "warning"],
    ["one that was cut", `{"schema":"whybounce.state/1","savedAt":"${OLD}","files":[`, "torn", "warning"],
    ["an empty one", "", "torn", "warning"],
    ["zeros after a crash", "\0".repeat(4096), "torn", "warning"],
    ["the beginning of one", '{"schema":"whybou', "torn", "warning"],
    ["one of a newer version", '{"schema":"whybounce.state/2","savedAt":"x"}', "newer", "problem"],
    ["another file", "root:x:0:0:root:/root:/bin/bash\n", "foreign", "problem"],
    ["a watch's in its place", '{"schema":"whybounce.watch/1"}', "foreign", "problem"],
  ])("%s", async (_, text, result, state) => {
    expect(await ofState(text)).toMatchObject({ result, state });
  });

  test("one that is not there is made by the first run", async () => {
    const [check] = await examineStates(task({ state: join(folder, "none") }));
    expect(check).toMatchObject({ result: "not there" });
    expect(stateOf(check!, [])).toBe("ok");
  });

  test.skipIf(!isRoot)("one that this user may not read", async () => {
    chmodSync(put("state", '{"schema":"whybounce.state/1"}'), 0o600);
    const [check] = await asNobody(() => examineStates(task({ state: join(folder, "state") })));
    expect(check).toMatchObject({ result: "unreadable", reason: "permission denied" });
    expect(stateOf(check!, [])).toBe("problem");
  });
});
