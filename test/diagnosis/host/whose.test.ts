// Whose server is it? Bounces of other mail systems and addresses of services that send for others.

import { describe, expect, test } from "vitest";
import { findRelay, relays } from "../../../src/diagnosis/hosters/relays.ts";
import { ownHostsOf, whoseServer } from "../../../src/diagnosis/whose-server.ts";
import type { Sighting } from "../../../src/model/machine.ts";
import type { SendingIpCounts } from "../../../src/model/report.ts";
import { documentOf } from "../../../src/report/document.ts";
import { happenedSentences } from "../../../src/report/document/headline.ts";
import { rejection, toNdjson } from "../../support/events.ts";
import { about, report, SOA } from "./logs.ts";

const sighting = (log: string[], bounce: string[]): Sighting => ({
  mailers: new Set(["postfix"]),
  logHosts: new Set(log),
  bounceHosts: new Set(bounce),
  received: [],
  inLog: log.length > 0,
});
const counted = (reportingMtas: string[], ...domains: string[]) =>
  ({
    ip: "203.0.113.26",
    reportingMtas,
    senderDomains: domains.map((domain) => ({ domain, affected: 1 })),
  }) as SendingIpCounts;
const nothing = { ptrNames: [], nameServers: [] };
const ownOf = (seen: Sighting, ...counts: SendingIpCounts[]) =>
  ownHostsOf(counts, new Map([["203.0.113.26", seen]]), []);
const ours = ownOf(sighting(["mx1.example.com"], []));
const unknown = ownHostsOf([], new Map(), []);

describe("whose server", () => {
  test.each([
    ["a host in its own log", counted(["mx9"], "example.org"), sighting(["mx9"], []), unknown, "own"],
    [
      "a bounce of the host that a log names",
      counted(["mx1.example.com"]),
      sighting([], ["mx1.example.com"]),
      ours,
      "own",
    ],
    [
      "a bounce of its neighbor",
      counted(["MX2.example.com."]),
      sighting([], ["MX2.example.com."]),
      ours,
      "own",
    ],
    [
      "a bounce of another system",
      counted(["lists.example.net"], "example.com"),
      sighting([], ["lists.example.net"]),
      ours,
      "other",
    ],
    [
      "the same where no host of the reader's is known",
      counted(["lists.example.net"], "example.com"),
      sighting([], ["lists.example.net"]),
      unknown,
      "unknown",
    ],
    ["a bounce without a host", counted([], "example.com"), sighting([], []), ours, "unknown"],
    ["what a store holds", counted(["lists.example.net"]), undefined, ours, "unknown"],
  ] as const)("%s", (_what, count, seen, own, want) => {
    expect(whoseServer(count, seen, own, nothing).whose).toBe(want);
  });

  test("a bounce of a host in the sender's own domain, and what that says of another's", () => {
    const seen = sighting([], ["out.example.org"]);
    const count = counted(["out.example.org"], "news.example.org");
    const own = ownOf(seen, count);
    expect(whoseServer(count, seen, own, nothing).whose).toBe("own");
    const lists = whoseServer(
      counted(["lists.example.net"], "example.org"),
      sighting([], ["x"]),
      own,
      nothing,
    );
    expect(lists.whose).toBe("other");
  });

  test("the short name of a log is the full one of a bounce", () => {
    const own = ownOf(sighting(["mx1"], []));
    expect(
      whoseServer(counted(["mx1.example.net"]), sighting([], ["mx1.example.net"]), own, nothing).whose,
    ).toBe("own");
  });

  test("the host that the caller names is the reader's, and so are this machine's names", () => {
    const own = ownHostsOf([], new Map(), ["mail.example.net"]);
    expect(
      whoseServer(counted(["out.example.net"]), sighting([], ["out.example.net"]), own, nothing).whose,
    ).toBe("own");
  });

  test("a relay's host is the reader's if it wrote the log itself", () => {
    const own = ownOf(sighting(["o1.sendgrid.net"], []));
    const count = counted(["o1.sendgrid.net"]);
    expect(whoseServer(count, sighting(["o1.sendgrid.net"], []), own, nothing).whose).toBe("own");
    expect(whoseServer(count, sighting([], ["o1.sendgrid.net"]), unknown, nothing).whose).toBe("relay");
  });
});

