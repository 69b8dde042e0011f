// `--via-mta` with senders: real Postfix and Exim say which way each sender's mail takes (`fixtures/probe/*-by-sender.txt`), and
// one message is sent for each way that leads to another address.

import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { dependsOnSenderAlone } from "../../src/machine/exim-interface.ts";
import { describeMachine } from "../../src/machine/index.ts";
import type { Interfaces } from "../../src/machine/network.ts";
import type { RunProgram } from "../../src/machine/programs.ts";
import { wayOfSender } from "../../src/machine/sender-way.ts";
import { probeDefaults, type ProbeTask } from "../../src/model/probe.ts";
import { probe } from "../../src/probe/probe.ts";
import { startZoneServer, type ZoneServer } from "../support/zone-server.js";
import { transcript } from "../machine/transcripts.ts";
import { run as runCommand } from "./run.ts";
import { ZONE } from "./zone.ts";

const interfaces: Interfaces = {
  eth0: ["198.51.100.17", "2001:db8:25::99"].map(
    (address) => ({ address, internal: false }) as NonNullable<Interfaces[string]>[number],
  ),
};

/** Of the system, which takes its IPv6 address where none is bound. */
function routed(run: RunProgram): RunProgram {
  return async (program, given) => {
    if (program === "hostname") return { text: "host.example.com\n" };
    if (program !== "ip") return run(program, given);
    const source = given.includes("192.0.2.1") ? "198.51.100.17" : "2001:db8:25::99";
    return { text: `[{"dst":"${given.at(-1)}","dev":"eth0","prefsrc":"${source}","flags":[]}]` };
  };
}

async function wayIn(name: string, sender: string): Promise<string> {
  const run = routed(transcript(name, "probe"));
  const machine = await describeMachine({ run, hostName: "host", interfaces });
  const { route, ips } = await wayOfSender(sender, "gmail.com", { machine, setup: machine.mailers[0]!, run });
  return [route.kind, route.relayHost ?? route.ways.join(), ...(ips ?? ["not known"])].join(" ");
}

describe("the way of one sender's mail", () => {
  test.each([
    // By the whole address before the domain.
    ["postfix-by-sender", "news@b.example", "direct outB 198.51.100.32 2001:db8:25::32"],
    ["postfix-by-sender", "y@b.example", "relay [smtp.example.net]:587 not known"],
    // `sender_dependent_relayhost_maps` names Gmail's own server: no relay host.
    ["postfix-by-sender", "x@a.example", "direct outA 198.51.100.31 2001:db8:25::99"],
    ["postfix-by-sender", "x@d.example", "relay [smtp.example.net]:587 not known"],
    ["postfix-by-sender", "x@e.example", "none  not known"],
    ["postfix-by-sender", "x@r.example", "relay [relay.example.org] not known"],
    ["postfix-by-sender", "x@f.example", "relay [smtp.example.net]:587 not known"],
    ["postfix-by-sender", "x@g.example", "relay [other.example.org] not known"],
    ["postfix-by-sender", "x@other.example", "relay [smtp.example.net]:587 not known"],
    ["exim-by-sender", "root@example.com", "direct remote_smtp 198.51.100.21 2001:db8:25::99"],
    ["exim-by-sender", "a@news.example.com", "direct remote_smtp_news 198.51.100.22 2001:db8:25::22"],
    ["exim-computed-by-sender", "x@a.example", "direct remote_smtp 198.51.100.77"],
    ["exim-computed-by-sender", "x@b.example", "direct remote_smtp 198.51.100.78 2001:db8:25::78"],
    // By the recipient's domain, and then by the sender's.
    ["exim-mailips", "x@a.example", "direct dkim_remote_smtp 198.51.100.41"],
    ["exim-mailips", "x@b.example", "direct dkim_remote_smtp 198.51.100.40"],
    ["exim-mailips", "x@sec.example", "relay 192.0.2.99 not known"],
    // Another answer each time.
    [
      "postfix-chance-for-senders",
      "x@a.example",
      "depends smtp,relay,ip1,ip2 198.51.100.17 2001:db8:25::99 198.51.100.18",
    ],
    // Its table names an interface, which Exim does not take.
    ["exim-computed-by-sender", "x@bad.example", "direct remote_smtp not known"],
    [
      "exim-computed-by-sender",
      "a@news.example.com",
      "direct remote_smtp_news 198.51.100.22 2001:db8:25::22",
    ],
  ])("%s: %s", async (name, sender, want) => {
    expect(await wayIn(name, sender)).toBe(want);
  });
});

