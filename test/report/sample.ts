// A report written by hand for the renderers: every state of an address, and what strangers may write.

import { actionsOf } from "../../src/diagnosis/actions.ts";
import type { CauseId, FindingId } from "../../src/model/topics.ts";
import type { Report, Results, SendingIpReport } from "../../src/model/report.ts";
import { otherRefusal, outcome, rejection } from "../support/events.ts";

const notChecked = {
  iprev: null,
  ptr: [],
  reverseZone: null,
  cause: null,
  findings: [],
  evidence: [],
  fix: [],
  stopgap: null,
  visibleAfterSeconds: null,
  ticket: null,
  commands: [],
  heloCommands: [],
};

const missing: SendingIpReport = {
  ip: "203.0.113.5",
  family: 4,
  attempts: 1100,
  messages: 812,
  affected: 830,
  lost: 640,
  retrying: 12,
  delivered: 178,
  byCode: { "550-5.7.25": 1090, "421-4.7.23": 10 },
  firstSeen: "2026-02-16T08:01:12.000Z",
  lastSeen: "2026-02-22T23:58:40.000Z",
  senderDomains: [
    { domain: "example.com", affected: 800 },
    { domain: "example.net", affected: 30 },
  ],
  reportingMtas: ["mx1.example.com"],
  iprev: "permerror",
  ptr: [],
  reverseZone: {
    apex: "113.0.203.in-addr.arpa",
    nameServers: ["ns1.example.net", "ns2.example.net"],
    contact: "hostmaster@example.net",
    hoster: "hetzner",
  },
  cause: {
    id: "ptr_nxdomain",
    class: "fail",
    title: "No PTR record",
    summary: "The address has no name in the DNS. Gmail takes mail only from addresses that have one.",
  },
  findings: [],
  evidence: ["PTR 5.113.0.203.in-addr.arpa: NXDOMAIN from ns1.example.net (authoritative)"],
  fix: [
    {
      who: "hoster",
      action: "create the PTR record of 203.0.113.5",
      record: "5.113.0.203.in-addr.arpa. 3600 IN PTR mail.example.com.",
      where: "Hetzner Console > Server > Networking > Public Network > Edit Reverse DNS",
    },
    {
      who: "you",
      action: "make sure that the name leads back to the address",
      record: "mail.example.com. 3600 IN A 203.0.113.5",
      where: null,
    },
  ],
  stopgap: null,
  visibleAfterSeconds: 3600,
  ticket: null,
  commands: ["hcloud server set-rdns SERVER --ip 203.0.113.5 --hostname mail.example.com"],
  heloCommands: [
    "hostnamectl set-hostname mail.example.com # any Linux",
    "primary_hostname = mail.example.com",
  ],
  presentation: {
    problem: "it has no PTR record",
    advice: "ask your provider to create one",
    hasRecord: true,
    remedyPlace: 1,
  },
};

