// `probe --send`: one honest message from each address, as a mailer would send it, and how it ended.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { mustSkip } from "../support/servers.ts";
import { startZoneServer, type ZoneServer } from "../support/zone-server.js";
import {
  isOpensslMissing,
  secureContext,
  startFakeGmail,
  type FakeGmail,
  type Script,
} from "./fake-gmail.ts";
import { idsOf, report, run } from "./run.ts";
import { ZONE } from "./zone.ts";

let dns: ZoneServer;
let gmail: FakeGmail;
const folder = mkdtempSync(join(tmpdir(), "whybounce-probe-"));
beforeAll(async () => {
  dns = await startZoneServer(ZONE);
  gmail = await startFakeGmail();
  if (!isOpensslMissing) secureContext();
});
afterEach(() => {
  gmail.script({});
  gmail.sessions.splice(0);
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await gmail.close();
  await dns.close();
});

const basis = () => {
  const server = ["--server", `127.0.0.1:${gmail.port}`, "--connect-timeout", "900ms"];
  return ["--no-local", "--resolver", dns.resolver, ...server, "--state", folder];
};
const send = (...words: string[]) =>
  report([...basis(), "--helo", "mx1.example.com", "--send", "you@gmail.com", ...words]);

describe("the message", () => {
  test("goes from each address to the one recipient, and says what it is", async () => {
    const { addresses } = await send("127.0.0.2", "127.0.0.3");
    expect(gmail.sessions.map(({ commands }) => commands)).toEqual(
      [1, 2].map(() => [
        "EHLO mx1.example.com",
        "MAIL FROM:<postmaster@mx1.example.com>",
        "RCPT TO:<you@gmail.com>",
        "DATA",
        "QUIT",
      ]),
    );
    const [head = "", ...body] = gmail.sessions[1]!.message!.split("\r\n\r\n");
    const names = head.split("\r\n").map((line) => line.split(":", 1)[0]);
    expect(names).toEqual(
      "Date From To Subject Message-ID Auto-Submitted MIME-Version Content-Type".split(" "),
    );
    expect(head).toContain("\r\nAuto-Submitted: auto-generated\r\n");
    expect(head).toContain("\r\nSubject: whybounce probe: test message from 127.0.0.3\r\n");
    expect(head).toMatch(/^Date: \w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d \+0000\r\n/);
    expect(head).toMatch(/\r\nMessage-ID: <[\w-]{36}@mx1\.example\.com>\r\n/);
    expect(body.join("\n")).toContain("test message");
    expect(addresses.map(({ delivery }) => delivery)).toMatchObject([
      { way: "direct", recipient: "you@gmail.com", outcome: "accepted" },
      { outcome: "accepted", reply: expect.stringMatching(/^250 2\.0\.0 OK/) as string },
    ]);
    expect(gmail.sessions[1]!.at - gmail.sessions[0]!.at).toBeGreaterThanOrEqual(990);
  });

  test("has the sender that is named", async () => {
    await send("--sender", "news@example.com", "127.0.0.2");
    expect(gmail.sessions[0]?.commands).toContain("MAIL FROM:<news@example.com>");
    expect(gmail.sessions[0]?.message).toContain("From: <news@example.com>");
  });

  test("is said to be unsigned before it is sent, and in the report", async () => {
    const { stderr, addresses } = await send("127.0.0.2");
    expect(stderr).toContain("whybounce: a direct message is not signed with DKIM");
    expect(idsOf(addresses[0]!)).toEqual(expect.arrayContaining(["probe_accepted", "probe_unsigned"]));
  });

  test("a repair is seen at once: a second message may follow the first", async () => {
    await send("127.0.0.2");
    await send("127.0.0.2");
    expect(gmail.sessions).toHaveLength(2);
  });

  test("one that was sent counts as a connection: --connect does not call again", async () => {
    await send("127.0.0.9");
    await report([...basis(), "--connect", "127.0.0.9"]);
    expect(gmail.sessions).toHaveLength(1);
  });
});

describe.skipIf(mustSkip("STARTTLS of a probe", isOpensslMissing ? ["openssl"] : []))("STARTTLS", () => {
  test("is used where it is offered, with a second EHLO", async () => {
    gmail.script({ tls: true, sees: "203.0.113.5" });
    const { addresses } = await send("127.0.0.2");
    const [session] = gmail.sessions;
    expect(session?.commands.map((command) => command.split(/[ :]/)[0])).toEqual(
      "EHLO STARTTLS EHLO MAIL RCPT DATA QUIT".split(" "),
    );
    expect(session?.tls).toBe(true);
    expect(addresses[0]).toMatchObject({ connection: { tls: true }, delivery: { outcome: "accepted" } });
    expect(idsOf(addresses[0]!)).not.toContain("probe_unencrypted");
  });

  test("is not used for a mere greeting", async () => {
    gmail.script({ tls: true });
    await report([...basis(), "--connect", "127.0.0.8"]);
    expect(gmail.sessions[0]?.commands).toEqual(["EHLO [127.0.0.8]", "QUIT"]);
  });
});

test("without STARTTLS, that it went in the clear is told", async () => {
  const { addresses } = await send("127.0.0.2");
  expect(idsOf(addresses[0]!)).toContain("probe_unencrypted");
});

const noPtr =
  "550-5.7.25 [203.0.113.6] The IP address sending this message does not have a\r\n" +
  "550-5.7.25 PTR record setup, or the corresponding forward DNS entry does not\r\n" +
  "550 5.7.25 match the sending IP. d75a77b69052e-3bfe6ab7225si1387918380242lbh.227 - gsmtp\r\n";