describe("Exim is let expand an expression", () => {
  test.each([
    ["${lookup{$sender_address_domain}lsearch{/etc/mailips}{$value}{}}", true],
    [
      "${if exists{/etc/mailips}{${lookup{${lc:$sender_address_domain}}lsearch*{/etc/mailips}{$value}{}}}{}}",
      true,
    ],
    ["${lookup{$sender_address}partial-lsearch*@{/etc/ips}{$value}{198.51.100.1}}", true],
    ["${if eq{$sender_address_domain}{a.example}{198.51.100.1}{198.51.100.2}}", true],
    ["${if match_domain{$sender_address_domain}{cdb;/etc/domains.cdb}{198.51.100.1}{198.51.100.2}}", true],
    // Anew for each recipient, host or message.
    ["${if eq{$domain}{gmail.com}{198.51.100.1}{198.51.100.2}}", false],
    ["${lookup{$host}lsearch{/etc/ips}{$value}}", false],
    ["${extract{${eval:$tod_epoch % 2}}{0=198.51.100.1 1=198.51.100.2}}", false],
    ["$h_X-Pool:", false],
    ["$acl_m_ip", false],
    // Runs a program, calls code, asks a server.
    ["${run{/usr/local/bin/ip $sender_address_domain}}", false],
    ["${if eq{${run{/bin/true}}}{}{198.51.100.1}{198.51.100.2}}", false],
    ["${perl{pick}{$sender_address}}", false],
    ["${dlfunc{/x.so}{pick}}", false],
    ["${readsocket{/run/ip.sock}{$sender_address}}", false],
    ["${lookup mysql{SELECT ip FROM t WHERE d='${quote_mysql:$sender_address_domain}'}}", false],
    ["${lookup{$sender_address_domain}dnsdb{a=x}}", false],
    ["${lookup dnsdb{a=$sender_address_domain}}", false],
    ["${if ldapauth{x}{198.51.100.1}{198.51.100.2}}", false],
    ["${if acl{{pick}{$sender_address}}{198.51.100.1}{198.51.100.2}}", false],
    ["${acl{pick}{$sender_address}}", false],
    ["${randint:4}", false],
  ])("%s: %s", (value, want) => {
    expect(dependsOnSenderAlone(value)).toBe(want);
  });
});

// ---------------------------------------------------------------- messages

let folder: string;
let log: string;
let dns: ZoneServer;
beforeAll(async () => {
  dns = await startZoneServer(ZONE);
});
afterAll(() => dns.close());
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "whybounce-by-sender-"));
  log = join(folder, "mail.log");
  writeFileSync(log, "");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A mail server that sends at once, and logs as Postfix does. */
function handTo(given: string[][], times: number[], peer = "192.0.2.26") {
  return async (_program: string, words: readonly string[], text: string) => {
    given.push([...words]);
    times.push(Date.now());
    const id = /^Message-ID: <(.*)>$/m.exec(text)?.[1];
    const queue = `4AB12C3${given.length}`;
    const stamp = "Feb 23 10:11:12 mx1";
    const lines = [
      `${stamp} postfix/cleanup[2]: ${queue}: message-id=<${id}>`,
      `${stamp} postfix/smtp[4]: ${queue}: to=<you@gmail.com>, relay=gmail-smtp-in.l.google.com[${peer}]:25, delay=1, dsn=2.0.0, status=sent (250 2.0.0 OK - gsmtp)`,
    ];
    appendFileSync(log, `${lines.join("\n")}\n`);
    return { text: "" };
  };
}

const send = (name: string, senders: string[], peer?: string) =>
  sendWith(routed(transcript(name, "probe")), senders, peer);

async function sendWith(run: RunProgram, senders: string[], peer?: string) {
  const given: string[][] = [];
  const times: number[] = [];
  const [sender = null, ...otherSenders] = senders;
  const task: ProbeTask = {
    ...probeDefaults,
    ips: [],
    paths: [log],
    received: [],
    server: null,
    helo: null,
    connect: false,
    send: { recipient: "you@gmail.com", sender, otherSenders, viaMailer: true },
    stateFolder: "",
    local: true,
    timezone: "UTC",
    timeoutMilliseconds: 500,
    dns: { resolvers: [dns.resolver], authoritative: false, timeoutMilliseconds: 500, concurrency: 8 },
    onWarning: () => {},
  };
  const own = { run, hostName: "host", interfaces, hostsFile: "/nowhere" };
  const { report } = await probe(task, { ...own, hand: handTo(given, times, peer) });
  return { report, given, times };
}

const factsOf = ({ findings }: { findings: readonly { id: string; data: unknown }[] }, id: string) =>
  findings.filter((finding) => finding.id === id).map(({ data }) => data);

