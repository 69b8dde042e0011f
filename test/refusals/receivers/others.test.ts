// Other receivers than Gmail: host and text must both fit, and software is known by its own words alone.

import { describe, expect, test } from "vitest";
import type { DeliveryAttempt } from "../../../src/model/delivery.ts";
import { receivers } from "../../../src/refusals/receivers/index.ts";
import { judge } from "../../../src/refusals/judge.ts";
import { needlesOf } from "../../../src/refusals/receivers/marks.ts";
import { foundNeedles } from "../../support/found-needles.ts";

/** `receiver address`; null when the refusal is of no other receiver's for reverse DNS. */
function verdict(remoteMta: string | null, reply: string, status: string | null = null): string | null {
  const attempt = { reply, remoteMta, remoteIp: "192.0.2.60", status } as DeliveryAttempt;
  const judged = judge(attempt)?.verdict;
  return judged?.kind === "other-ptr" ? `${judged.receiver} ${judged.sendingIp}` : null;
}

const GMX =
  "554-gmx.net (mxgmx017) Nemesis ESMTP Service not available 554-No SMTP service 554-Bad DNS PTR resource record. 554 For explanation visit https://postmaster.gmx.net/en/case?c=r0301&i=ip&v=203.0.113.5";
const MICROSOFT =
  "550 5.7.25 Service unavailable, sending IPv6 address [2001:DB8:25::5] must have a reverse DNS record";
const ATT =
  "550 5.7.1 Connections not accepted from servers without a valid sender domain.flph829 Fix reverse DNS for 203.0.113.5";
const POSTFIX = "450 4.7.25 Client host rejected: cannot find your hostname, [203.0.113.5]";

