// `probe --connect`: what is said to a server, how politely, and what is made of everything that it may answer.

import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { probe } from "../../src/index.ts";
import { startZoneServer, type ZoneServer } from "../support/zone-server.js";
import { startFakeGmail, type FakeGmail, type Script } from "./fake-gmail.ts";
import { idsOf, report, run } from "./run.ts";
import { ZONE } from "./zone.ts";

let dns: ZoneServer;
let gmail: FakeGmail;
let folder = mkdtempSync(join(tmpdir(), "whybounce-probe-"));
beforeAll(async () => {
  dns = await startZoneServer(ZONE);
  gmail = await startFakeGmail();
});
afterEach(() => {
  gmail.script({});
  gmail.sessions.splice(0);
  rmSync(folder, { recursive: true, force: true });
  folder = mkdtempSync(join(tmpdir(), "whybounce-probe-"));
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await gmail.close();
  await dns.close();
});

const basis = (port = gmail.port) => [
  "--no-local",
  "--resolver",
  dns.resolver,
  "--server",
  `127.0.0.1:${port}`,
  "--state",
  folder,
  "--connect-timeout",
  "900ms",
  "--connect",
];

const connect = (...words: string[]) => report([...basis(), ...words]);

describe("manners", () => {
  test("EHLO with the name and QUIT, and nothing else, once from each address", async () => {
    await connect("--helo", "mx1.example.com", "127.0.0.2", "127.0.0.3");
    expect(gmail.sessions.map(({ from, commands }) => [from, ...commands])).toEqual([
      ["127.0.0.2", "EHLO mx1.example.com", "QUIT"],
      ["127.0.0.3", "EHLO mx1.example.com", "QUIT"],
    ]);
  });

  test("at least a second apart", async () => {
    await connect("127.0.0.2", "127.0.0.3", "127.0.0.4");
    const times = gmail.sessions.map(({ at }) => at);
    expect(times).toHaveLength(3);
    for (const [index, time] of times.slice(1).entries())
      expect(time - times[index]!).toBeGreaterThanOrEqual(990);
  });

  test("not again within ten minutes: the result that is known is shown", async () => {
    gmail.script({ sees: "203.0.113.5" });
    await connect("127.0.0.2");
    gmail.script({ sees: "203.0.113.6" });
    const { addresses } = await connect("127.0.0.2");
    expect(gmail.sessions).toHaveLength(1);
    expect(addresses[0]).toMatchObject({ judgedIp: "203.0.113.5", connection: { remembered: true } });
    expect(idsOf(addresses[0]!)).toContain("probe_not_again");
  });

  test.each([
    ["after ten minutes", -11],
    ["when the clock was put back", 5],
  ])("again %s", async (_when, minutes) => {
    await connect("127.0.0.2");
    const path = join(folder, "probe.json");
    const state = JSON.parse(readFileSync(path, "utf8")) as { connections: { at: string }[] };
    for (const one of state.connections) one.at = new Date(Date.now() + minutes * 60_000).toISOString();
    writeFileSync(path, JSON.stringify(state));
    const { addresses } = await connect("127.0.0.2");
    expect(gmail.sessions).toHaveLength(2);
    expect(addresses[0]?.connection?.remembered).toBe(false);
  });

  test("another address or another server is another connection", async () => {
    await connect("127.0.0.2");
    await connect("127.0.0.3");
    const other = await startFakeGmail();
    await report([...basis(other.port), "127.0.0.2"]);
    expect([gmail.sessions.length, other.sessions.length]).toEqual([2, 1]);
    await other.close();
  });

  test("a call is remembered before it is made: a run that is killed in it counts", async () => {
    gmail.script({ greeting: { hang: true } });
    const running = connect("127.0.0.2");
    await expect.poll(() => gmail.sessions.length, { interval: 20 }).toBe(1);
    expect(readFileSync(join(folder, "probe.json"), "utf8")).toContain('"127.0.0.2"');
    await running;
  });

  test("at most twenty, and the rest is told", async () => {
    const ips = Array.from({ length: 22 }, (_, index) => `127.0.0.${index + 10}`);
    const { findings } = await connect(...ips);
    expect(gmail.sessions).toHaveLength(20);
    expect(findings).toMatchObject([{ id: "probe_limit", data: { limit: 20, leftOut: 2 } }]);
  }, 90_000);

  test("nobody is called without --connect or --send", async () => {
    const words = basis().filter((word) => word !== "--connect");
    const { addresses } = await report([...words, "127.0.0.2"]);
    expect(gmail.sessions).toEqual([]);
    expect(addresses[0]?.connection).toBeNull();
  });

  test.each([
    ["is no state", "probe.json", "[]", /holds no state of a probe; remove it/],
    ["is a torn one", "probe.json", '{"schema":"whybounce.probe-state/1","conn', /holds no state of a probe/],
  ])("nobody is called where what is remembered %s", async (_what, name, text, want) => {
    writeFileSync(join(folder, name), text);
    const { code, stderr } = await run([...basis(), "127.0.0.2"]);
    expect([code, gmail.sessions.length]).toEqual([2, 0]);
    expect(stderr).toMatch(want);
    expect(stderr).toMatch(/^whybounce: --state /);
  });

  test("nobody is called where nothing can be remembered", async () => {
    writeFileSync(join(folder, "file"), "");
    const words = basis().map((word) => (word === folder ? join(folder, "file") : word));
    const { code, stderr } = await run([...words, "127.0.0.2"]);
    expect([code, gmail.sessions.length]).toEqual([2, 0]);
    expect(stderr).toMatch(
      /so whybounce cannot remember whom it called and when, and calls nobody; name a folder/,
    );
  });
});