test("one message for each way that leads to another address, and what was left out is told", async () => {
  const senders = ["x@a.example", "news@b.example", "z@a.example", "x@other.example", "x@f.example"];
  const { report, given, times } = await send("postfix-by-sender", senders);
  // A second apart, as calls are.
  for (const [index, time] of times.slice(1).entries())
    expect(time - times[index]!).toBeGreaterThanOrEqual(1_000);
  expect(given.map((words) => words[2])).toEqual(["x@a.example", "news@b.example", "x@other.example"]);
  expect(report.deliveries.map(({ sender, from, outcome }) => [sender, from, outcome])).toEqual([
    ["x@a.example", "198.51.100.31", "accepted"],
    ["news@b.example", "198.51.100.32", "accepted"],
    // A relay host sends it on.
    ["x@other.example", null, "accepted"],
  ]);
  expect(report.delivery).toEqual(report.deliveries[0]);
  expect(factsOf(report, "probe_same_way")).toEqual([
    { sender: "x@a.example", alike: ["z@a.example"] },
    { sender: "x@other.example", alike: ["x@f.example"] },
  ]);
  const accepted = report.addresses.filter(({ delivery }) => delivery?.outcome === "accepted");
  expect(accepted.map(({ ip }) => ip)).toEqual(["198.51.100.31", "198.51.100.32"]);
  expect(accepted.every(({ findings }) => findings.some(({ id }) => id === "probe_accepted"))).toBe(true);
});

test("the family in which the receiver was called tells which of two addresses it was", async () => {
  const { report } = await send("postfix-by-sender", ["news@b.example"], "2001:db8:26::1a");
  expect(report.deliveries[0]?.from).toBe("2001:db8:25::32");
  const [untried] = report.findings.filter(({ id }) => id === "probe_not_tried");
  expect(untried?.summary).toBe(
    "The mail server took 2001:db8:25::32. Not tried with a message: 198.51.100.30, 198.51.100.31, 198.51.100.32, 2001:db8:25::99.",
  );
  expect(untried?.action).toMatch(/^name a sender for each address/);
});

test("Exim by sender: by routers, and by an expression", async () => {
  const routers = await send("exim-by-sender", ["root@example.com", "a@news.example.com"]);
  expect(routers.report.deliveries.map(({ from }) => from)).toEqual(["198.51.100.21", "198.51.100.22"]);
  const computed = await send("exim-computed-by-sender", ["x@a.example", "x@b.example"]);
  expect(computed.report.deliveries.map(({ from }) => from)).toEqual(["198.51.100.77", "198.51.100.78"]);
});

test("where nothing depends on the sender: one message, and the others are told", async () => {
  const { report, given } = await send("postfix-bound", ["a@a.example", "b@b.example"]);
  expect(given).toHaveLength(1);
  expect(factsOf(report, "probe_same_way")).toEqual([{ sender: "a@a.example", alike: ["b@b.example"] }]);
  expect(factsOf(report, "probe_not_tried")).toEqual([
    { tried: ["198.51.100.17"], untried: ["2001:db8:25::17"], isBySender: false },
  ]);
});

test("where chance decides, that the address is not known is told", async () => {
  const { report } = await send("postfix-by-chance", ["a@a.example"]);
  expect(report.deliveries[0]).toMatchObject({ from: null, outcome: "accepted" });
  const [untried] = report.findings.filter(({ id }) => id === "probe_not_tried");
  expect(untried?.summary).toMatch(
    /^The mail server chose the address, and which one it took is not known\./,
  );
});

test("several senders of a direct message are a mistake", async () => {
  const words = [
    "--send",
    "you@gmail.com",
    "--sender",
    "a@a.example",
    "--sender",
    "b@b.example",
    "127.0.0.2",
  ];
  const { code, stderr } = await runCommand(words);
  expect(code).toBe(2);
  expect(stderr).toBe(
    "whybounce: --sender a@a.example, b@b.example names several: a direct message from each address has one sender; name one, or add --via-mta\n",
  );
});

test("where two mail servers may own sendmail, nothing is taken from the settings of one", async () => {
  const postfix = routed(transcript("postfix-bound", "probe"));
  const run: RunProgram = async (program, given) =>
    program === "exim"
      ? { problem: { command: ["exim", ...given].join(" "), reason: "failed", detail: "no configuration" } }
      : postfix(program, given);
  const { report, given } = await sendWith(run, ["a@a.example", "b@b.example"]);
  expect(given).toHaveLength(1);
  expect(report.deliveries[0]).toMatchObject({ from: null, outcome: "accepted" });
});
