// A host behind NAT with a random IPv6 address: a probe tells both before any mail is lost, and, after the repair, that a test
// message is accepted, by itself and by Postfix.

import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ProbedAddress, ProbeReport } from "../../src/model/probe.ts";
import type { Report } from "../../src/model/report.ts";
import { startFakeGmail, type FakeGmail } from "../probe/fake-gmail.ts";
import { formatReply, replies } from "./gmail-replies.ts";
import { addresses, home, startHome, whybounceAt } from "./home.ts";
import { passesIprev } from "./iprev.ts";
import type { Machine } from "./machine.ts";
import { startNameServers, type NameServers } from "./name-servers.ts";
import { createInternet } from "./network.ts";

const packages = (name: string) => join(process.env["WHYBOUNCE_E2E_PACKAGES"]!, name);
const LOG = "/var/log/mail.log";
/** Milliseconds in which the resolver has certainly forgotten that there was no record: the zones say five seconds. */
const FORGOTTEN = 6000;

let dns: NameServers;
let gmail: FakeGmail;
let machine: Machine;

beforeAll(async () => {
  await createInternet();
  dns = await startNameServers([]);
  gmail = await startFakeGmail("::", 25);
  gmail.script({ message: { judge } });
  machine = await startHome(packages);
});
afterAll(() => gmail?.close());

async function judge(from: string): Promise<string> {
  if (await passesIprev(from)) return "250 2.0.0 OK  1771840272 d75a77b69052e - gsmtp\r\n";
  return formatReply(replies.noPtr, from, "d75a77b69052e-3bfe6ab7225si1387918380242lbh.227");
}

async function probe(...words: string[]): Promise<ProbeReport> {
  return JSON.parse(await whybounceAt(machine, "probe", "--json", ...words)) as ProbeReport;
}

const rowOf = ({ addresses: all }: ProbeReport, address: string): ProbedAddress =>
  all.find(({ ip }) => ip === address)!;
const idsOf = (row: ProbedAddress) => row.findings.map(({ id }) => id);

describe("before any mail is sent", () => {
  test("without options nobody is called, and what is not known is not called good", async () => {
    const report = await probe();
    expect(gmail.sessions).toEqual([]);
    expect(rowOf(report, home.inner)).toMatchObject({
      inner: true,
      sends: "yes",
      judgedIp: null,
      state: "unknown",
    });
    expect(rowOf(report, home.random)).toMatchObject({ sends: "yes", state: "fail" });
    expect(idsOf(rowOf(report, home.random))).toContain("probe_random_ipv6");
    expect(report.mailers).toMatchObject([{ mailer: "postfix", route: { kind: "direct", ways: ["smtp"] } }]);
  });

  test("--connect: the translated address and the random one, each without a PTR record, by EHLO and QUIT", async () => {
    const report = await probe("--connect");
    expect(gmail.sessions.map(({ from, commands }) => [from.replace("::ffff:", ""), ...commands])).toEqual([
      [home.outer, "EHLO mx.home.example", "QUIT"],
      [home.random, "EHLO mx.home.example", "QUIT"],
    ]);
    const [inner, random] = [rowOf(report, home.inner), rowOf(report, home.random)];
    expect(inner).toMatchObject({
      judgedIp: home.outer,
      state: "fail",
      reverseDns: { cause: { id: "ptr_nxdomain" } },
    });
    expect(idsOf(inner)).toContain("probe_nat");
    expect(random).toMatchObject({
      judgedIp: home.random,
      state: "fail",
      reverseDns: { cause: { id: "ptr_nxdomain" } },
    });
    expect(idsOf(random)).toContain("probe_random_ipv6");
  });

  test("--connect again is no second call", async () => {
    const report = await probe("--connect");
    expect(gmail.sessions).toHaveLength(2);
    expect(rowOf(report, home.inner)).toMatchObject({
      judgedIp: home.outer,
      connection: { remembered: true },
    });
  });

  test("watch --addresses auto knows the translated address from the probe", async () => {
    const told = await whybounceAt(machine, "watch", "--once", "--addresses", "auto", LOG);
    for (const address of [home.outer, home.random]) expect(told).toContain(address);
    expect(told).not.toContain(home.inner);
    expect(gmail.sessions).toHaveLength(2);
  });

  test("the report of Postfix's log tells with its date what the probe saw, and knows the translation from it", async () => {
    // Postfix writes its own log under its own name, and a log of another host's name is another's.
    await machine.run(["hostname", "mx"]);
    await machine.run(["postconf", "-e", "smtp_address_preference=ipv4"]);
    await machine.run(["postfix", "reload"]);
    const { delivery } = await probe("--send", "ann@gmail.com", "--via-mta");
    expect(delivery).toMatchObject({ outcome: "refused", from: home.inner });
    const report = JSON.parse(await whybounceAt(machine, "--json", LOG)) as Report;
    const findings = report.sendingIps.find(({ ip }) => ip === home.outer)?.findings ?? [];
    expect(findings.map(({ id }) => id)).toEqual(expect.arrayContaining(["ip_behind_nat", "seen_by_probe"]));
    const today = new Date().toISOString().slice(0, 10);
    expect(findings.find(({ id }) => id === "seen_by_probe")?.summary).toContain(
      `A probe from ${home.inner} at ${today}`,
    );
    // A copy of it may be anybody's.
    await machine.run(["cp", LOG, "/srv/copy.log"]);
    const copy = JSON.parse(await whybounceAt(machine, "--json", "/srv/copy.log")) as Report;
    expect(JSON.stringify(copy)).not.toContain("seen_by_probe");
  });

  test("--send: refused from both, with the cause", async () => {
    const report = await probe("--send", "ann@gmail.com");
    for (const address of [home.inner, home.random])
      expect(rowOf(report, address).delivery).toMatchObject({
        outcome: "refused",
        verdict: { kind: "ptr", code: "550-5.7.25" },
      });
  });
});

