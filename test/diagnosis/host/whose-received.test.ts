// Whose server is it, going by the Received fields of bounces?

import { describe, expect, test } from "vitest";
import { about, postfix, reportOn, SOA } from "./logs.ts";

const zone = [SOA("113.0.203.in-addr.arpa"), SOA("example.com"), SOA("example.net"), SOA("example.org")].join(
  "\n",
);
const DATE = "Mon, 23 Feb 2026 10:21:13 +0000";
const REFUSED = "203.0.113.77";

interface Bounce {
  /** The Received fields of the bounce, and of the message that it returns. */
  received: string[];
  returned: string[];
  reportingMta?: string | null;
  to?: string;
}

/** As most write it; without Reporting-MTA as qmail and some gateways do. */
function bounce({ received, returned, reportingMta = null, to = "anna@example.org" }: Bounce): string {
  const fields = (values: string[]) => values.map((value) => `Received: ${value}; ${DATE}\n`).join("");
  return (
    `From MAILER-DAEMON Mon Feb 23 10:21:13 2026\n${fields(received)}From: MAILER-DAEMON@mail.invalid\nTo: ${to}\nDate: ${DATE}\nSubject: Undelivered Mail\n` +
    `MIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status; boundary="b1"\n\n` +
    `--b1\nContent-Type: message/delivery-status\n\n${reportingMta === null ? "" : `Reporting-MTA: dns; ${reportingMta}\n\n`}` +
    `Final-Recipient: rfc822; user@gmail.com\nAction: failed\nStatus: 5.7.25\nRemote-MTA: dns; gmail-smtp-in.l.google.com\nDiagnostic-Code: smtp; 550-5.7.25 [${REFUSED}] The IP address sending this message does not have a PTR record setup 550 5.7.25 q1-20020a05600c.42 - gsmtp\n\n` +
    `--b1\nContent-Type: text/rfc822-headers\n\n${fields(returned)}From: ${to}\nTo: user@gmail.com\nMessage-ID: <1@example.org>\n\n--b1--\n`
  );
}

const from = (host: string, ip: string, by: string) =>
  `from ${host} (${host} [${ip}]) by ${by} (Postfix) with ESMTPS id A1B2`;
const toReader = from("mx.example.net", REFUSED, "mail.example.org");
const toForwarder = from("mail.example.org", "198.51.100.7", "mx.example.net");
const submitted = from("laptop", "10.0.0.9", "mail.example.org");

async function whose(
  one: Bounce,
  log = "",
): Promise<{ whose: string | undefined; hosts: string[] | undefined }> {
  const told = await reportOn(
    { "bounces.mbox": bounce(one), ...(log === "" ? {} : { "mail.log": log }) },
    zone,
  );
  const { server } = about(told, REFUSED);
  return { whose: server?.whose, hosts: server?.hosts };
}

describe("bounces alone", () => {
  test.each([
    [
      "a forwarder's, told by Reporting-MTA",
      { received: [toReader], returned: [toForwarder, submitted], reportingMta: "mx.example.net" },
      "other",
    ],
    [
      "a forwarder's without Reporting-MTA",
      { received: [toReader], returned: [toForwarder, submitted] },
      "other",
    ],
    [
      "a forwarder's that calls itself localhost",
      { received: [toReader], returned: [toForwarder], reportingMta: "localhost.localdomain" },
      "other",
    ],
    [
      "the reader's own host, without Reporting-MTA",
      { received: ["by mail.example.org (Postfix) id B"], returned: [submitted] },
      "own",
    ],
    [
      "a neighbor of the host that took it in",
      {
        received: [from("out.example.org", REFUSED, "mail.example.org")],
        returned: [from("laptop", "10.0.0.9", "out.example.org")],
      },
      "own",
    ],
    [
      "mail that had come through the provider of the reader's mailbox",
      {
        received: [from("mx.example.net", REFUSED, "in1.example.com")],
        returned: [
          from("out.example.com", "198.51.100.9", "mx.example.net"),
          from("laptop", "10.0.0.9", "out.example.com"),
        ],
        reportingMta: "mx.example.net",
      },
      "other",
    ],
    // The reader's own web server, perhaps: nothing says that it is somebody else's.
    [
      "a third host, where a provider keeps the reader's mail",
      {
        received: [from("web.example.net", REFUSED, "in1.example.com")],
        returned: [from("app", "10.0.0.9", "web.example.net")],
        reportingMta: "web.example.net",
      },
      "unknown",
    ],
    ["no host at all", { received: [toReader], returned: [] }, "unknown"],
  ] as [string, Bounce, string][])("%s", async (_what, one, want) => {
    expect((await whose(one)).whose).toBe(want);
  });

  test("a forged field further down makes no server the reader's", async () => {
    const forged = [
      toForwarder,
      from("x", "203.0.113.99", "mail.example.org"),
      from("y", "10.0.0.1", "mx.example.net"),
    ];
    const told = await whose({ received: [toReader], returned: forged, reportingMta: "mx.example.net" });
    expect(told).toEqual({ whose: "other", hosts: ["mx.example.net"] });
    const bounced = {
      received: [toReader, from("x", "10.0.0.1", "mx.example.net")],
      returned: [toForwarder],
    };
    expect((await whose(bounced)).whose).toBe("other");
  });
});

describe("a log beside them", () => {
  const log = postfix({ host: "mail.example.org", ip: "203.0.113.10", sender: "anna@example.org" });

  test.each([
    [
      "a bounce of the logging host",
      { received: ["by mail.example.org (Postfix) id B"], returned: [submitted] },
      "own",
    ],
    [
      "a bounce of another, without Reporting-MTA",
      { received: [toReader], returned: [toForwarder] },
      "other",
    ],
  ] as [string, Bounce, string][])("%s", async (_what, one, want) => {
    expect((await whose(one, log)).whose).toBe(want);
  });

  test("a host that nobody has named is not every other such host", async () => {
    const unnamed = postfix({ host: "localhost", ip: "203.0.113.10", sender: "anna@example.com" });
    const one = {
      received: ["by localhost (Postfix) id B"],
      returned: ["by localhost (Postfix) id C"],
      reportingMta: "localhost",
    };
    expect((await whose({ ...one, to: "bob@example.net" }, unnamed)).whose).toBe("unknown");
  });
});
