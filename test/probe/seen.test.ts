// The address that the receiver saw, by what it wrote before: its refusals in logs and bounces, its headers in delivered
// copies. What a sender may have written himself counts for nothing.

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { renderProbe } from "../../src/index.ts";
import { attribute, judgedIp } from "../../src/probe/attribute.ts";
import { renamedIn } from "../../src/probe/hosts-file.ts";
import { seenInCopy } from "../../src/probe/received.ts";
import { diagnose } from "../../src/probe/reverse-dns.ts";
import type { Source } from "../../src/probe/sources.ts";
import type { ProbeTask } from "../../src/model/probe.ts";
import { startZoneServer, type ZoneServer } from "../support/zone-server.js";
import { report, run } from "./run.ts";
import { ZONE } from "./zone.ts";

const folder = mkdtempSync(join(tmpdir(), "whybounce-probe-"));
let dns: ZoneServer;
beforeAll(async () => {
  dns = await startZoneServer(ZONE);
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await dns.close();
});

const copy = (...fields: string[]) => [...fields, "Subject: hello", "", "text", ""].join("\r\n");
const inner =
  "Received: by 2002:a05:7022:1234:b0:66:1234:5678 with SMTP id x1csp123;\r\n        Mon, 23 Feb 2026 02:11:14 -0800 (PST)";
const outer =
  "Received: from mail.example.com (mail.example.com. [203.0.113.6])\r\n        by mx.google.com with ESMTPS id d75a77b69052e-3bfe6si138lbh.2.2026.02.23.02.11.13\r\n        for <you@gmail.com>; Mon, 23 Feb 2026 02:11:13 -0800 (PST)";
const forged =
  "Received: from mail.example.com (mail.example.com. [198.51.100.66]) by mx.google.com with ESMTPS id x for <you@gmail.com>; Mon, 23 Feb 2026 02:11:00 -0800 (PST)";

