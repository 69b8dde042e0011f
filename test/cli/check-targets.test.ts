// What `check` takes, from the command line to the report, with a real name server: addresses, ranges, hosts, domains,
// lists, and this machine.

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { main, type Io } from "../../src/cli/main.ts";
import type { CheckLine } from "../../src/model/check.ts";
import { startZoneServer, type ZoneServer } from "../support/zone-server.js";

const ZONE = `
. 3600 IN SOA ns.example. root.example. 1 2 3 4 5
in-addr.arpa. 3600 IN NS ns.example.
ip6.arpa. 3600 IN NS ns.example.
example.com. 3600 IN SOA ns.example.com. root.example.com. 1 2 3 4 5
example.com. 3600 IN MX 20 mx2.example.com.
example.com. 3600 IN MX 10 mx1.example.com.
example.com. 3600 IN A 192.0.2.80
mx1.example.com. 3600 IN A 203.0.113.5
mx1.example.com. 3600 IN AAAA 2001:db8:25::5
mx2.example.com. 3600 IN A 203.0.113.6
mx2.example.com. 3600 IN A 203.0.113.5
host.example.com. 3600 IN A 203.0.113.7
alias.example.com. 3600 IN CNAME host.example.com.
below.empty.example.com. 3600 IN A 192.0.2.1
helo.example.com. 3600 IN TXT v=spf1 a -all
helo.example.com. 3600 IN A 203.0.113.8
null.example.com. 3600 IN MX 0 .
null.example.com. 3600 IN A 203.0.113.9
lost.example.com. 3600 IN MX 10 gone.example.com.
lost.example.com. 3600 IN MX 20 mx1.example.com.
example.net. 3600 IN SOA ns.example.net. root.example.net. 1 2 3 4 5
example.net. 3600 IN TXT v=spf1 ip4:203.0.113.64/30 ip4:198.51.100.9 -ip4:192.0.2.1 ip6:2001:db8:7::1 include:_spf.example.net a -all
long.example.net. 3600 IN TXT v=spf1 LONG ip4:203.0.113.200 -all
example.org. 3600 IN SOA ns.example.org. root.example.org. 1 2 3 4 5
example.org. 3600 IN TXT v=spf1 ip4:10.0.0.0/8 ip4:203.0.113.128/31 ~all
broken.example.org. 3600 IN A 203.0.113.10
;! broken.example.org. SERVFAIL
113.0.203.in-addr.arpa. 3600 IN SOA ns.example. root.example. 1 2 3 4 5
5.113.0.203.in-addr.arpa. 3600 IN PTR mx1.example.com.
`.replace("LONG", "include:_spf.example.net ".repeat(20).trim());

let server: ZoneServer;
const folder = mkdtempSync(join(tmpdir(), "whybounce-targets-"));
beforeAll(async () => {
  server = await startZoneServer(ZONE);
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await server.close();
});

interface Setting {
  input?: string;
  interfaces?: Io["interfaces"];
  /** The line names another. */
  withoutServer?: boolean;
}

async function run(line: string, { input, interfaces, withoutServer = false }: Setting = {}) {
  const seen = { code: -1, stdout: "", stderr: "" };
  const stream = (name: "stdout" | "stderr") => ({
    write: async (text: string) => void (seen[name] += text),
    isTerminal: false,
    columns: undefined,
  });
  const io: Io = {
    stdout: stream("stdout"),
    stderr: stream("stderr"),
    stdin: async function* () {
      yield Buffer.from(input ?? "");
    },
    stdinIsPiped: input !== undefined,
    env: { LANG: "C.UTF-8" },
    now: Date.now,
    sleep: async () => {},
    ...(interfaces ? { interfaces } : {}),
  };
  const asked = `--no-config --no-authoritative ${withoutServer ? "" : `--resolver ${server.resolver}`}`;
  const words = `check ${line.replaceAll(/(?<= |^)@/g, `${folder}/`)} ${asked}`.split(" ").filter(Boolean);
  seen.code = await main(words, io);
  return seen;
}

