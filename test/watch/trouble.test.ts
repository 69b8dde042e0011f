// What goes wrong around a watch: servers that hang, disks that are full, histories that cannot be read, signals.

import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { chmod, mkdir, readFile, writeFile } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { execPath } from "node:process";
import { setTimeout } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { parseChannel } from "../../src/watch/channels/channel.ts";
import { runRound } from "../../src/watch/round.ts";
import { sender } from "../../src/watch/send.ts";
import { openWatchFile } from "../../src/watch/watch-file.ts";
import { digestHeadline } from "../../src/watch/words.ts";
import { keptRefusals } from "./history-of.ts";
import { HOUR, lines, MINUTE, openLab, SENDER, zone, type Lab } from "./lab.ts";

const program = join(import.meta.dirname, "../../bin/whybounce.js");

let lab: Lab;
beforeEach(async () => {
  lab = await openLab(zone({ ptr: false }));
  await writeFile(lab.log, "");
});
afterEach(() => lab.close());

async function hook(commands = `cat >> ${join(lab.folder, "told")}`): Promise<string> {
  const path = join(lab.folder, "hook");
  await writeFile(path, `#!/bin/sh\n${commands}\n`);
  await chmod(path, 0o755);
  return path;
}

function words(...more: string[]): string[] {
  const { resolvers } = lab.task().dns;
  const options = ["--no-local", "--no-config", "--no-authoritative", "--timezone", "UTC", "--resolver"];
  return [program, "watch", ...more, "--state", lab.directory, ...options, resolvers[0]!, lab.log];
}

async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 30_000; !(await isSo()) && Date.now() < end;) await setTimeout(20);
  expect(await isSo()).toBe(true);
}

async function isWatching(child: ChildProcess): Promise<boolean> {
  const holder = await readFile(join(lab.directory, "watch.lock"), "utf8").catch(() => "");
  return holder.startsWith(`${child.pid} `) && existsSync(join(lab.directory, "watch.json"));
}

test("a web server that hangs holds up no other channel, and its message is kept", async () => {
  const server = createServer((socket) => socket.on("error", () => {}));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const web = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
  const channels = [web, `exec:${await hook()}`].map((name) => parseChannel(name)!);
  await lab.append(lines.refused(lab.now() - MINUTE, 1));
  const file = await openWatchFile(lab.directory, () => {});
  const task = lab.task({ channels });
  const begin = Date.now();
  const running = runRound(file.state, file, task, sender(task));
  await until(() => existsSync(join(lab.folder, "told")));
  expect(Date.now() - begin).toBeLessThan(9_000);
  const round = await running;
  await file.close();
  server.close();
  expect(lab.warnings).toEqual([`alert over ${web}: no answer in 10 s; kept, and sent later`]);
  expect(round.hasFailed).toBe(true);
  const { outboxes } = await lab.state();
  expect(outboxes.map(({ channel, sealed }) => [channel, sealed?.changes.length ?? 0])).toEqual([
    [web, 1],
    [`exec:${join(lab.folder, "hook")}`, 0],
  ]);
}, 40_000);

test("more addresses than are asked about at once are told in one message, each with its cause", async () => {
  const all = ["203.0.113", "198.51.100"].flatMap((block) =>
    Array.from({ length: 250 }, (_, index) => `${block}.${index + 1}`),
  );
  await lab.append(all.map((ip, index) => lines.refused(lab.now() - MINUTE, index + 1, ip)).join(""));
  await lab.once();
  expect(lab.sent).toHaveLength(1);
  const { changes } = lab.sent[0]!.alert;
  expect(changes.map(({ ip }) => ip).toSorted()).toEqual(all.toSorted());
  expect(changes.filter(({ cause, ip }) => cause === null && ip.startsWith("203"))).toEqual([]);
}, 60_000);

