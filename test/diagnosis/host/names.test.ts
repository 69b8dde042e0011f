// Which name has the mail host? Each row is a log and a DNS, and the name that the report proposes, with its reason.

import { describe, expect, test } from "vitest";
import { about, eximMainlog, postfix, report, reportOn, SOA } from "./logs.ts";

const REVERSE = SOA("113.0.203.in-addr.arpa");
const HOST = "203.0.113.26";

interface Case {
  what: string;
  host: string;
  zone: string[];
  sender?: string;
  helo?: string;
  want: { name: string; source: string; leadsHere: boolean | null } | null;
}

const cases: Case[] = [
  {
    what: "the log's full name that leads here",
    host: "mx1.example.com",
    zone: [SOA("example.com"), "mx1.example.com. 60 IN A 203.0.113.26"],
    want: { name: "mx1.example.com", source: "log", leadsHere: true },
  },
  {
    what: "a cloud's internal name gives way to the host of the sender's MX record that leads here",
    host: "ip-172-31-5-6.eu-west-1.compute.internal",
    zone: [
      SOA("example.com"),
      "example.com. 60 IN MX 20 backup.example.org.",
      "example.com. 60 IN MX 10 smtp.example.com.",
      "smtp.example.com. 60 IN A 203.0.113.26",
      SOA("example.org"),
      "backup.example.org. 60 IN A 198.51.100.9",
    ],
    want: { name: "smtp.example.com", source: "mx", leadsHere: true },
  },
  {
    what: "an MX host that leads elsewhere is another machine",
    host: "localhost.localdomain",
    zone: [
      SOA("example.com"),
      "example.com. 60 IN MX 10 in.example.com.",
      "in.example.com. 60 IN A 198.51.100.9",
    ],
    want: null,
  },
  {
    what: "the short name in the sender's domain leads here",
    host: "mail",
    zone: [SOA("example.com"), "mail.example.com. 60 IN A 203.0.113.26"],
    want: { name: "mail.example.com", source: "short name", leadsHere: true },
  },
  {
    what: "the short name in the sender's organization, for mail of a subdomain",
    host: "mail",
    sender: "a@news.example.com",
    zone: [SOA("example.com"), "mail.example.com. 60 IN A 203.0.113.26"],
    want: { name: "mail.example.com", source: "short name", leadsHere: true },
  },
  {
    what: "the short name of a numbered pod, which stays",
    host: "mta-0",
    zone: [SOA("example.com")],
    want: { name: "mta-0.example.com", source: "short name", leadsHere: false },
  },
  {
    what: "a short name that would have to be made",
    host: "web7",
    zone: [SOA("example.com")],
    want: { name: "web7.example.com", source: "short name", leadsHere: false },
  },
  {
    what: "a full name that exists before a name that would have to be made",
    host: "mx1.example.com",
    helo: "mail.example.com",
    zone: [SOA("example.com"), "mx1.example.com. 60 IN A 203.0.113.26"],
    want: { name: "mx1.example.com", source: "log", leadsHere: true },
  },
  {
    what: "--helo where no name leads here",
    host: "mx1.example.com",
    helo: "mail.example.com",
    zone: [SOA("example.com"), "mx1.example.com. 60 IN A 198.51.100.9"],
    want: { name: "mail.example.com", source: "option", leadsHere: false },
  },
  {
    what: "an internal name is not taken from --helo either",
    host: "mx1.example.com",
    helo: "mail.corp.local",
    zone: [SOA("example.com")],
    want: { name: "mx1.example.com", source: "log", leadsHere: false },
  },
  ...[
    "localhost",
    "localhost.localdomain",
    "mail.lan",
    "vm1.novalocal",
    "vm.abc123.bx.internal.cloudapp.net",
    "node.subnet1.vcn1.oraclevcn.com",
    "web.c.project-1.internal",
    "3f2a9c1b7d4e",
    "ip-172-31-5-6",
    "mta-7d9f8b6c5-x2x4z",
  ].map((host): Case => ({ what: `nothing of ${host}`, host, zone: [SOA("example.com")], want: null })),
];

describe("the mail host's name", () => {
  test.each(cases)("$what", async ({ host, zone, sender, helo, want }) => {
    const log = postfix({ host, ip: HOST, ...(sender === undefined ? {} : { sender }) });
    const told = await report(log, [REVERSE, ...zone].join("\n"), helo === undefined ? {} : { helo });
    const { mailHost, fix } = about(told, HOST);
    expect(
      mailHost && { name: mailHost.name, source: mailHost.source, leadsHere: mailHost.leadsHere },
    ).toEqual(want);
    const records = fix.map(({ record }) => record ?? "").join(" ");
    const isTold = want !== null && (want.source !== "short name" || want.leadsHere);
    expect(records).toContain(`PTR ${isTold ? want.name : "YOUR.MAIL.HOST"}.`);
    if (!isTold) expect(fix.map(({ action }) => action).join(" ")).toContain("--helo NAME");
  });
});