/** The lines of NDJSON, and what was said beside. */
async function check(line: string, setting: Setting = {}) {
  const { code, stdout, stderr } = await run(`-f ndjson ${line}`, setting);
  const lines = stdout.split("\n").filter(Boolean);
  const found = lines.map((text) => JSON.parse(text) as CheckLine);
  return { code, found, ips: found.map(({ ip }) => ip), said: stderr.replaceAll("whybounce: ", "") };
}

describe("what is checked", () => {
  test.each([
    ["addresses", "203.0.113.5 [2001:DB8::5] 203.0.113.5", ["203.0.113.5", "2001:db8::5"]],
    ["a block", "203.0.113.4/30", ["203.0.113.4", "203.0.113.5", "203.0.113.6", "203.0.113.7"]],
    ["a block, written as an interface has it", "203.0.113.5/31", ["203.0.113.4", "203.0.113.5"]],
    ["from one to another", "203.0.113.9-203.0.113.11", ["203.0.113.9", "203.0.113.10", "203.0.113.11"]],
    ["the last part alone", "203.0.113.254-255", ["203.0.113.254", "203.0.113.255"]],
    ["IPv6", "2001:db8::fffe/127", ["2001:db8::fffe", "2001:db8::ffff"]],
    ["a host", "host.example.com", ["203.0.113.7"]],
    ["a host of both families", "mx1.example.com", ["203.0.113.5", "2001:db8:25::5"]],
    ["a host that is an alias", "alias.example.com.", ["203.0.113.7"]],
    ["a host that gets no mail (RFC 7505)", "null.example.com", ["203.0.113.9"]],
    [
      "a domain: the hosts of its MX, not its web server",
      "example.com",
      ["203.0.113.5", "2001:db8:25::5", "203.0.113.6"],
    ],
    ["a mailbox says its domain", "news@example.com", ["203.0.113.5", "2001:db8:25::5", "203.0.113.6"]],
  ])("%s", async (_name, line, ips) => {
    expect(await check(line)).toMatchObject({ code: 0, ips, said: "" });
  });

  test("a domain with an SPF record: its own ip4 and ip6, and what else it names is told", async () => {
    const { code, ips, said } = await check("example.net");
    expect(code).toBe(0);
    expect(ips.join(" ")).toBe(
      "203.0.113.64 203.0.113.65 203.0.113.66 203.0.113.67 198.51.100.9 2001:db8:7::1",
    );
    expect(said).toBe(
      "example.net: its SPF record names senders that were not checked: include:_spf.example.net, a\n",
    );
  });

  test("a record of several strings, and one term twenty times", async () => {
    expect(await check("long.example.net")).toMatchObject({
      ips: ["203.0.113.200"],
      said: "long.example.net: its SPF record names senders that were not checked: include:_spf.example.net\n",
    });
  });

  test("a host with an SPF record of its own, as RFC 7208 wants for the name in HELO", async () => {
    expect((await check("helo.example.com")).ips).toEqual(["203.0.113.8"]);
  });

  test("a /22 has 1,024 addresses", async () => {
    expect((await check("198.51.100.0/22")).ips).toHaveLength(1024);
  });

  test("each address says what led to it, and hosts are asked with their name as HELO", async () => {
    const { found } = await check("203.0.113.5 mx2.example.com host.example.com");
    expect(found.map(({ ip, targets }) => [ip, targets])).toEqual([
      ["203.0.113.5", ["203.0.113.5", "mx2.example.com"]],
      ["203.0.113.6", ["mx2.example.com"]],
      ["203.0.113.7", ["host.example.com"]],
    ]);
    // The name that is to be written into the PTR record is the host's own.
    expect(found.map(({ fix }) => JSON.stringify(fix))).toEqual([
      expect.not.stringContaining("host.example.com"),
      expect.stringContaining("6.113.0.203.in-addr.arpa. 3600 IN PTR mx2.example.com."),
      expect.stringContaining("7.113.0.203.in-addr.arpa. 3600 IN PTR host.example.com."),
    ]);
    const { found: greeted } = await check("--helo greeting.example.com host.example.com");
    expect(greeted[0]?.findings.map(({ id }) => id)).toContain("helo_unresolvable");
  });
});