describe("a digest", () => {
  const weekly = { isDigestWanted: true, targets: async () => [SENDER] };

  async function digestAfter(act: () => Promise<void>) {
    await lab.once(weekly);
    await act();
    lab.pass(7 * 24 * HOUR);
    await lab.once(weekly);
    return lab.sent.flatMap(({ alert }) => alert.digest ?? [])[0]!;
  }

  test("where nothing was ever refused has no history to read, and says so", async () => {
    const digest = await digestAfter(async () => {});
    expect(digest).toMatchObject({ refusals: 0, affected: 0, lost: 0 });
    expect(digestHeadline(digest)).toContain("no refusals");
    expect(lab.warnings).toEqual([]);
  });

  test("of a history that cannot be read claims nothing of refusals", async () => {
    const mark = join(lab.directory, "whybounce-history.json");
    const digest = await digestAfter(() => writeFile(mark, '{"schema":"whybounce.history/9"}'));
    expect(digest).toMatchObject({ refusals: null, affected: null, lost: null });
    expect(digestHeadline(digest)).toContain("refusals are not known");
    expect(lab.warnings).toEqual([expect.stringContaining("a history of a newer version")]);
  });
});

test.each(["SIGTERM", "SIGINT", "SIGHUP"] as const)(
  "%s ends a watch in order",
  async (signal) => {
    const child = spawn(execPath, words(), { stdio: ["ignore", "ignore", "pipe"] });
    await until(() => isWatching(child));
    child.kill(signal);
    await once(child, "exit");
    expect({ code: child.exitCode, signal: child.signalCode }).toEqual({ code: 0, signal: null });
    expect(existsSync(join(lab.directory, "watch.lock"))).toBe(false);
  },
  60_000,
);

test("two watches of one state: the second says who works with it", async () => {
  const first = spawn(execPath, words(), { stdio: "ignore" });
  await until(() => isWatching(first));
  const second = spawnSync(execPath, words("--once"), { encoding: "utf8" });
  first.kill();
  await once(first, "exit");
  expect(second.status).toBe(2);
  expect(second.stderr).toMatch(
    /^whybounce: watch in \S+: another run \(process \d+ on \S+\) works with it; .+\n$/,
  );
}, 60_000);

const canMount = spawnSync("unshare", ["-m", "true"]).status === 0;

test.skipIf(!canMount)(
  "a full disk keeps what was there, and nothing is lost or told twice",
  async () => {
    await mkdir(lab.directory);
    const path = await hook();
    const watch = words("--once", "--alert", `exec:${path}`);
    const refused = [1, 2].map((number) =>
      lines.refused(lab.now() - MINUTE, number, `203.0.113.${40 + number}`),
    );
    const script = `
    mount -t tmpfs -o size=128k none ${lab.directory}
    run() { "$@"; echo "exit $?"; }
    printf %s "$LINE1" >> ${lab.log}; run "$@"
    head -c 200000 /dev/zero > ${lab.directory}/filler 2>/dev/null
    printf %s "$LINE2" >> ${lab.log}; run "$@"
    rm ${lab.directory}/filler; run "$@"
    cp -r ${lab.directory} ${lab.folder}/kept`;
    const env = { ...process.env, LINE1: refused[0], LINE2: refused[1] };
    const child = spawn("unshare", ["-m", "sh", "-c", script, "sh", execPath, ...watch], { env });
    let [stdout, stderr] = ["", ""];
    child.stdout.on("data", (bytes: Buffer) => (stdout += bytes.toString()));
    child.stderr.on("data", (bytes: Buffer) => (stderr += bytes.toString()));
    await once(child, "close");
    expect(stdout.match(/exit \d/g)).toEqual(["exit 0", "exit 2", "exit 0"]);
    expect(stderr).toMatch(/^whybounce: --state \S+: no space left on the device; .+\n$/);
    expect(stdout.match(/refuses mail from 203\.0\.113\.4\d/g)).toEqual([
      "refuses mail from 203.0.113.41",
      "refuses mail from 203.0.113.42",
    ]);
    expect(await keptRefusals(join(lab.folder, "kept"))).toEqual(["u1@gmail.com", "u2@gmail.com"]);
  },
  60_000,
);
