// Real mail servers deliver to a Gmail that refuses them, and the tool must find exactly what that Gmail wrote
// down. `npm run test:e2e` runs this in namespaces of its own; docs/verification.md shows the result.

import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Report } from "../../src/model/report.ts";
import { compareAttempts, compareBounces, foundEndings, foundOthers } from "./compare.ts";
import { machines, startLaboratory } from "./laboratory.ts";
import type { Laboratory } from "./laboratory.ts";
import { addressOf, nameServers } from "./network.ts";
import { afterwards, scenarios, waiting } from "./scenarios.ts";
import { eventsOf, reportOf, whybounce } from "./tool.ts";
import { endingsInLog, otherCodes, totalsOf } from "./truth.ts";
import { table, writeTable } from "./verification.ts";
import type { Row } from "./verification.ts";

/** Milliseconds in which `check --wait` has certainly looked once. */
const BEFORE_REPAIR = 4000;
/** Milliseconds in which the resolver has certainly forgotten that there was no record: the zones say five seconds. */
const FORGOTTEN = 6000;

let laboratory: Laboratory;
const rows: Row[] = [];

beforeAll(async () => {
  laboratory = await startLaboratory();
  await laboratory.send(scenarios);
  await laboratory.everywhere((server) => server.retry());
});

afterAll(async () => {
  await laboratory?.stop();
  const order = ({ machine, bounces }: Row) => machines.indexOf(machine) * 2 + (bounces ? 1 : 0);
  const text = table(rows.toSorted((a, b) => order(a) - order(b)));
  console.log(text);
  if (process.env["WHYBOUNCE_E2E_WRITE"]) writeTable(text);
});

function logsOf(machine: string) {
  const {
    logs,
    machine: { root },
  } = laboratory.server(machine);
  return logs.map(({ form, path }) => ({ form, path: join(root, path) }));
}

function bouncesOf(machine: string): string {
  const {
    machine: { root },
    maildir,
  } = laboratory.server(machine);
  return join(root, maildir);
}

async function expectLog(machine: string, path: string) {
  const truth = await laboratory.truth(machine);
  const events = await eventsOf(path);
  const attempts = compareAttempts(truth, events);
  expect(attempts.problems).toEqual([]);
  expect(foundOthers(events)).toEqual(otherCodes(truth));
  expect(foundEndings(events)).toEqual(endingsInLog(truth));
  return attempts;
}

describe("while Gmail's temporary refusals are retried", () => {
  test.concurrent.each(machines)("%s: its log", async (machine) => {
    await expectLog(machine, logsOf(machine)[0]!.path);
  });
});

describe("after they were given up", () => {
  beforeAll(async () => {
    await laboratory.everywhere((server) => server.expire(true));
    await laboratory.everywhere((server) => server.retry());
    await laboratory.everywhere((server) => server.expire(false));
  });

  test.concurrent.each(machines)("%s: every form of its log", async (machine) => {
    for (const { form, path } of logsOf(machine)) {
      const attempts = await expectLog(machine, path);
      rows.push({ machine, server: laboratory.server(machine).version, form, attempts });
    }
  });

  test.concurrent.each(machines)("%s: its bounces", async (machine) => {
    const bounces = compareBounces(await laboratory.truth(machine), await eventsOf(bouncesOf(machine)));
    expect(bounces.problems).toEqual([]);
    rows.push({ machine, server: laboratory.server(machine).version, form: "bounces", bounces });
  });

  test.concurrent.each(machines)(
    "%s: the report of log and bounces counts nothing twice",
    async (machine) => {
      const report = await reportOf([logsOf(machine)[0]!.path, bouncesOf(machine)], "--no-dns");
      expect(report.totals).toEqual(totalsOf(await laboratory.truth(machine)));
    },
  );
});

/** What each reply must lead to: the reason, whose domain it is about, and whether the zone still has that fault. */
const reasonsOf = (machine: string): [cause: string, domain: string | null, state: string][] => [
  ["spf_hard_fail", "sender.example", "stands"],
  ["spf_not_passed", "sender.example", "stands"],
  ["sender_unauthenticated", "sender.example", "stands"],
  ["dmarc_policy_forbids", "author.example", "stands"],
  ["authentication_dns_failure", "silent.example", "stands"],
  ["spf_suspicious", `${machine}.example`, "stands"],
  ["dkim_not_passed", `${machine}.example`, "stands"],
  ["dmarc_not_published", `${machine}.example`, "stands"],
  // Nothing in a log tells From:.
  ["from_not_aligned", `${machine}.example`, "not known"],
  ["tls_not_used", null, "not in the DNS"],
  ["direct_sending_refused", null, "not in the DNS"],
  ["rate_unusual", null, "not in the DNS"],
];

/** It goes out over IPv6. */
const tooMuch = scenarios.find(({ name }) => name === "too-much")!;

/** Gmail's replies of these kinds name no address. */
const withoutAddress = new Set(["rate_unusual", "dmarc_policy_forbids", "authentication_dns_failure"]);

