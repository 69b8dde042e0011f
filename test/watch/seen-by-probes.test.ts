// `watch --addresses auto` behind a translation: no setting names the address that Gmail sees, and a probe has kept it.

import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { HOUR, openLab, SENDER, zone, type Lab } from "./lab.ts";

let lab: Lab;
beforeEach(async () => {
  lab = await openLab(zone({ ptr: false }));
  await mkdir(lab.directory, { recursive: true });
  await lab.append("");
});
afterEach(() => lab.close());

/** `from` is an address of this host: all of 127/8 is. */
const keep = (...pairs: [from: string, seenIp: string][]) =>
  writeFile(
    join(lab.directory, "probe.json"),
    JSON.stringify({
      schema: "whybounce.probe-state/1",
      connections: pairs.map(([from, seenIp]) => ({
        at: new Date(lab.now() - HOUR).toISOString(),
        from,
        server: "gmail-smtp-in.l.google.com",
        serverIp: "192.0.2.26",
        port: 25,
        helo: "mail.example.net",
        stage: "ehlo",
        failure: null,
        reply: null,
        greeting: "220 mx.google.com ESMTP 1-2.3 - gsmtp",
        seenIp,
        tls: false,
        verdict: null,
        remembered: false,
      })),
    }),
  );
const aboutProbes = () => lab.warnings.filter((text) => text.includes("probe"));
const watched = async () => (await lab.state()).addresses.map(({ ip }) => ip);

test("the address that Gmail saw is watched, and its missing record told before any mail is refused", async () => {
  await keep(["127.0.0.2", SENDER]);
  const { changes } = await lab.once({ ownAddresses: true });
  expect(changes).toMatchObject([{ kind: "broken", ip: SENDER, cause: { id: "ptr_nxdomain" } }]);
  expect(aboutProbes()).toEqual([]);
});

test("only with --addresses auto, only of an address that this host has, and no private one", async () => {
  await keep(["127.0.0.2", SENDER]);
  await lab.once();
  expect(await watched()).not.toContain(SENDER);
  await keep(["198.51.100.77", SENDER], ["127.0.0.3", "10.0.0.9"]);
  await lab.once({ ownAddresses: true });
  expect(await watched()).not.toContain(SENDER);
  expect(await watched()).not.toContain("10.0.0.9");
});

test("what cannot be read is told, and the watch goes on", async () => {
  await writeFile(join(lab.directory, "probe.json"), "{");
  const { isInterrupted } = await lab.once({ ownAddresses: true });
  expect(isInterrupted).toBe(false);
  expect(aboutProbes()).toEqual([
    `${join(lab.directory, "probe.json")}: holds no state of a probe; what probes saw of this machine is left out`,
  ]);
});