const wrongFamily: SendingIpReport = {
  ip: "2001:db8:1234:5678:9abc:def0:1234:5678",
  family: 6,
  attempts: 97,
  messages: 60,
  affected: 60,
  lost: 0,
  retrying: 57,
  delivered: 3,
  byCode: { "421-4.7.23": 97 },
  firstSeen: "2026-02-20T10:00:00.000Z",
  lastSeen: "2026-02-22T22:10:00.000Z",
  senderDomains: [{ domain: "example.org", affected: 60 }],
  reportingMtas: ["mx1.example.com", "mx2.example.com"],
  iprev: "fail",
  ptr: [{ name: "mail.example.com", ttl: 86400, addresses: [], confirms: false }],
  reverseZone: {
    apex: "8.7.6.5.4.3.2.1.8.b.d.0.1.0.0.2.ip6.arpa",
    nameServers: ["ns1.example.net"],
    contact: null,
    hoster: null,
  },
  cause: {
    id: "fwd_wrong_family",
    class: "fail",
    title: "The PTR name has no IPv6 address",
    summary:
      "The address has a name, but that name has only an IPv4 address. Gmail looks the name up and must find the address that sends.",
  },
  findings: [
    { id: "ipv6_no_ptr_v4_ok", summary: "the same server's IPv4 address 203.0.113.9 passes" },
    { id: "ipv6_eui64", summary: "the address is derived from the network card and changes with it" },
  ],
  evidence: [
    "PTR 8.7.6.5.4.3.2.1.0.f.e.d.c.b.a.9.8.7.6.5.4.3.2.1.8.b.d.0.1.0.0.2.ip6.arpa: mail.example.com (TTL 86400)",
    "AAAA mail.example.com: the name exists, but has no AAAA record",
    "A mail.example.com: 203.0.113.9",
  ],
  fix: [
    {
      who: "dns provider",
      action: "add the address to the name",
      record: "mail.example.com. 3600 IN AAAA 2001:db8:1234:5678:9abc:def0:1234:5678",
      where: "in the zone example.com",
    },
  ],
  stopgap: "send over IPv4 until then: Postfix smtp_address_preference = ipv4, Exim dns_ipv4_lookup = *",
  visibleAfterSeconds: 300,
  ticket: "Please add the address 2001:db8:1234:5678:9abc:def0:1234:5678 to mail.example.com.",
  commands: [],
  heloCommands: [],
  presentation: {
    problem: "the PTR name has no IPv6 address",
    advice: "add the address to the name",
    hasRecord: true,
    remedyPlace: 1,
  },
};

const repaired: SendingIpReport = {
  ip: "198.51.100.25",
  family: 4,
  attempts: 7,
  messages: 7,
  affected: 7,
  lost: 7,
  retrying: 0,
  delivered: 0,
  byCode: { "550-5.7.25": 7 },
  firstSeen: "2026-02-16T09:00:00.000Z",
  lastSeen: "2026-02-16T09:30:00.000Z",
  senderDomains: [],
  reportingMtas: ["mx2.example.com"],
  iprev: "pass",
  ptr: [{ name: "out.example.org", ttl: 3600, addresses: ["198.51.100.25"], confirms: true }],
  reverseZone: null,
  cause: {
    id: "ok",
    class: "pass",
    title: "In order now",
    summary: "The name of the address leads back to it. The refusals are older than the repair.",
  },
  findings: [],
  evidence: ["PTR 198.51.100.25: out.example.org", "A out.example.org: 198.51.100.25"],
  fix: [],
  stopgap: null,
  visibleAfterSeconds: null,
  ticket: null,
  commands: [],
  heloCommands: [],
};

export const sampleReport: Report = {
  schema: "whybounce.report/1",
  generatedAt: "2026-02-23T06:00:00.000Z",
  generator: { name: "whybounce", version: "0.2.0" },
  period: { from: "2026-02-15T23:00:00.000Z", to: "2026-02-22T23:00:00.000Z" },
  inputs: [
    {
      path: "/var/log/mail.log",
      kind: "log",
      bytes: 1_204_000_000,
      records: 8_123_456,
      rejections: 1104,
      warnings: [],
    },
    {
      path: "/var/log/mail.log.1.xz",
      kind: "log",
      bytes: 81_000_000,
      records: 7_000_000,
      rejections: 90,
      warnings: ["the compressed data ends early; what came before is counted"],
    },
    {
      path: "/home/postmaster/Maildir/.Bounces.Archive.2026.Quarter-1.Newsletter/cur",
      kind: "maildir",
      bytes: 912_000,
      records: 312,
      rejections: 14,
      warnings: [],
    },
    {
      path: "/srv/mail/secret.log",
      kind: null,
      bytes: 0,
      records: 0,
      rejections: 0,
      warnings: ["permission denied"],
    },
  ],
  totals: {
    attempts: 1208,
    messages: 879,
    affected: 897,
    lost: 647,
    retrying: 69,
    delivered: 181,
    unattributed: 4,
  },
  sendingIps: [repaired, wrongFamily, missing],
  actions: actionsOf([repaired, wrongFamily, missing]),
  otherGmailRejections: [
    {
      code: "550-5.7.26",
      meaning: "unauthenticated sender: neither SPF nor DKIM passed for the domain",
      attempts: 12,
    },
    { code: "552-5.2.2", meaning: "mailbox full", attempts: 2 },
  ],
  warnings: [
    "/srv/mail/secret.log: permission denied",
    "the resolver 192.0.2.53 did not answer; the zones' own servers did",
  ],
  comparison: null,
};