describe("services that send for others", () => {
  test.each([
    ["a48-101.smtp-out.amazonses.com", "amazon-ses"],
    ["mail-wm1-f44.google.com.", "google"],
    ["mail-db8eur05on2040.outbound.protection.outlook.com", "microsoft-365"],
    ["O1.ptr1234.outbound-mail.SENDGRID.net", "sendgrid"],
    ["m69-169.mailgun.net", "mailgun"],
    ["mta14b.mtasv.net", "postmark"],
    ["aa.d.sender-sib.com", "brevo"],
    ["mail12.atl51.rsgsv.net", "mailchimp"],
    // Machines that somebody rents, and names that only end alike.
    ["26.113.0.203.bc.googleusercontent.com", null],
    ["ec2-203-0-113-26.compute-1.amazonaws.com", null],
    ["notgoogle.com", null],
    ["sendgrid.net.example.com", null],
    ["mail.example.com", null],
  ])("%s", (name, want) => {
    expect(findRelay({ ...nothing, ptrNames: [name], reportingMtas: [] })?.id ?? null).toBe(want);
    expect(findRelay({ ...nothing, reportingMtas: [name] })?.id ?? null).toBe(want);
  });

  test("are known by their reverse zone only if nobody else's zones are kept there", () => {
    const keptBy = (...nameServers: string[]) =>
      findRelay({ ptrNames: [], reportingMtas: [], nameServers })?.id ?? null;
    expect(keptBy("ns1.sendgrid.net", "ns2.sendgrid.net")).toBe("sendgrid");
    expect(keptBy("ns1.sendgrid.net", "ns1.example.net")).toBeNull();
    expect(keptBy("ns1.google.com", "ns2.google.com")).toBeNull();
    expect(keptBy()).toBeNull();
  });

  test("have an id, a domain and somebody to ask, each once", () => {
    expect(new Set(relays.map(({ id }) => id)).size).toBe(relays.length);
    const domains = relays.flatMap((relay) => relay.domains);
    expect(new Set(domains).size).toBe(domains.length);
    for (const { ask, name } of relays)
      expect([ask.length, name.length].every((length) => length > 3)).toBe(true);
  });
});

const REVERSE = SOA("113.0.203.in-addr.arpa");
const zone = [REVERSE, SOA("example.com"), "mx1.example.com. 60 IN A 203.0.113.26"].join("\n");
const byLog = rejection({
  sendingIp: "203.0.113.26",
  reportingMta: "mx1.example.com",
  replyId: "a",
  queueId: "A",
});
const byBounce = (ip: string, reportingMta: string, number: number) =>
  rejection({
    sendingIp: ip,
    reportingMta,
    via: "dsn",
    sender: "news@example.com",
    replyId: `b${number}`,
    queueId: `B${number}`,
    source: { path: "bounces.mbox", message: number },
  });
const many = [1, 2, 3].map((number) => byBounce("203.0.113.77", "lists.example.net", number));

describe("in the report", () => {
  test("another system's address never leads, however much it lost, and stands in a section of its own", async () => {
    const told = await report(toNdjson([...many, byLog]), zone);
    const { fix, ticket, commands } = about(told, "203.0.113.77");
    expect(
      fix.map(({ action, record }) => [action.includes("postmaster of lists.example.net"), record]),
    ).toEqual([[true, null]]);
    expect([ticket, commands]).toEqual([null, []]);
    expect(happenedSentences(told).at(-1)).toMatch(/^Start with 203\.0\.113\.26 /);
    const results = {
      report: told,
      inputFailed: false,
      weeks: [],
      timeline: null,
      recipients: [],
      events: [],
    };
    const { sections } = documentOf(results, "table");
    const order = sections.flatMap((section) =>
      section.kind === "action" ? section.subject : section.kind === "note" ? section.id : [],
    );
    expect(order.slice(0, 3)).toEqual(["203.0.113.26", "other-mail-systems", "203.0.113.77"]);
    expect(told.actions?.map(({ ips, others }) => [ips, others])).toEqual([
      [["203.0.113.26"], false],
      [["203.0.113.77"], true],
    ]);
    // The only action of the reader's own needs no overview.
    expect(sections.some((section) => section.kind === "overview")).toBe(false);
  });

  test("where only others' servers are refused, nothing of the reader's is to be repaired", async () => {
    const told = await report(toNdjson(many), zone, { helo: "mx1.example.com" });
    expect(about(told, "203.0.113.77").server?.whose).toBe("other");
    expect(happenedSentences(told).join(" ")).toContain("you have nothing to repair");
    expect(happenedSentences(told).join(" ")).not.toContain("in order now");
  });

  test("where no host of the reader's is known, the address leads, with the question whose it is", async () => {
    const told = await report(toNdjson(many), zone);
    const { server, findings, fix } = about(told, "203.0.113.77");
    expect(server?.whose).toBe("unknown");
    expect(findings.map(({ id }) => id)).toContain("others_server");
    expect(fix.some(({ record }) => record?.includes("IN PTR"))).toBe(true);
    expect(happenedSentences(told).at(-1)).toMatch(/^Start with 203\.0\.113\.77 /);
  });

  test("a service's address says whose it is and whom to ask, and proposes no record", async () => {
    const ses = [byLog, byBounce("203.0.113.88", "mx1.example.com", 9)];
    const dns = [
      zone,
      "88.113.0.203.in-addr.arpa. 60 IN PTR a8-88.smtp-out.amazonses.com.",
      "amazonses.com. 60 IN SOA ns.amazonses.com. root.amazonses.com. 1 7200 900 86400 60",
    ].join("\n");
    const sender = about(await report(toNdjson(ses), dns), "203.0.113.88");
    expect(sender.server).toMatchObject({ whose: "relay", relay: { id: "amazon-ses" } });
    expect(sender.fix.map(({ record }) => record)).toEqual([null]);
    expect(sender.fix[0]?.action).toContain("Amazon SES");
    expect([sender.ticket, sender.commands]).toEqual([null, []]);
    expect(sender.findings.map(({ id }) => id)).toContain("relay_address");
  });
});