describe("lists", () => {
  test("a file, and standard input, hold the same kinds", async () => {
    writeFileSync(join(folder, "list.txt"), "host.example.com # web\n203.0.113.12-13\n\n[203.0.113.5]\n");
    expect((await check("@list.txt")).ips).toEqual([
      "203.0.113.7",
      "203.0.113.12",
      "203.0.113.13",
      "203.0.113.5",
    ]);
    expect((await check("-", { input: "host.example.com\n203.0.113.5" })).ips).toEqual([
      "203.0.113.7",
      "203.0.113.5",
    ]);
    expect((await check("", { input: "203.0.113.5\n" })).ips).toEqual(["203.0.113.5"]);
  });

  test("one that cannot be read stops no other", async () => {
    expect(await check("@none.txt 203.0.113.5")).toMatchObject({
      code: 2,
      ips: ["203.0.113.5"],
      said: `${folder}/none.txt: no such file or directory\n`,
    });
  });
});

describe("one line, and the rest is done", () => {
  const SIZE =
    "at most 1,024 are checked for one range (/22, /118): write a smaller one, or the addresses that send mail";
  test.each([
    ["a range of 16 million", "10.0.0.0/8", `check 10.0.0.0/8: 16,777,216 addresses; ${SIZE}`],
    ["a range as large as the internet", "2001:db8::/32", `check 2001:db8::/32: 7.9e28 addresses; ${SIZE}`],
    [
      "from here to there",
      "10.0.0.0-10.255.255.255",
      `check 10.0.0.0-10.255.255.255: 16,777,216 addresses; ${SIZE}`,
    ],
    [
      "a prefix that is none",
      "203.0.113.0/33",
      "check 203.0.113.0/33: no such prefix length; an IPv4 block ends in /0 to /32, an IPv6 block in /0 to /128",
    ],
    [
      "backwards",
      "203.0.113.9-203.0.113.5",
      "check 203.0.113.9-203.0.113.5: its last address is before its first; turn it round",
    ],
    [
      "two families",
      "203.0.113.9-2001:db8::1",
      "check 203.0.113.9-2001:db8::1: from IPv4 to IPv6; write a range of one family",
    ],
    [
      "no address",
      "203.0.113.500",
      "check 203.0.113.500: neither an IP address, a range, a name nor a file; write one such as 203.0.113.5, 203.0.113.0/28, mail.example.com",
    ],
    ["a name that is not there", "none.example.com", "none.example.com: no such name in the DNS"],
    [
      "a name without addresses",
      "empty.example.com",
      "empty.example.com: has no address (neither A nor AAAA)",
    ],
  ])("%s", async (_name, word, line) => {
    expect(await check(`${word} 203.0.113.5`)).toMatchObject({
      code: 2,
      ips: ["203.0.113.5"],
      said: `${line}\n`,
    });
    expect(await run(word)).toEqual({ code: 2, stdout: "", stderr: `whybounce: ${line}\n` });
  });

  test("an MX without addresses", async () => {
    expect(await check("lost.example.com")).toMatchObject({
      code: 2,
      ips: ["203.0.113.5", "2001:db8:25::5"],
      said: "lost.example.com: its MX gone.example.com has no address (neither A nor AAAA)\n",
    });
  });

  test("an SPF record with more addresses than can be checked", async () => {
    expect(await check("example.org")).toMatchObject({
      code: 2,
      ips: ["203.0.113.128", "203.0.113.129"],
      said: "example.org: ip4:10.0.0.0/8 of its SPF record is 16,777,216 addresses; at most 1,024 of a domain are checked\n",
    });
  });

  test("a name that could not be asked is no name without addresses", async () => {
    const { code, ips, said } = await check("broken.example.org 203.0.113.5");
    expect({ code, ips }).toEqual({ code: 2, ips: ["203.0.113.5"] });
    expect(said).toMatch(/could not be asked \(servfail\)/);
    expect(said).not.toMatch(/no such name|no address/);
  });
});