describe("refusals for reverse DNS", () => {
  test.each([
    ["gmx", "mx00.gmx.net", GMX, "203.0.113.5"],
    ["gmx", "mx01.emig.gmx.net", "554-No SMTP service 554-Bad DNS PTR resource record.", null],
    ["gmx", "mx00.kundenserver.de", GMX, "203.0.113.5"],
    ["gmx", "mx01.ionos.co.uk.", GMX, "203.0.113.5"],
    [
      "mail.ru",
      "emx.mail.ru",
      "550 spam message rejected. Please visit https://example.net/notspam or contact support: dynamic IP or generic DNS PTR-records",
      null,
    ],
    [
      "free",
      "mx26-g26.priv.proxad.net",
      "421 Refused. Your reverse DNS entry does not resolve to an IP [203.0.113.5]",
      "203.0.113.5",
    ],
    ["freenet", "mx.freenet.de", "550 inconsistent or no DNS PTR record for 203.0.113.5.", "203.0.113.5"],
    [
      "freenet",
      "emig.freenet.de",
      "550-Inconsistent/Missing DNS PTR record (RFC 1912 2.1) (mail.example.com) 550 203.0.113.5:34865",
      "203.0.113.5",
    ],
    [
      "comcast",
      "mx2h1.comcast.net",
      "554 resimta-c1p.sys.comcast.net comcast 203.0.113.5 Comcast requires that all mail servers must have a PTR record with a valid Reverse DNS entry.",
      "203.0.113.5",
    ],
    ["microsoft", "example-com.mail.protection.outlook.com", MICROSOFT, "2001:db8:25::5"],
    ["microsoft", "example-com.a-v1.mx.microsoft", MICROSOFT, "2001:db8:25::5"],
    ["rackspace", "mx2.emailsrvr.com", "450 4.7.1 Client host IP has no PTR record (G1F)", null],
    ["cox", "mx.east.cox.net", "421 cox 203.0.113.5 rejected - no rDNS CXDNS", "203.0.113.5"],
    ["postfix", "mx.example.net", POSTFIX, "203.0.113.5"],
    [
      "postfix",
      null,
      "550 5.7.25 Client host rejected: cannot find your reverse hostname, [2001:db8::5]",
      "2001:db8::5",
    ],
    [
      "sendmail",
      "mx.example.net",
      "550 5.7.1 <user@example.net>... Fix reverse DNS for 203.0.113.5",
      "203.0.113.5",
    ],
    ["stalwart", "mx.example.net", "550 5.7.25 [203.0.113.5] Reverse DNS validation failed", "203.0.113.5"],
    ["magicmail", "mx.example.net", "550 Your server has no reverse DNS. IP=[203.0.113.5]", "203.0.113.5"],
    [
      "gmx",
      "mx-ha03.web.de",
      "554-No SMTP service 554 invalid DNS PTR resource record, IP=203.0.113.5",
      "203.0.113.5",
    ],
    ["yahoo", "mta7.am0.yahoodns.net", "550 5.7.25 Forward-confirmed reverse DNS failed tnmpmscs", null],
    ["yahoo", "mx-aol.mail.gm0.yahoodns.net", "450 4.7.25 Forward-confirmed reverse DNS failed", null],
    ["att", "ff-ip4-mx-vip1.prodigy.net", ATT, "203.0.113.5"],
    ["sendmail", "relay.example.net", ATT, "203.0.113.5"],
    ["sendmail", "relay.example.net", "451 4.1.8 Fix reverse DNS for 203.0.113.5", "203.0.113.5"],
    [
      "libero",
      "smtp-in.libero.it",
      "421 smtp-16.iol.local smtp-16.iol.local No reverse DNS [smtp-16.iol.local; LIB_120]",
      null,
    ],
    [
      "libero",
      "smtp-in.virgilio.it",
      "421 smtp-17.iol.local No reverse DNS [smtp-17.iol.local; VIR_120]",
      null,
    ],
    [
      "godaddy",
      "smtp.secureserver.net",
      "421 Temporarily rejected. Reverse DNS for this IP failed. IB108",
      null,
    ],
    [
      "facebook",
      "msgin.vvv.facebook.com",
      "554 5.1.8 DNS-P3 your mail server has no reverse DNS record",
      null,
    ],
    ["migadu", "aspmx1.migadu.com", "550 5.7.25 no PTR for [203.0.113.5]", "203.0.113.5"],
    ["improvmx", "mx1.improvmx.com", "450 4.7.25 rejected", null],
    ["other", "mx.example.net", MICROSOFT, "2001:db8:25::5"],
    ["other", "mx.example.net", "550 5.7.25 rejected", null],
    ["other", "mx.example.net", "450 4.7.25 no reverse DNS record for IP address 203.0.113.5", "203.0.113.5"],
    ["other", null, "550-5.7.25 rDNS lookup required 550 5.7.25 see our policy", null],
    [
      "other",
      "mx.example.net",
      "550 5.7.25 [203.0.113.5] The IP address sending this message does not have a PTR record setup",
      "203.0.113.5",
    ],
    ["other", "mx.example.net", "571 No PTR Record found. Reverse DNS required: 203.0.113.5", "203.0.113.5"],
  ])("%s at %s", (receiver, host, reply, ip) => {
    expect(verdict(host, reply)).toBe(`${receiver} ${ip}`);
  });

  test("the mailer's own status is not taken for the receiver's", () => {
    const attempt = {
      reply: GMX,
      remoteMta: "mx00.gmx.net",
      remoteIp: null,
      status: "4.0.0",
    } as DeliveryAttempt;
    expect(judge(attempt)?.reply.code).toBe("554");
  });
});

describe("the address", () => {
  const ofGmx = (words: string) => verdict("mx00.gmx.net", `554 Bad DNS PTR resource record ${words}`);
  test.each([
    ["that of the receiver is none of ours", "at 192.0.2.60 for 203.0.113.5", "203.0.113.5"],
    ["of two neither is guessed", "203.0.113.5 and 203.0.113.6", null],
    ["the same twice", "203.0.113.5, ip=203.0.113.5", "203.0.113.5"],
    ["none in versions, times and names", "v1.2.3 at 10:11:12, 5-113-0-203.example.net, 1.2.3.4.5", null],
  ])("%s", (_name, words, ip) => {
    expect(ofGmx(words)).toBe(`gmx ${ip}`);
  });
});

test("a filter or a mailbox on the same host is no receiver", () => {
  for (const remoteIp of ["127.0.0.1", "::1"]) {
    const attempt = { reply: "550 5.7.25 rejected", remoteMta: "localhost", remoteIp } as DeliveryAttempt;
    expect(judge(attempt)).toBeNull();
  }
});