describe("what the server saw", () => {
  test.each([
    ["IPv4", "203.0.113.5", "203.0.113.5"],
    ["IPv6 without a prefix, as Gmail writes it", "2001:DB8:25:0:0:0:0:5", "2001:db8:25::5"],
    ["IPv6 with its prefix", "IPv6:2001:db8:25::5", "2001:db8:25::5"],
    ["IPv4 in IPv6", "::ffff:203.0.113.5", "203.0.113.5"],
  ])("%s", async (_name, sees, judgedIp) => {
    gmail.script({ sees });
    const { addresses } = await connect("127.0.0.2");
    expect(addresses).toMatchObject([
      { ip: "127.0.0.2", judgedIp, seen: [{ ip: judgedIp, source: "connection" }] },
    ]);
    expect(idsOf(addresses[0]!)).toEqual(["probe_nat"]);
    expect(addresses[0]?.reverseDns?.cause?.id).toBe("ok");
    expect(addresses[0]?.state).toBe("pass");
  });

  test("what is not in order of it", async () => {
    gmail.script({ sees: "203.0.113.6" });
    const { addresses, code } = await connect("127.0.0.2", "--exit-code");
    expect(addresses[0]?.reverseDns?.cause?.id).toBe("ptr_nxdomain");
    expect([addresses[0]?.state, code]).toEqual(["fail", 1]);
  });

  test.each([
    ["no address", "250 mx.google.com at your service\r\n"],
    ["no address that is one", "250-mx.google.com at your service, [300.1.2.3]\r\n250 SMTPUTF8\r\n"],
    ["one in a later line only", "250-mx.google.com at your service\r\n250 X [203.0.113.5]\r\n"],
  ])("%s is a normal result", async (_name, ehlo) => {
    gmail.script({ ehlo });
    const { addresses } = await connect("127.0.0.2");
    expect(addresses[0]).toMatchObject({
      seen: [],
      judgedIp: null,
      connection: { failure: null, seenIp: null },
    });
    expect(idsOf(addresses[0]!)).toEqual(["probe_no_address"]);
  });
});

const noPtr =
  "550-5.7.25 [203.0.113.6] The IP address sending this message does not have a\r\n" +
  "550-5.7.25 PTR record setup, or the corresponding forward DNS entry does not\r\n" +
  "550-5.7.25 match the sending IP. As a policy, Gmail does not accept messages from\r\n" +
  "550 5.7.25 IPs with missing PTR records. d75a77b69052e-3bfe6ab7225si1387918380242lbh.227 - gsmtp\r\n";

