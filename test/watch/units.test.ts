// What is shipped for a machine that watches: units, alert rules, a dashboard.

import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { writeMetrics } from "../../src/watch/channels/textfile.ts";
import { emptyState } from "../../src/watch/watch-file.ts";
import { newAddress } from "../../src/watch/transitions.ts";
import { readRequest } from "../../src/cli/read-request.ts";
import { mustSkip } from "../support/servers.ts";

const PACKAGING = join(import.meta.dirname, "../../packaging");
const units = ["whybounce-watch.service", "whybounce-watchd.service", "whybounce-watch.timer"];
const services = units.filter((name) => name.endsWith(".service"));
const read = (path: string) => readFileSync(join(PACKAGING, path), "utf8");
const missing = (program: string) => (spawnSync("which", [program]).status === 0 ? [] : [program]);

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "whybounce-units-"));
  // The manual page and the program are not installed where the tests run.
  for (const name of units)
    writeFileSync(
      join(folder, name),
      read(`systemd/${name}`)
        .replace("/usr/bin/whybounce", "/bin/true")
        .replace(/^Documentation=.*\n/m, ""),
    );
});
afterAll(() => rmSync(folder, { recursive: true }));

describe.skipIf(mustSkip("the check of the units", missing("systemd-analyze")))("systemd", () => {
  test.each(units)("finds nothing wrong with %s", (name) => {
    const { status, stderr } = spawnSync("systemd-analyze", ["verify", join(folder, name)], {
      encoding: "utf8",
    });
    expect({ status, stderr: stderr.split("\n").filter((line) => line.includes(name)) }).toEqual({
      status: 0,
      stderr: [],
    });
  });

  test.each(services)("finds %s exposed by 2.0 at most", (name) => {
    const told = execFileSync("systemd-analyze", ["security", "--offline=true", join(folder, name)], {
      encoding: "utf8",
    });
    const level = /exposure level for \S+: ([\d.]+)/.exec(told)?.[1];
    expect(Number(level)).toBeGreaterThan(0);
    expect(Number(level)).toBeLessThanOrEqual(2);
  });
});

test.each(services)("%s starts a command line that there is", async (name) => {
  const unit = read(`systemd/${name}`);
  const options = /WATCH_OPTIONS=([^"]*)"/.exec(unit)?.[1] ?? "none";
  const line =
    /^ExecStart=\/usr\/bin\/whybounce (.*)$/m.exec(unit)?.[1]?.replace("$WATCH_OPTIONS", options) ?? "";
  const request = await readRequest([...line.split(" "), "--no-config"], Date.now());
  expect(request).toMatchObject({ command: "watch", state: "/var/lib/whybounce", isDigestWanted: true });
});

/** What the watch writes of one address. */
async function writtenMetrics(): Promise<string> {
  const address = { ...newAddress("203.0.113.5", 1000), dnsChecked: 1000 };
  const path = join(folder, "whybounce.prom");
  await writeMetrics(path, { ...emptyState(), addresses: [address], lastRound: 1000 });
  return readFileSync(path, "utf8");
}

const usedMetrics = (text: string) =>
  new Set(text.match(/whybounce_\w+/g)?.filter((name) => !name.endsWith("_")));

test.each(["monitoring/whybounce.rules.yml", "monitoring/grafana-dashboard.json"])(
  "%s asks for metrics that the watch writes",
  async (path) => {
    const written = usedMetrics(await writtenMetrics());
    const used = usedMetrics(read(path));
    expect(used.size).toBeGreaterThan(2);
    expect([...used].filter((name) => !written.has(name))).toEqual([]);
  },
);

test("the dashboard is JSON with a query in each panel", () => {
  const { panels } = JSON.parse(read("monitoring/grafana-dashboard.json")) as {
    panels: { id: number; targets: { expr: string }[] }[];
  };
  expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
  expect(panels.every(({ targets }) => targets.every(({ expr }) => expr !== ""))).toBe(true);
});

test.skipIf(mustSkip("the check of the alert rules", missing("promtool")))(
  "promtool takes the rules and the metrics",
  async () => {
    const rules = spawnSync(
      "promtool",
      ["check", "rules", join(PACKAGING, "monitoring/whybounce.rules.yml")],
      {
        encoding: "utf8",
      },
    );
    expect(rules.status, rules.stderr).toBe(0);
    const input = await writtenMetrics();
    const metrics = spawnSync("promtool", ["check", "metrics"], { input, encoding: "utf8" });
    expect(metrics.status, metrics.stdout + metrics.stderr).toBe(0);
  },
);