describe("after the repair", () => {
  beforeAll(async () => {
    await addresses("home", "eth0", [`${home.fixed}/64`]);
    await machine.run(["postconf", "-e", `smtp_bind_address6=${home.fixed}`]);
    await machine.run(["postfix", "reload"]);
    await dns.mend([home.outer, home.fixed]);
    await sleep(FORGOTTEN);
  });

  test("--send: accepted from both addresses", async () => {
    const report = await probe("--send", "ann@gmail.com");
    expect(
      report.addresses
        .filter(({ sends }) => sends === "yes")
        .map(({ ip }) => ip)
        .toSorted(),
    ).toEqual([home.inner, home.fixed].toSorted());
    for (const address of [home.inner, home.fixed])
      expect(rowOf(report, address)).toMatchObject({ delivery: { outcome: "accepted" }, state: "pass" });
    expect(idsOf(rowOf(report, home.fixed))).not.toContain("probe_random_ipv6");
  });

  test("--send --via-mta: Postfix sends it, and its log tells that it was accepted", async () => {
    const report = await probe("--send", "ann@gmail.com", "--via-mta");
    expect(report.delivery).toMatchObject({ way: "mailer", outcome: "accepted", from: home.inner });
    expect(idsOf(rowOf(report, home.inner))).toContain("probe_accepted");
    expect(report.findings).toMatchObject([
      { id: "probe_not_tried", data: { tried: [home.inner], untried: [home.fixed] } },
      { id: "probe_audit", action: expect.stringMatching(/^whybounce audit mx\.home\.example /) as string },
    ]);
    expect(gmail.sessions.at(-1)?.message).toContain("Auto-Submitted: auto-generated");
  });
});

describe("the way is closed", () => {
  test("a port 25 that is silent is told apart from one that is refused and from no route", async () => {
    const told = async (...rules: string[]) => {
      await machine.run(["sh", "-c", rules.join(";")]);
      const words = ["--connect", "--connect-timeout", "1s", "--state", `/tmp/${rules.length}-${Date.now()}`];
      return probe(...words, "--server", "192.0.2.200", home.inner);
    };
    // A neighbor that is not there: what goes to it is lost without a word.
    const silent = await told(
      "ip route add 192.0.2.200 dev eth0",
      "ip neigh add 192.0.2.200 lladdr 02:00:00:00:00:99 dev eth0",
    );
    expect(idsOf(rowOf(silent, home.inner))).toContain("probe_port_blocked");
    const unreachable = await told("ip route replace unreachable 192.0.2.200");
    expect(idsOf(rowOf(unreachable, home.inner))).toContain("probe_no_route");
    const refused = await probe(
      "--connect",
      "--state",
      "/tmp/refused",
      "--server",
      "192.0.2.26:2525",
      home.inner,
    );
    expect(idsOf(rowOf(refused, home.inner))).toContain("probe_connection_refused");
  });

  test("another server in Gmail's place, and a hosts file that renames Gmail's", async () => {
    gmail.script({ calls: "220 filter.provider.example ESMTP\r\n" });
    machine.write("/etc/hosts", "127.0.0.1 localhost\n198.51.100.9 gmail-smtp-in.l.google.com\n");
    const report = await probe("--connect", "--state", "/tmp/another");
    gmail.script({ message: { judge } });
    expect(idsOf(rowOf(report, home.inner))).toContain("probe_another_server");
    // What another server says it saw is not what Gmail sees, but the call went where the DNS says.
    expect(rowOf(report, home.inner).connection?.serverIp).toBe("192.0.2.26");
    expect(report.findings).toMatchObject([
      { id: "probe_hosts_file", data: { address: "198.51.100.9" } },
      { id: "probe_audit" },
    ]);
  });

  test("a mail server that relays names the relay, and nobody is called", async () => {
    const before = gmail.sessions.length;
    machine.write("/etc/hosts", "127.0.0.1 localhost\n");
    await machine.run(["postconf", "-e", "relayhost=[smtp.example.net]:587"]);
    const report = await probe("--connect");
    expect(report.findings).toMatchObject([
      { id: "probe_relay", data: { relayHost: "[smtp.example.net]:587" } },
      // The log still tells of an address from before.
      { id: "probe_audit" },
    ]);
    expect(gmail.sessions).toHaveLength(before);
  });
});