describe("a name that was only put together", () => {
  const made = "mx1.example.com";
  const log = postfix({ host: "mx1", ip: HOST });
  const diagnosed = async (...words: string[]) =>
    about(await report(log, [REVERSE, SOA("example.com"), ...words].join("\n")), HOST);

  test.each([
    ["which the DNS does not know", ""],
    ["of which the DNS says nothing", `;! ${made} SERVFAIL`],
  ])("and %s is a hint, and stands in no record, headline or ticket", async (_, words) => {
    const { mailHost, fix, ticket, presentation } = await diagnosed(words);
    expect(mailHost).toMatchObject({ name: made, source: "short name" });
    expect(JSON.stringify([fix, ticket, presentation])).not.toContain(made);
    expect(JSON.stringify(fix)).toContain("the log calls this host only mx1");
  });

  test.each([
    ["an address of the other family", `${made}. 60 IN AAAA 2001:db8::9`],
    ["another address", `${made}. 60 IN A 198.51.100.9`],
    ["the PTR record's word", `26.113.0.203.in-addr.arpa. 60 IN PTR ${made}.`],
  ])("is proposed where somebody told it: %s", async (_, words) => {
    expect(JSON.stringify((await diagnosed(words)).fix)).toContain(made);
  });
});

test("of several senders' domains none is put behind a short name that leads nowhere", async () => {
  const log =
    postfix({ host: "web7", ip: HOST }) + postfix({ host: "web7", ip: HOST, sender: "a@example.org" });
  const told = await report(log, [REVERSE, SOA("example.com"), SOA("example.org")].join("\n"));
  expect(about(told, HOST).mailHost).toBeNull();
});

test("a DNS that cannot be asked about the names leaves the log's own one", async () => {
  const zone = [REVERSE, SOA("example.com"), ";! mx1.example.com SERVFAIL"].join("\n");
  const { mailHost } = about(await report(postfix({ host: "mx1.example.com", ip: HOST }), zone), HOST);
  expect(mailHost).toMatchObject({ name: "mx1.example.com", leadsHere: null });
});

describe("a name that was given for logs without one", () => {
  const zone = [SOA("example.com"), "mx1.example.com. 60 IN A 198.51.100.9", REVERSE].join("\n");
  const lines = postfix({ host: "mx1", ip: HOST }) + eximMainlog({ ip: HOST, localIp: "10.0.0.5" });
  const namedIn = async (host: string, log: string) =>
    about(await report(log, zone, { host }), HOST).mailHost;

  test("does not take away what the log's own short name tells, and completes it", async () => {
    expect(await namedIn("mx1.example.com", lines)).toMatchObject({
      name: "mx1.example.com",
      source: "known host",
    });
    expect(await namedIn("mx1.example.org", lines)).toMatchObject({ name: "mx1.example.org" });
  });

  test("proposes nothing where no line calls the host so", async () => {
    expect(await namedIn("mx9.example.net", lines)).toMatchObject({ source: "short name" });
    expect(await namedIn("mx1.example.com", eximMainlog({ ip: HOST, localIp: "10.0.0.5" }))).toBeNull();
  });
});

describe("one zone has one answer to whose it is", () => {
  const zone = [
    SOA("example.com"),
    "mx1.example.com. 60 IN A 198.51.100.9",
    REVERSE,
    "113.0.203.in-addr.arpa. 60 IN NS ns1.example.com.",
  ].join("\n");
  const who = (told: Awaited<ReturnType<typeof report>>) =>
    told.actions?.map(({ who: one, ticket, ips }) => ({ one, ticket, ips: ips.length }));

  test("also for addresses whose host no log names", async () => {
    const files = {
      "mail.log": postfix({ host: "mx1.example.com", ip: HOST }),
      mainlog: eximMainlog({ ip: "203.0.113.27", localIp: "203.0.113.27" }),
    };
    expect(who(await reportOn(files, zone))).toEqual([{ one: "you", ticket: null, ips: 2 }]);
  });

  test("and a zone of which nobody is known to be the reader's stays the provider's", async () => {
    const log = eximMainlog({ ip: "203.0.113.27", localIp: "203.0.113.27" });
    expect(who(await report(log, zone))).toMatchObject([{ one: "hoster", ips: 1 }]);
  });
});