describe("what was refused for the sender's records", () => {
  // Sendmail's log has no reply's last line, by which they are known.
  test.each(machines.filter((machine) => machine !== "sendmail"))(
    "%s: the reasons are those of the zones, and each is counted once",
    async (machine) => {
      const truth = await laboratory.truth(machine);
      const { refusals = [] } = await reportOf(
        [logsOf(machine)[0]!.path],
        "--resolver",
        nameServers.resolver,
      );
      const found = refusals.map(({ cause, domain, state }) => `${cause.id} ${domain} ${state}`);
      const isSent = (cause: string) => cause !== "rate_unusual" || truth.server.canSend(tooMuch);
      const wanted = reasonsOf(machine).filter(([cause]) => isSent(cause));
      expect(new Set(found)).toEqual(new Set(wanted.map((each) => each.map(String).join(" "))));
      expect(found).toHaveLength(wanted.length);
      for (const { codes, cause, sendingIp, counts } of refusals) {
        const [code = ""] = Object.keys(codes);
        const ofCode = truth.refusals.filter((one) => one.code === code && !one.ptr);
        const clients = withoutAddress.has(cause.id) ? [null] : ofCode.map(({ clientIp }) => clientIp);
        expect(clients, cause.id).toContain(sendingIp);
        const isOpen = code.startsWith("4") && truth.server.hidesExpiry;
        const [lost, retrying] = isOpen ? [0, 1] : [1, 0];
        expect(counts, cause.id).toMatchObject({ affected: 1, lost, retrying });
      }
      const counted = refusals.reduce((sum, { counts }) => sum + counts.attempts, 0);
      const codes = new Set(refusals.flatMap((each) => Object.keys(each.codes)));
      const isOfSender = ({ code, ptr, messages }: (typeof truth.refusals)[number]) =>
        !ptr && codes.has(code) && !messages.some(({ sender }) => sender.startsWith("unsolicited@"));
      expect(counted).toBe(truth.refusals.filter(isOfSender).length);
      const senders = new Set(
        truth.refusals
          .filter(({ messages }) => messages.some(({ sender }) => sender.endsWith(`@${machine}.example`)))
          .map(({ clientIp }) => clientIp),
      );
      const records = recordsOf(refusals).map((record) => withoutKnown(record, machine, senders));
      expect(records).toEqual(wantedRecords(machine));
    },
  );
});

/** The whole records that are offered, each once. */
function recordsOf(refusals: NonNullable<Report["refusals"]>): string[] {
  const records = refusals.flatMap(({ fix }) => fix.flatMap(({ record }) => record ?? []));
  return [...new Set(records.filter((record) => !record.startsWith("whybounce ")))].toSorted();
}

/** The machine's own domain sends from all of its addresses: those that are refused for it may stand in its record. */
function withoutKnown(record: string, machine: string, senders: ReadonlySet<string>): string {
  if (!record.startsWith(`${machine}.example. 3600 IN TXT "v=spf1`)) return record;
  const second = addressOf(machines.indexOf(machine), "second4");
  return record.replaceAll(/ip[46]:(\S+) /g, (term, ip: string) =>
    ip === second || !senders.has(ip) ? term : "",
  );
}

function wantedRecords(machine: string): string[] {
  const number = machines.indexOf(machine);
  const [plain, second] = [addressOf(number, "plain4"), addressOf(number, "second4")];
  return [
    `_dmarc.${machine}.example. 3600 IN TXT "v=DMARC1; p=none"`,
    `${machine}.example. 3600 IN TXT "v=spf1 ip4:${second} ~all"`,
    `sender.example. 3600 IN TXT "v=spf1 ip4:${second} ip4:${plain} ip4:198.51.100.250 -all"`,
  ].toSorted();
}

describe("after the zones were mended", () => {
  const ips = machines.flatMap((_, number) => waiting.map(({ from }) => addressOf(number, from)));
  let before: Report;
  let seen: Report;
  let resolved: Report;

  beforeAll(async () => {
    await laboratory.send(waiting);
    const options = ["--resolver", nameServers.resolver, "--format", "json"];
    before = JSON.parse(await whybounce("check", ...options, ...ips)) as Report;
    const watching = whybounce("check", "--wait=2m", ...options, ...ips);
    // So that it finds the zones broken first.
    await sleep(BEFORE_REPAIR);
    await laboratory.dns.mend(ips);
    seen = JSON.parse(await watching) as Report;
    await sleep(FORGOTTEN);
    resolved = JSON.parse(await whybounce("check", "--no-authoritative", ...options, ...ips)) as Report;
    await laboratory.everywhere((server) => server.retry());
    await laboratory.send(afterwards);
  });

  test("`check --wait` sees it, at the resolver and at the zones' own servers", () => {
    const causes = ({ sendingIps }: Report) => sendingIps.map(({ ip, cause }) => [ip, cause?.id]);
    expect(causes(before)).toEqual(ips.map((ip) => [ip, "ptr_nxdomain"]));
    // The zones' own servers are right; the resolver may still remember.
    for (const { cause } of seen.sendingIps) expect(["ok", "resolver_view_stale"]).toContain(cause?.id);
    expect(causes(resolved)).toEqual(ips.map((ip) => [ip, "ok"]));
    for (const { evidence } of seen.sendingIps) expect(evidence.join()).toContain(nameServers.hoster);
    for (const { evidence } of resolved.sendingIps) expect(evidence.join()).toContain(nameServers.resolver);
    expect(seen.warnings).toEqual([]);
  });

  test.concurrent.each(machines)(
    "%s: mail sent again is accepted, and the report says so",
    async (machine) => {
      const { path } = logsOf(machine)[0]!;
      await expectLog(machine, path);
      const report = await reportOf([path], "--resolver", nameServers.resolver);
      const found = report.sendingIps.filter(({ ip }) => ips.includes(ip));
      expect(found).toHaveLength(waiting.filter(laboratory.server(machine).canSend).length);
      // Each of these hosts sends from several addresses: only a mailer that tells its own proves from which mail was accepted.
      const proof = machine === "exim-all" ? "fixed_since" : "fixed_cache_may_hold";
      for (const { findings } of found) expect(findings.map(({ id }) => id)).toEqual([proof]);
      const broken = report.sendingIps.filter(({ ip }) => !ips.includes(ip));
      expect(new Set(broken.map(({ cause }) => cause?.id))).toEqual(new Set(["ptr_nxdomain"]));
    },
  );
});