describe("what a server may do", () => {
  const cases: { name: string; script: Script; finding: string; state: string; connection?: object }[] = [
    {
      name: "refuse with its greeting for the reverse DNS",
      script: { greeting: noPtr },
      finding: "probe_greeting_refused",
      state: "fail",
      connection: { stage: "greeting", verdict: { kind: "ptr", code: "550-5.7.25", namedIp: "203.0.113.6" } },
    },
    {
      name: "refuse EHLO for another reason that is known",
      script: { ehlo: "421 4.7.0 Try again later, closing connection. d75a77b69052e - gsmtp\r\n" },
      finding: "probe_greeting_refused",
      state: "fail",
      connection: { stage: "ehlo", verdict: { kind: "other" } },
    },
    {
      name: "refuse in words that nobody knows",
      script: { greeting: "554 No SMTP service here\r\n" },
      finding: "probe_greeting_refused",
      state: "fail",
      connection: { verdict: { kind: "unknown", code: "554" } },
    },
    {
      name: "hang before its greeting",
      script: { greeting: { hang: true } },
      finding: "probe_no_greeting",
      state: "unknown",
    },
    {
      name: "hang after its greeting",
      script: { ehlo: { hang: true } },
      finding: "probe_no_greeting",
      state: "unknown",
      connection: { stage: "ehlo", failure: "time is over" },
    },
    {
      name: "reset the connection",
      script: { ehlo: { reset: true } },
      finding: "probe_connection_lost",
      state: "unknown",
    },
    {
      name: "close it without a word",
      script: { greeting: { close: true } },
      finding: "probe_connection_lost",
      state: "unknown",
    },
    {
      name: "begin a line and never end it",
      script: { greeting: "220-mx.google.com\r\n220 mx.goo" },
      finding: "probe_no_greeting",
      state: "unknown",
      connection: { failure: "time is over" },
    },
    {
      name: "send a greeting of 1 MB in one line",
      script: { greeting: `220 ${"x".repeat(1 << 20)}\r\n` },
      finding: "probe_not_smtp",
      state: "unknown",
    },
    {
      name: "send a greeting of 1 MB in many lines",
      script: { greeting: "220-mx.google.com ESMTP\r\n".repeat(43_690) },
      finding: "probe_not_smtp",
      state: "unknown",
    },
    {
      name: "speak another protocol",
      script: { greeting: "HTTP/1.1 400 Bad Request\r\nServer: proxy\r\n\r\n" },
      finding: "probe_not_smtp",
      state: "unknown",
      connection: { failure: "not smtp" },
    },
    {
      name: "answer EHLO in escapes for a terminal",
      script: { ehlo: "250-\u001b]0;pwned\u0007 [203.0.113.5]\r\n25\u001b[31m\r\n" },
      finding: "probe_not_smtp",
      state: "unknown",
    },
  ];

  test.each(cases)("$name", async ({ script, finding, state, connection = {} }) => {
    gmail.script(script);
    const { addresses, stderr } = await connect("127.0.0.2");
    expect(idsOf(addresses[0]!)).toContain(finding);
    expect(addresses[0]?.findings.find(({ id }) => id === finding)?.state).toBe(state);
    expect(addresses[0]?.connection).toMatchObject(connection);
    expect(addresses[0]?.connection?.reply?.length ?? 0).toBeLessThanOrEqual(1000);
    // Nothing is retried.
    expect(gmail.sessions).toHaveLength(1);
    expect(stderr).not.toContain("bug");
  });

  test("send its replies in half lines", async () => {
    gmail.script({
      sees: "203.0.113.5",
      greeting: { inParts: ["2", "20 mx.google.com ES", "MTP - gsmtp\r", "\n"] },
    });
    const { addresses } = await connect("127.0.0.2");
    expect(addresses[0]?.judgedIp).toBe("203.0.113.5");
  });

  test("a greeting that refuses for the address names the one that is judged", async () => {
    gmail.script({ greeting: noPtr });
    const { addresses } = await connect("127.0.0.2");
    expect(addresses[0]).toMatchObject({ judgedIp: "203.0.113.6", seen: [{ source: "reply" }] });
    expect(addresses[0]?.reverseDns?.cause?.id).toBe("ptr_nxdomain");
  });

  test("a refusing greeting is answered with QUIT, and a 421 with nothing more", async () => {
    gmail.script({ greeting: noPtr });
    await connect("127.0.0.2");
    expect(gmail.sessions.map(({ commands }) => commands)).toEqual([["QUIT"]]);
  });
});