describe("a delivered copy", () => {
  const seen = { ip: "203.0.113.6", source: "header", at: "2026-02-23T10:11:13.000Z" };
  test.each([
    ["Gmail's own hop, below its inner one", copy("Delivered-To: you@gmail.com", inner, outer), seen],
    ["with an mbox's first line", `From someone Mon Feb 23\r\n${copy(inner, outer)}`, seen],
    ["with bare line ends", copy(inner, outer).replaceAll("\r\n", "\n"), seen],
    ["what stands below may be the sender's", copy(outer, forged), seen],
    ["of IPv6", copy(outer.replace("203.0.113.6", "2001:db8:25::5")), { ...seen, ip: "2001:db8:25::5" }],
    ["without a time", copy(outer.replace(/;.*$/s, "")), { ...seen, at: null }],
    ["not in the text", `${copy("From: a@example.com")}${outer}\r\n`, null],
    ["not another receiver's", copy(outer.replace("mx.google.com", "mx.example.net")), null],
    ["not a name that only ends alike", copy(outer.replace("mx.google.com", "mx.notgoogle.com")), null],
    ["not a private address", copy(outer.replace("203.0.113.6", "10.0.0.5")), null],
    ["no header", "", null],
  ])("%s", (_name, text, want) => {
    expect(seenInCopy(text, "gmail.com")).toEqual(want);
  });

  test("of another domain, by its own servers", () => {
    const text = copy(outer.replace("mx.google.com", "mx1.example.net"));
    expect(seenInCopy(text, "example.net")?.ip).toBe("203.0.113.6");
  });

  test("in linear time, however it is made", () => {
    const started = performance.now();
    for (const text of [
      `Received: from ${"a (".repeat(80_000)}`,
      `Received: from x ${"[1.2.3.4 ".repeat(30_000)} by `,
      "Received: from x [1.2.3.4] by y\r\n".repeat(8_000),
      `Received: from x\r\n${" \r\n".repeat(80_000)}`,
    ])
      seenInCopy(text, "gmail.com");
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});

describe("from the command line", () => {
  const basis = () => ["--no-local", "--resolver", dns.resolver];

  test("a copy tells what others see of the only private address", async () => {
    const path = join(folder, "copy.eml");
    writeFileSync(path, copy(inner, outer));
    const { addresses } = await report([...basis(), "--received", path, "10.0.0.5"]);
    expect(addresses).toMatchObject([
      {
        ip: "10.0.0.5",
        judgedIp: "203.0.113.6",
        seen: [{ source: "header" }],
        reverseDns: { cause: { id: "ptr_nxdomain" } },
      },
    ]);
  });

  test.each([
    ["is not there", "nowhere.eml", /nowhere\.eml: no such file or directory/],
    ["is a folder", ".", /: is a directory/],
    ["tells nothing", "plain.eml", /plain\.eml: no header of a server of gmail\.com names the address/],
  ])("a copy that %s is told, and the exit code is 2", async (_name, name, want) => {
    writeFileSync(join(folder, "plain.eml"), copy("From: a@example.com"));
    const { code, stderr, stdout } = await run([...basis(), "--received", join(folder, name), "203.0.113.5"]);
    expect(code).toBe(2);
    expect(stderr).toMatch(want);
    expect(stdout).toContain("203.0.113.5");
  });

  test("a log tells it as well, and which of its own addresses Exim meant", async () => {
    const path = join(folder, "mainlog");
    writeFileSync(
      path,
      "2026-02-23 10:11:12 1vuABC-000001-AA ** you@gmail.com F=<a@example.com> R=dnslookup T=remote_smtp I=[10.0.0.6]:41234 H=gmail-smtp-in.l.google.com [192.0.2.26]: SMTP error from remote mail server after end of data: 550-5.7.25 [203.0.113.6] The IP address sending this message does not have a\\n550-5.7.25 PTR record setup, or the corresponding forward DNS entry does not\\n550 5.7.25 match. d75a77b69052e-3bfe6ab7225si138lbh.2 - gsmtp\n",
    );
    const { addresses } = await report([...basis(), "--timezone", "UTC", path, "10.0.0.5", "10.0.0.6"]);
    const seenAs = addresses.map(({ ip, judgedIp: seen, source }) => [ip, seen, source]);
    expect(seenAs).toEqual([
      ["10.0.0.5", null, "given"],
      ["10.0.0.6", "203.0.113.6", "given"],
    ]);
  });

  test("an address that no setting explains is one of its own", async () => {
    const path = join(folder, "copy.eml");
    writeFileSync(path, copy(inner, outer));
    const { addresses } = await report([...basis(), "--received", path, "203.0.113.5"]);
    expect(addresses.map(({ ip, source, onHost }) => [ip, source, onHost])).toEqual([
      ["203.0.113.5", "given", false],
      ["203.0.113.6", "seen", null],
    ]);
  });

  test("an address of the same host that looks made by chance", async () => {
    const { addresses } = await report([...basis(), "2001:db8:25:0:3d2c:91ab:77f0:c1e4"]);
    expect(addresses[0]?.findings.map(({ id }) => id)).toContain("probe_random_ipv6");
  });

  test("what to do first: a fixed address before any record for a random one", async () => {
    const { code: _, stderr: __, ...found } = await report([...basis(), "2001:db8:25:0:3d2c:91ab:77f0:c1e4"]);
    const [address] = found.addresses;
    // As if this host had it.
    const findings = address!.findings.filter(({ id }) => id !== "probe_not_on_host");
    const text = await renderProbe({ ...found, addresses: [{ ...address!, findings }] });
    expect(text).toMatch(/^First +bind one fixed IPv6 address/m);
    expect(text).not.toContain(" IN PTR ");
    expect(text.replaceAll("\n", " ")).toContain("c1e4: a random IPv6 address. First");
    const idle = await renderProbe({ ...found, addresses: [{ ...address!, findings, sends: "no" }] });
    expect(idle).toMatch(/^No address is known that mail for gmail\.com leaves from\.$/m);
    expect(idle).toMatch(
      /^First +name the addresses of this host that send: whybounce probe 203\.0\.113\.5/m,
    );
  });
});

const source = (ip: string, sends: Source["sends"] = "yes"): Source => ({
  ip,
  family: ip.includes(":") ? 6 : 4,
  source: "system",
  configuredBy: [],
  ways: [],
  onHost: true,
  sends,
  inner: ip.startsWith("10."),
  helo: null,
});

test.each([
  ["198.51.100.7", [], "no mail has left that a setting could bind elsewhere"],
  ["10.0.0.5", ["ip_behind_nat"], "a private one is translated"],
])("an address that is seen as another: %s", async (ip, want) => {
  const options = {
    resolvers: [dns.resolver],
    authoritative: false,
    timeoutMilliseconds: 1000,
    concurrency: 1,
  };
  const task = { dns: options, send: null } as unknown as ProbeTask;
  const judged = [{ source: { ...source(ip), seen: [] }, ip: "203.0.113.6" }];
  const told = await diagnose(judged, null, task, () => {});
  const addressFindings = told.get("203.0.113.6")?.findings.map(({ id }) => id) ?? ["none"];
  expect(addressFindings.filter((id) => id.startsWith("ip_"))).toEqual(want);
});

describe("whose a sighting is", () => {
  const at = "2026-02-23T10:11:12.000Z";

  test("of two private addresses nobody knows which it was", () => {
    const found = attribute(
      [source("10.0.0.5"), source("10.0.0.6")],
      [{ ip: "203.0.113.6", source: "log", at }],
    );
    expect(found.map(({ ip, seen }) => [ip, seen.length])).toEqual([
      ["10.0.0.5", 0],
      ["10.0.0.6", 0],
      ["203.0.113.6", 1],
    ]);
  });

  test("one that does not send was not it", () => {
    const found = attribute(
      [source("10.0.0.5"), source("10.0.0.6", "no")],
      [{ ip: "203.0.113.6", source: "log", at }],
    );
    expect(found[0]?.seen).toHaveLength(1);
  });

  test("of a log and of a connection, the connection counts", () => {
    const [found] = attribute(
      [source("10.0.0.5")],
      [
        { ip: "203.0.113.7", source: "connection", at: "2026-01-01T00:00:00.000Z", local: "10.0.0.5" },
        { ip: "203.0.113.6", source: "log", at },
      ],
    );
    expect(judgedIp(found!)).toBe("203.0.113.7");
  });

  test("a private address that nobody has seen from outside is not judged", () => {
    expect(judgedIp(attribute([source("10.0.0.5")], [])[0]!)).toBeNull();
  });
});

test.each([
  ["127.0.0.1 localhost\n192.0.2.99 gmail-smtp-in.l.google.com alias\n", "192.0.2.99"],
  ["0.0.0.0\tGMAIL-SMTP-IN.L.GOOGLE.COM # no mail\n", "0.0.0.0"],
  ["# 192.0.2.99 gmail-smtp-in.l.google.com\n", null],
  ["192.0.2.99 l.google.com\n", null],
  ["", null],
])("a hosts file that renames Gmail's server: %j", async (text, want) => {
  const path = join(folder, "hosts");
  writeFileSync(path, text);
  expect(await renamedIn("gmail-smtp-in.l.google.com", path)).toBe(want);
});