const rateLimited =
  "421-4.7.23 [203.0.113.6      23] The sending IP address for this message doesn't have a PTR\r\n" +
  "421 4.7.23 record. Your email has been temporarily rate limited. d75a77b69052e-3bfe6ab7225si138lbh.2 - gsmtp\r\n";
const unauthenticated =
  "550-5.7.26 Your email has been blocked because the sender is unauthenticated.\r\n" +
  "550 5.7.26 Gmail requires all senders to authenticate with either SPF or DKIM. d75a77b69052e-3bfe6ab7225si138lbh.2 - gsmtp\r\n";

describe("how it ended", () => {
  const cases: {
    name: string;
    script: Script;
    outcome: string;
    finding: string;
    state: string;
    verdict?: object | null;
  }[] = [
    {
      name: "refused for the reverse DNS at the end of the data",
      script: { message: noPtr },
      outcome: "refused",
      finding: "probe_refused",
      state: "fail",
      verdict: { kind: "ptr", code: "550-5.7.25", namedIp: "203.0.113.6" },
    },
    {
      name: "slowed down for it",
      script: { message: rateLimited },
      outcome: "deferred",
      finding: "probe_deferred",
      state: "fail",
      verdict: { kind: "ptr", code: "421-4.7.23" },
    },
    {
      name: "refused as unsigned: no fault of the mail server",
      script: { message: unauthenticated },
      outcome: "refused",
      finding: "probe_refused",
      state: "warn",
      verdict: { kind: "other", code: "550-5.7.26" },
    },
    {
      name: "refused at RCPT TO",
      script: {
        rcpt: "550 5.1.1 The email account that you tried to reach does not exist. d75a77b69052e - gsmtp\r\n",
      },
      outcome: "refused",
      finding: "probe_refused",
      state: "fail",
      verdict: { kind: "other", code: "550-5.1.1" },
    },
    {
      name: "refused at MAIL FROM in unknown words",
      script: { mail: "553 we do not like you\r\n" },
      outcome: "refused",
      finding: "probe_refused",
      state: "fail",
      verdict: { kind: "unknown", code: "553" },
    },
    {
      name: "refused at DATA",
      script: { data: "451 4.3.0 Mail server temporarily rejected message. d75a77b69052e - gsmtp\r\n" },
      outcome: "deferred",
      finding: "probe_deferred",
      state: "fail",
    },
    {
      name: "no connection",
      script: { greeting: noPtr },
      outcome: "refused",
      finding: "probe_greeting_refused",
      state: "fail",
    },
    {
      name: "lost in its middle: nobody knows",
      script: { message: { reset: true } },
      outcome: "unknown",
      finding: "probe_connection_lost",
      state: "unknown",
    },
  ];

  test.each(cases)("$name", async ({ script, outcome, finding, state, verdict }) => {
    gmail.script({ sees: "203.0.113.5", ...script });
    const { addresses } = await send("127.0.0.2");
    const [address] = addresses;
    expect(address?.delivery?.outcome).toBe(outcome);
    expect(address?.findings.find(({ id }) => id === finding)?.state).toBe(state);
    if (verdict !== undefined) expect(address?.delivery?.verdict).toMatchObject(verdict!);
    expect(gmail.sessions).toHaveLength(1);
  });

  test("a refusal names the address, and its cause and fix are told", async () => {
    gmail.script({ sees: "203.0.113.5", message: noPtr });
    const asked = ["--helo", "mail.example.com", "--send", "you@gmail.com", "--exit-code", "127.0.0.2"];
    const { stdout, code } = await run([...basis(), ...asked]);
    expect(code).toBe(1);
    expect(stdout).toContain("127.0.0.2 (seen as 203.0.113.6)");
    // Not "as told for the address".
    expect(stdout).toMatch(/^First +create the PTR record/m);
    expect(stdout).toContain("6.113.0.203.in-addr.arpa. 3600 IN PTR mail.example.com.");
  });
});

describe("what is typed", () => {
  test.each([
    ["no recipient", ["--send"], /--send <address>' argument missing/],
    [
      "no domain",
      ["--send", "root"],
      /^whybounce: --send root is invalid; write one address such as you@gmail\.com/,
    ],
    ["a command in the recipient", ["--send", "a@b.example>\r\nDATA"], /--send .* is invalid/s],
    ["two recipients", ["--send", "a@b.example,c@d.example"], /is invalid/],
    [
      "a sender without a message",
      ["--sender", "a@example.com"],
      /^whybounce: --sender is the sender of a test message, and none is sent; add --send you@gmail\.com/,
    ],
    ["the mailer without a message", ["--via-mta"], /^whybounce: --via-mta is about a test message/],
    [
      "a server and a domain",
      ["--to-domain", "outlook.com"],
      /^whybounce: --to-domain looks for a server, and one is named; leave out --server/,
    ],
    ["no port", ["--server", "192.0.2.1:99999"], /--server 192\.0\.2\.1:99999 is invalid/],
    ["no time", ["--connect-timeout", "1ms"], /--connect-timeout 1ms is invalid; write 500ms to 5m/],
    ["an option of another command", ["--since", "7d"], /unknown option '--since'/],
    ["a format that it has not", ["-f", "recipients"], /--format recipients is invalid/],
    [
      "a word that is nothing",
      ["nowhere.example"],
      /^whybounce: probe nowhere\.example: neither an address nor a file/,
    ],
  ])("%s", async (_name, words, want) => {
    const { code, stderr } = await run([...basis(), ...words]);
    expect([code, gmail.sessions.length]).toEqual([2, 0]);
    expect(stderr).toMatch(want);
  });

  test("no address, where this machine is not to be asked", async () => {
    const { code, stderr } = await run(basis());
    expect(code).toBe(2);
    expect(stderr).toContain("--no-local leaves out this machine's own; name an address of this host");
  });
});