describe("where no server answers", () => {
  test("a closed port", async () => {
    const { port } = await new Promise<AddressInfo>((resolve) => {
      const server = createServer().listen(0, "127.0.0.1", () => {
        const address = server.address() as AddressInfo;
        server.close(() => resolve(address));
      });
    });
    const { addresses } = await report([...basis(port), "127.0.0.2"]);
    expect(addresses[0]?.connection?.failure).toBe("refused");
    expect(idsOf(addresses[0]!)).toContain("probe_connection_refused");
  });

  test("an address that is not on this host", async () => {
    const { addresses } = await connect("203.0.113.5");
    expect(addresses[0]).toMatchObject({
      onHost: false,
      connection: { failure: "not on host" },
      state: "fail",
    });
    expect(idsOf(addresses[0]!)).toEqual(["probe_not_on_host"]);
    expect(gmail.sessions).toEqual([]);
  });

  test("a server without an address of the family", async () => {
    const { addresses, warnings } = await connect("::1");
    expect(addresses[0]?.connection).toBeNull();
    expect(warnings.join()).toContain("::1: 127.0.0.1 has no IPv6 address: nobody was called from there");
  });

  test("IPv6", async () => {
    const six = await startFakeGmail("::1");
    const words = basis().map((word) =>
      word.startsWith("127.0.0.1:") && word !== dns.resolver ? `[::1]:${six.port}` : word,
    );
    six.script({ sees: "2001:db8:25::5" });
    const { addresses } = await report([...words, "::1"]);
    expect(addresses).toMatchObject([{ ip: "::1", family: 6, judgedIp: "2001:db8:25::5", state: "pass" }]);
    await six.close();
  });
});

describe("which server", () => {
  const withDomain = (domain: string) => {
    const words = basis().filter((word) => word !== "--server" && word !== `127.0.0.1:${gmail.port}`);
    return [...words, "--to-domain", domain, "127.0.0.2"];
  };

  test("a private address of a public receiver: nobody is called there", async () => {
    const { findings, addresses } = await report(withDomain("example.net"));
    expect(findings).toMatchObject([
      { id: "probe_inner_server", data: { host: "mx.example.net", address: "10.0.0.25" } },
    ]);
    expect(addresses[0]?.connection).toBeNull();
  });

  test.each([
    ["that takes no mail (RFC 7505)", "example.org"],
    ["without MX records", "mail.example.com"],
  ])("a domain %s is a mistake", async (_name, domain) => {
    const { code, stderr } = await run(withDomain(domain));
    expect(code).toBe(2);
    expect(stderr).toMatch(new RegExp(`^whybounce: --to-domain ${domain}: it takes no mail`));
  });

  test("its MX, both families, by the DNS alone", async () => {
    const words = withDomain("gmail.com").filter((word) => word !== "--connect");
    const { server, domain } = await report(words);
    expect([domain, server]).toEqual([
      "gmail.com",
      { host: "gmail-smtp-in.l.google.com", port: 25, addresses: ["192.0.2.26", "2001:db8:26::1a"] },
    ]);
  });
});

describe("two runs at once", () => {
  test("the second waits for the first, and does not call again", async () => {
    gmail.script({ sees: "203.0.113.5" });
    const [one, other] = await Promise.all([connect("127.0.0.2"), connect("127.0.0.2")]);
    expect(gmail.sessions).toHaveLength(1);
    const remembered = [one, other].filter(({ addresses }) => addresses[0]?.connection?.remembered);
    expect(remembered).toHaveLength(1);
    expect([one, other].map(({ addresses }) => addresses[0]?.judgedIp)).toEqual([
      "203.0.113.5",
      "203.0.113.5",
    ]);
  });

  test("what is remembered is for its owner's eyes only", async () => {
    rmSync(folder, { recursive: true });
    await connect("127.0.0.2");
    expect([folder, join(folder, "probe.json")].map((path) => statSync(path).mode & 0o777)).toEqual([
      0o700, 0o600,
    ]);
    expect(readdirSync(folder)).toEqual(["probe.json"]);
  });
});

test("a library's caller must name where calls are remembered", async () => {
  await expect(probe(["127.0.0.2"], { connect: true })).rejects.toThrow(
    "stateFolder is missing: whybounce calls nobody unless it can remember when; name a folder",
  );
  await expect(probe(["nonsense"])).rejects.toThrow("not an IP address");
});