/** Nothing before the hour in which the refusals begin. */
function sampleCounts(length: number, begin: number, countAt: (hour: number) => number): number[] {
  return Array.from({ length }, (_, hour) => (hour < begin ? 0 : countAt(hour)));
}

export const sampleResults: Results = {
  report: sampleReport,
  inputFailed: true,
  recipients: ["anna@example.org", "User@example.org"],
  timeline: {
    from: "2026-02-15T23:00:00.000Z",
    bucketSeconds: 3600,
    bucketCount: 168,
    sendingIps: [
      { ip: "203.0.113.5", counts: sampleCounts(168, 9, (hour) => 6 + Math.round(6 * Math.sin(hour / 4))) },
      { ip: "2001:db8:1234:5678:9abc:def0:1234:5678", counts: sampleCounts(168, 107, (hour) => hour % 3) },
      { ip: "198.51.100.25", counts: sampleCounts(12, 10, () => 4).concat(sampleCounts(156, 157, () => 0)) },
    ],
  },
  weeks: [
    {
      week: "2026-W08",
      weekStart: "2026-02-16",
      sendingIp: "203.0.113.5",
      code: "550-5.7.25",
      attempts: 1090,
      messages: 802,
      affected: 820,
      lost: 640,
      firstSeen: "2026-02-16T08:01:12.000Z",
      lastSeen: "2026-02-22T23:58:40.000Z",
      senderDomains: ["example.com", "example.net"],
    },
    {
      week: "2026-W08",
      weekStart: "2026-02-16",
      sendingIp: null,
      code: "550-5.7.25",
      attempts: 4,
      messages: 4,
      affected: 4,
      lost: 4,
      firstSeen: null,
      lastSeen: null,
      senderDomains: [],
    },
    {
      week: "2026-W08",
      weekStart: "2026-02-16",
      sendingIp: "203.0.113.5",
      code: "421-4.7.23",
      attempts: 10,
      messages: 10,
      affected: 10,
      lost: 0,
      firstSeen: "2026-02-17T08:00:00.000Z",
      lastSeen: "2026-02-18T08:00:00.000Z",
      senderDomains: ["example.com"],
    },
    {
      week: "2026-W07",
      weekStart: "2026-02-09",
      sendingIp: "2001:db8:1234:5678:9abc:def0:1234:5678",
      code: "421-4.7.23",
      attempts: 97,
      messages: 60,
      affected: 60,
      lost: 0,
      firstSeen: "2026-02-14T10:00:00.000Z",
      lastSeen: "2026-02-15T22:10:00.000Z",
      senderDomains: ["example.org"],
    },
  ],
  events: [
    rejection({
      id: "0f3a9c",
      time: "2026-02-23T10:11:12.345Z",
      recipient: "user@example.org",
      queueId: "4NQh2b5xKdz9rxK",
      reportingMta: "mx1.example.com",
      source: { path: "mail.log", line: 812 },
      replyId: "d75a77b69052e-3b2a1c4si93755ad.12",
      reply: "The IP address sending this message does not have a PTR record setup",
    }),
    outcome({
      time: "2026-02-23T10:11:12.345Z",
      queueId: "4NQh2b5xKdz9rxK",
      reportingMta: "mx1.example.com",
      recipient: "user@example.org",
    }),
    otherRefusal({
      time: null,
      replyId: null,
      code: "552-5.2.2",
      meaning: "mailbox full",
      attempts: 2,
    }),
  ],
};

/** The same results with changes to their report. */
export function withReport(changes: Partial<Report>, inputFailed = false): Results {
  const report = { ...sampleReport, ...changes };
  return { ...sampleResults, inputFailed, report: { ...report, actions: actionsOf(report.sendingIps) } };
}

const noCounts = { attempts: 0, messages: 0, affected: 0, lost: 0, retrying: 0, delivered: 0 };
const noSightings = { byCode: {}, firstSeen: null, lastSeen: null, senderDomains: [], reportingMtas: [] };

