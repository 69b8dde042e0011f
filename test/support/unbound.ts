// A real resolver of its own on loopback, with what a network's administrator wrote into it. Nothing leaves this machine.

import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createResolver } from "../../src/dns/ask/resolver.ts";
import { onLoopback, unboundConfiguration } from "./server-settings.ts";

export const isUnboundMissing = !["/usr/sbin/unbound", "/usr/local/sbin/unbound"].some((path) =>
  existsSync(path),
);

export interface Unbound {
  /** Fit for --resolver. */
  resolver: string;
  stop: () => Promise<void>;
}

const START_TRIES = 100;

/** `settings`: lines of the server clause; `forward`: the port on 127.0.0.1 to ask for all else. */
export async function startUnbound(
  host: string,
  port: number,
  settings: string[],
  forward: number,
): Promise<Unbound> {
  const folder = mkdtempSync(join(tmpdir(), "whybounce-unbound-"));
  const server = unboundConfiguration({
    folder,
    address: `${host}@${port}`,
    settings: [...onLoopback(host), "unblock-lan-zones: yes", ...settings],
  });
  const zone = `forward-zone:\n  name: "."\n  forward-addr: 127.0.0.1@${forward}\n`;
  writeFileSync(join(folder, "unbound.conf"), server + zone);
  const child = spawn("unbound", ["-d", "-p", "-c", join(folder, "unbound.conf")], {
    stdio: "ignore",
    env: { PATH: "/usr/sbin:/usr/bin:/usr/local/sbin" },
  });
  const stop = async () => {
    const ended = child.exitCode === null ? new Promise((done) => child.once("exit", done)) : null;
    child.kill("SIGTERM");
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  for (let tries = 0; tries < START_TRIES; tries += 1) {
    const { status } = await createResolver([{ address: host, port }], 200).ask("localhost", "A");
    if (status !== "timeout" && status !== "unreachable") return { resolver: `${host}:${port}`, stop };
    await sleep(50);
  }
  await stop();
  throw new Error(`unbound did not start at ${host}:${port}`);
}
