// A run of `watch --once` that leaves an alert to a later one says so: whoever waits for it sees until when.

import { chmod, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { main, type Io } from "../../src/cli/main.ts";
import { lines, MINUTE, openLab, zone, type Lab } from "./lab.ts";

let lab: Lab;
let hook: string;
beforeEach(async () => {
  lab = await openLab(zone({ ptr: false }));
  hook = join(lab.folder, "hook");
  await setHook(0);
});
afterEach(() => lab.close());

async function setHook(code: number): Promise<void> {
  await writeFile(hook, `#!/bin/sh\ncat >/dev/null\nexit ${code}\n`);
  await chmod(hook, 0o755);
}

async function once(more = ""): Promise<string[]> {
  let told = "";
  const stream = (isTold: boolean) => ({
    write: async (text: string) => void (told += isTold ? text : ""),
    isTerminal: false,
    columns: undefined,
  });
  const io: Io = {
    stdout: stream(true),
    stderr: stream(false),
    stdin: async function* () {},
    stdinIsPiped: false,
    env: { LANG: "C.UTF-8", PATH: process.env["PATH"] },
    now: lab.now,
    sleep: async () => {},
  };
  const { resolvers } = lab.task().dns;
  const line = `watch --once --no-config --no-local --no-authoritative --resolver ${resolvers[0]} --state ${lab.directory} --alert exec:${hook} ${more} ${lab.log}`;
  await main(line.replaceAll(/ +/g, " ").split(" "), io);
  return told.split("\n").filter((text) => text.includes("held back"));
}

const until = (time: number) => new Date(time).toISOString().replace("T", " ").slice(0, 16);

describe("an alert that is held back", () => {
  test("by the pause of a quarter of an hour is told with its end, until it is sent", async () => {
    await lab.append(lines.refused(lab.now() - MINUTE, 1));
    expect(await once()).toEqual([]);
    const sent = (await lab.state()).outboxes[0]!.lastSent!;
    await lab.append(
      lines.refused(lab.now(), 50, "203.0.113.50") + lines.refused(lab.now(), 51, "203.0.113.51"),
    );
    lab.pass(2 * MINUTE);
    const [told, ...others] = await once();
    expect(others).toEqual([]);
    expect(told).toContain(`alert over exec:${hook} is held back until ${until(sent + 15 * MINUTE)}`);
    expect(told).toContain("the first run after that sends one message of 2 parts");
    lab.pass(MINUTE);
    expect(await once("--quiet")).toEqual([]);
    expect((await once("--alert journal"))[0]).toMatch(/^<6>alert over exec:/);
    lab.pass(13 * MINUTE);
    expect(await once()).toEqual([]);
    expect((await lab.state()).outboxes[0]).toMatchObject({ waiting: [], sealed: null });
  });

  test("after a failure is told by the runs of the minute after it", async () => {
    await setHook(1);
    await lab.append(lines.refused(lab.now() - MINUTE, 1));
    expect(await once()).toEqual([]);
    const failed = (await lab.state()).outboxes[0]!.lastFailure!;
    lab.pass(MINUTE / 2);
    expect(await once()).toEqual([expect.stringContaining(`until ${until(failed + MINUTE)}`)]);
    await setHook(0);
    lab.pass(MINUTE);
    expect(await once()).toEqual([]);
    expect((await lab.state()).outboxes[0]).toMatchObject({ sealed: null });
  });
});