/** What `check` hands over: diagnoses and no counts. */
export const checkResults: Results = withoutTimeline({
  period: { from: null, to: null },
  inputs: [],
  totals: { ...noCounts, unattributed: 0 },
  sendingIps: [repaired, wrongFamily, missing].map((sender) => ({ ...sender, ...noCounts, ...noSightings })),
  otherGmailRejections: [],
  warnings: [],
});

export const resultsWithoutDns = withReport({
  sendingIps: [repaired, wrongFamily, missing].map((sender) => ({ ...sender, ...notChecked })),
  warnings: [],
});

export const nothingFound = withoutTimeline({
  inputs: sampleReport.inputs.slice(0, 3),
  totals: { ...noCounts, unattributed: 0 },
  sendingIps: [],
  warnings: [],
});

function withoutTimeline(changes: Partial<Report>): Results {
  return { ...withReport(changes), timeline: null };
}

export const everythingRepaired = withReport({ sendingIps: [repaired], warnings: [] });

/** Escape sequences, bidi overrides, line breaks and formulas wherever a stranger's text can stand. */
export const HOSTILE =
  '=HYPERLINK("x")\u001b]0;owned\u0007\u001b[2J\r\n\u009b31m\u202egnp.exe\u2066\u200b;@SUM(A1)';

export const hostileResults: Results = withReport({
  inputs: [
    { path: `/tmp/${HOSTILE}`, kind: "log", bytes: 10, records: 1, rejections: 1, warnings: [HOSTILE] },
  ],
  sendingIps: [
    {
      ...missing,
      byCode: { [HOSTILE]: 1100 },
      ptr: [{ name: HOSTILE, ttl: 1, addresses: [HOSTILE], confirms: false }],
      senderDomains: [{ domain: HOSTILE, affected: 1 }],
      reportingMtas: [HOSTILE],
      reverseZone: { apex: HOSTILE, nameServers: [HOSTILE], contact: HOSTILE, hoster: HOSTILE },
      cause: { id: HOSTILE as CauseId, class: "fail", title: HOSTILE, summary: HOSTILE },
      findings: [{ id: HOSTILE as FindingId, summary: HOSTILE }],
      ticket: HOSTILE,
      commands: [HOSTILE],
      heloCommands: [HOSTILE],
      evidence: [HOSTILE, `PTR: ${HOSTILE}`],
      fix: [{ who: "you", action: HOSTILE, record: HOSTILE, where: HOSTILE }],
      stopgap: HOSTILE,
      presentation: { problem: HOSTILE, advice: HOSTILE, hasRecord: true, remedyPlace: 1 },
    },
  ],
  otherGmailRejections: [{ code: HOSTILE, meaning: HOSTILE, attempts: 1 }],
  warnings: [HOSTILE],
});

/** The hostile sample with another text in place of its own. */
export function hostileWith(text: string): Results {
  const replace = (value: unknown): unknown => {
    if (typeof value === "string")
      return value.includes(HOSTILE) ? value.replaceAll(HOSTILE, () => text) : value;
    if (Array.isArray(value)) return value.map(replace);
    if (value === null || typeof value !== "object") return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [replace(key), replace(item)]));
  };
  return replace(hostileResults) as Results;
}

/** More than the week before, one address new, another gone. */
export const comparedResults: Results = withReport({
  comparison: {
    period: { from: "2026-02-08T23:00:00.000Z", to: "2026-02-15T23:00:00.000Z" },
    totals: {
      attempts: 800,
      messages: 700,
      affected: 700,
      lost: 500,
      retrying: 0,
      delivered: 200,
      unattributed: 0,
    },
    trend: "worse",
    sendingIps: [
      { ip: "203.0.113.5", change: "worse", attempts: 1100, attemptsBefore: 690 },
      { ip: "2001:db8:1234:5678:9abc:def0:1234:5678", change: "new", attempts: 97, attemptsBefore: 0 },
      { ip: "198.51.100.25", change: "better", attempts: 7, attemptsBefore: 70 },
      { ip: "192.0.2.77", change: "gone", attempts: 0, attemptsBefore: 40 },
    ],
  },
});