describe("nothing given: this machine's own addresses", () => {
  const on = (...addresses: string[]) => ({
    interfaces: () => ({
      eth0: addresses.map((address) => ({ address, internal: address.startsWith("127.") })) as never,
    }),
  });

  test("those that others see", async () => {
    const { code, ips, said } = await check(
      "",
      on("127.0.0.1", "10.0.0.5", "203.0.113.5", "fe80::1", "2001:db8:25::5"),
    );
    expect({ code, ips }).toEqual({ code: 0, ips: ["203.0.113.5", "2001:db8:25::5"] });
    expect(said).toBe("no address given: this machine's own are checked, 203.0.113.5, 2001:db8:25::5\n");
  });

  test("with --no-local this machine is not asked", async () => {
    expect(await run("--no-local", on("203.0.113.5"))).toEqual({
      code: 2,
      stdout: "",
      stderr:
        "whybounce: check: no address given, and --no-local leaves out this machine's own; name the address that others see, such as 203.0.113.5, or the mail server's name\n",
    });
  });

  test.each([
    [["127.0.0.1"], "no address given, and this machine has none"],
    [["10.0.0.5", "fd00::5"], "no address given, and this machine has only private ones (10.0.0.5, fd00::5)"],
  ])("none that others see: %j", async (addresses, problem) => {
    expect(await run("", on(...addresses))).toEqual({
      code: 2,
      stdout: "",
      stderr: `whybounce: check: ${problem}; name the address that others see, such as 203.0.113.5, or the mail server's name\n`,
    });
  });
});

describe("data", () => {
  test("NDJSON is one address a line, without counts of a log", async () => {
    const { found } = await check("203.0.113.5 203.0.113.6");
    expect(found[0]).toMatchObject({
      schema: "whybounce.check/1",
      targets: ["203.0.113.5"],
      ip: "203.0.113.5",
      family: 4,
      iprev: "pass",
      stands: false,
      cause: { id: "ok" },
    });
    expect(found[1]).toMatchObject({ iprev: "permerror", stands: true, cause: { id: "ptr_nxdomain" } });
    expect(Object.keys(found[0] ?? {})).not.toContain("attempts");
    expect(Object.keys(found[0] ?? {})).not.toContain("presentation");
  });

  test("CSV is one row an address", async () => {
    const { stdout } = await run("-f csv 203.0.113.5 mx2.example.com");
    const [head, ...rows] = stdout.trimEnd().split("\r\n");
    expect(head).toBe(
      "ip,ip_family,targets,iprev,ptr,stands,cause,cause_title,findings,fix,visible_after_seconds,checked_at",
    );
    expect(rows[0]).toMatch(
      /^203\.0\.113\.5,4,203\.0\.113\.5; mx2\.example\.com,pass,mx1\.example\.com,no,ok,/,
    );
    expect(rows[1]).toMatch(/^203\.0\.113\.6,4,mx2\.example\.com,permerror,,yes,ptr_nxdomain,No PTR record,/);
    expect(rows).toHaveLength(2);
  });

  test("nobody could be asked: neither yes nor no", async () => {
    const dead = await run(
      "-f csv 203.0.113.5 --resolver 127.0.0.1:1".replace("--resolver", "--dns-timeout 100ms --resolver"),
    );
    expect(dead.code).toBe(0);
  });
});

test("--wait: a look at which a name cannot be asked tells nothing, and the wait goes on", async () => {
  const broken = await startZoneServer(";! * SERVFAIL");
  const whole = await startZoneServer(ZONE);
  const { unlessBlind } = await import("../../src/cli/run-check.ts");
  const { check: look } = await import("../../src/index.ts");
  const servers = [whole.resolver, broken.resolver, whole.resolver];
  let round = 0;
  const next = unlessBlind(() =>
    look("host.example.com", { dns: { resolvers: [servers[round++] ?? ""], authoritative: false } }),
  );
  const ips = [await next(), await next(), await next()].map(({ report }) =>
    report.sendingIps.map(({ ip }) => ip),
  );
  expect(ips).toEqual([["203.0.113.7"], ["203.0.113.7"], ["203.0.113.7"]]);
  await Promise.all([broken.close(), whole.close()]);
});