test("RFC 7372's code is Gmail's in either class", () => {
  const reply =
    "421-4.7.25 [203.0.113.5] try again 421 4.7.25 later d75a77b69052e-ab2a1c4si93755ad.1 - gsmtp";
  const attempt = { reply, remoteMta: "gmail-smtp-in.l.google.com", remoteIp: null } as DeliveryAttempt;
  expect(judge(attempt)?.verdict.kind).toBe("ptr");
});

describe("no refusal of theirs for reverse DNS", () => {
  test.each([
    ["GMX's words from another host", "mx.example.net", GMX],
    ["from a host that only sounds like it", "mx00.gmx.net.example.org", GMX],
    ["from an unknown host", null, GMX],
    ["GMX, another reason", "mx00.gmx.net", "554-No SMTP service 554-IP address is block listed."],
    ["Microsoft about SPF", "a.mail.protection.outlook.com", "550 5.7.23 SPF validation failed"],
    [
      "Postfix about the HELO name",
      "mx.example.net",
      "450 4.7.1 <mx1>: Helo command rejected: Host not found",
    ],
    [
      "Postfix about access",
      "mx.example.net",
      "554 5.7.1 <unknown[203.0.113.5]>: Client host rejected: Access denied",
    ],
    [
      "Postfix quoted by another",
      "mx.example.net",
      "550 5.7.1 next hop said: 450 4.7.25 Client host rejected: cannot find your hostname, [203.0.113.5]",
    ],
    ["SPF, which has Gmail's code", "mx.example.net", "421 4.7.23 [203.0.113.5] SPF check failed"],
    ["no class that refuses", "mx.example.net", "250 2.7.25 [203.0.113.5] no PTR record"],
    [
      "AT&T about the sender's domain",
      "ff-ip4-mx-vip1.prodigy.net",
      "550 5.7.1 without a valid sender domain",
    ],
    ["Libero about a domain", "smtp-in.libero.it", "550 Invalid Domain [smtp-41.iol.local; LIB_102]"],
    ["Facebook about MX records", "msgin.vvv.facebook.com", "554 5.1.8 DNS-P2 no MX record"],
    [
      "reverse DNS in somebody's own words",
      "mx.example.net",
      "550 5.7.1 Your reverse DNS is not to my taste [203.0.113.5]",
    ],
    [
      "an acceptance",
      "mx.example.net",
      "250 2.0.0 Client host rejected: cannot find your hostname, [203.0.113.5]",
    ],
    ["Gmail", "gmail-smtp-in.l.google.com", POSTFIX],
  ])("%s", (_name, host, reply) => {
    expect(verdict(host, reply)).toBeNull();
  });
});

describe("what this host's own Postfix refused", () => {
  const needles = needlesOf(receivers);
  const isPassedOver = (line: string, needle: string) => !foundNeedles(line, needles).includes(needle);
  const own = (ip: string, host: string) =>
    `postfix/smtpd[8]: NOQUEUE: reject: RCPT from unknown[${ip}]: 450 4.7.25 Client host rejected: cannot find your ${host}, [${ip}]`;

  test("is passed over unread", () => {
    for (const ip of ["203.0.113.99", "2001:db8:25::5"]) {
      expect(isPassedOver(own(ip, "hostname"), "find your hostname")).toBe(true);
      expect(isPassedOver(own(ip, "reverse hostname"), "reverse hostname")).toBe(true);
    }
  });

  test("and nothing else, not even right behind it", () => {
    const refused = `mx1 postfix/smtp[9]: A1: host mx[192.0.2.1] said: ${POSTFIX}`;
    expect(isPassedOver(refused, "find your hostname")).toBe(false);
    expect(isPassedOver(`from unknown[203.0.113.99]\n${refused}`, "find your hostname")).toBe(false);
  });
});

test("each needle is sought once: none finds what another has found", () => {
  const texts = needlesOf(receivers).map(({ text }) => text);
  for (const text of texts) expect(texts.filter((other) => text.includes(other))).toEqual([text]);
});
