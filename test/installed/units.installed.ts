// The units in the packages: where systemd finds them, enabled by nobody but the administrator, and gone after a purge.

import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { binary, done, forNode, install, olderThan } from "./packages.ts";
import { openSystem, type System } from "./system.ts";

const UNITS = ["whybounce-watch.service", "whybounce-watch.timer", "whybounce-watchd.service"];
const ENABLED = "/etc/systemd/system/timers.target.wants/whybounce-watch.timer";
const STATE = "/var/lib/private/whybounce/state.json";
const LOG = "/var/log/systemctl";

const links = (system: System) =>
  system.run("find /etc/systemd -name 'whybounce*'").then(({ stdout }) => stdout.split("\n").filter(Boolean));

/** As the unit with a user of its own leaves it. */
const keepState = (system: System) =>
  done(
    system.run(
      `mkdir -p /var/lib/private/whybounce && echo '{}' > ${STATE} && ln -s private/whybounce /var/lib/whybounce`,
    ),
  );

describe("on Debian 12 with systemd", () => {
  let system: System;
  beforeAll(async () => {
    system = openSystem("bookworm");
    await install(system, olderThan(binary));
  });
  afterAll(() => system.close());

  test("systemd finds them, and none is enabled", async () => {
    for (const unit of UNITS) {
      const { stdout } = await system.run(`systemctl is-enabled ${unit}`);
      expect(`${unit} ${stdout}`).toMatch(/ (disabled|static)\n$/);
    }
    expect(await links(system)).toEqual([]);
  });

  test("their commands are there, and systemd finds nothing wrong", async () => {
    const paths = UNITS.map((unit) => `/usr/lib/systemd/system/${unit}`).join(" ");
    const { stdout, stderr } = await system.run(`systemd-analyze verify --recursive-errors=no ${paths}`);
    expect((stdout + stderr).split("\n").filter((line) => line.includes("whybounce"))).toEqual([]);
  });

  test("what was enabled stays enabled when the package is upgraded", async () => {
    await done(system.run("systemctl enable whybounce-watch.timer"));
    await keepState(system);
    await install(system, binary);
    expect(await links(system)).toEqual([ENABLED]);
    expect(existsSync(system.path(STATE))).toBe(true);
  });

  test("a removal leaves the state, a purge leaves neither state nor link", async () => {
    await done(system.run("apt-get remove -y -qq whybounce"));
    expect(existsSync(system.path(STATE))).toBe(true);
    await done(system.run("apt-get purge -y -qq whybounce"));
    expect(await links(system)).toEqual([]);
    expect(
      await done(system.run("ls -A /var/lib/private 2>/dev/null || :; ls -d /var/lib/whybounce* || :")),
    ).toBe("");
  });
});

describe("the two packages", () => {
  test("a purge of the one that was replaced leaves the state of the other", async () => {
    const system = openSystem("trixie");
    await install(system, forNode);
    await keepState(system);
    await install(system, binary);
    await done(system.run("apt-get purge -y -qq whybounce-node; dpkg --purge whybounce-node"));
    expect(existsSync(system.path(STATE))).toBe(true);
    expect(await done(system.run("whybounce --version"))).toMatch(/^\d/);
    system.close();
  });
});

/** In place of a systemd that runs: it writes down what it is asked for. */
function recordSystemctl(system: System): () => string[] {
  mkdirSync(system.path("/run/systemd/system"), { recursive: true });
  writeFileSync(system.path("/usr/bin/systemctl"), `#!/bin/sh\necho "$*" >> ${LOG}\n`);
  chmodSync(system.path("/usr/bin/systemctl"), 0o755);
  return () => {
    const text = existsSync(system.path(LOG)) ? readFileSync(system.path(LOG), "utf8") : "";
    writeFileSync(system.path(LOG), "");
    return text.split("\n").filter((line) => /daemon-reload|whybounce/.test(line));
  };
}

describe("where systemd runs", () => {
  test("it is told of new units; what runs is started anew by an upgrade, stopped by a removal, and started by nothing else", async () => {
    const system = openSystem("trixie");
    const asked = recordSystemctl(system);
    await install(system, olderThan(forNode));
    expect(asked().filter((line) => !line.includes("daemon-reload"))).toEqual([]);
    await install(system, forNode);
    const upgrade = asked();
    expect(upgrade.some((line) => line.includes("daemon-reload"))).toBe(true);
    expect(upgrade.some((line) => /try-restart.*whybounce-watchd\.service/.test(line))).toBe(true);
    await done(system.run("apt-get remove -y -qq whybounce-node"));
    const removal = asked();
    expect(removal.some((line) => /stop.*whybounce-watch\.timer/.test(line))).toBe(true);
    expect(removal.at(-1)).toContain("daemon-reload");
    expect(
      [...upgrade, ...removal].filter((line) =>
        /(?<!re)start |enable /.test(line.replace("try-restart ", "")),
      ),
    ).toEqual([]);
    system.close();
  });
});
