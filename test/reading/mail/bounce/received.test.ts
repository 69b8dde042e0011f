// Which hosts a bounce and its returned message passed: real forms of Received fields.

import { describe, expect, test } from "vitest";
import { parseHeader } from "../../../../src/reading/mail/bounce/fields.ts";
import { readReport } from "../../../../src/reading/mail/bounce/read-bounce.ts";
import { lastReceiver, receivedHosts } from "../../../../src/reading/mail/bounce/received.ts";

const header = (...received: string[]) =>
  parseHeader(received.map((value) => `Received: ${value}\n`).join(""));
const DATE = "Mon, 23 Feb 2026 10:21:13 +0000";
const OUTSIDE = "from mx.example.net (mx.example.net [203.0.113.77])";

describe("the host that took a mail in", () => {
  test.each([
    ["Postfix", [`${OUTSIDE} by mx1.example.com (Postfix) with ESMTPS id 44CF9; ${DATE}`], "mx1.example.com"],
    ["Postfix, made on the host", [`by mx1.example.com (Postfix)\n\tid 44CF9; ${DATE}`], "mx1.example.com"],
    [
      "Exim",
      [
        `from mx.example.net ([203.0.113.77]:40022 helo=mx) by MX1.example.com with esmtps (Exim 4.96) id 1x-2a; ${DATE}`,
      ],
      "mx1.example.com",
    ],
    [
      "Exim, made on the host",
      [`from mail by mx1.example.com with local (Exim 4.96) id 1x-2a; ${DATE}`],
      "mx1.example.com",
    ],
    [
      "Sendmail",
      [`(from root@localhost)\n\tby mx1.example.com (8.17.1/8.17.1/Submit) id 41NAL9x; ${DATE}`],
      "mx1.example.com",
    ],
    [
      "Exchange",
      [
        `from EX01.example.com (10.0.0.5) by EX02.example.com (10.0.0.6) with Microsoft SMTP Server (version=TLS1_2) id 15.1.2; ${DATE}`,
      ],
      "ex02.example.com",
    ],
    [
      "Exchange with inner names",
      [
        `from EX01.corp.local (fe80::1c2:3%12) by EX02.corp.local (fe80::4) with mapi id 15.1.2; ${DATE}`,
        `from mx.example.net (203.0.113.77) by mail.example.com (10.0.0.5) with Microsoft SMTP Server id 15.1.2; ${DATE}`,
      ],
      "mail.example.com",
    ],
    [
      "qmail",
      [
        `(qmail 4711 invoked by uid 89); 23 Feb 2026 10:21:13 -0000`,
        `(qmail 4710 invoked from network); 23 Feb 2026 10:21:13 -0000`,
        `from unknown (HELO mx.example.net) (203.0.113.77) by mx1.example.com with SMTP; ${DATE}`,
      ],
      "mx1.example.com",
    ],
    [
      "Gmail",
      [
        `by 2002:a05:6a20:1234:b0:1 with SMTP id abc; ${DATE}`,
        `${OUTSIDE} by mx.google.com with ESMTPS id xyz for <news@example.com>; ${DATE}`,
      ],
      "mx.google.com",
    ],
    [
      "a filter and a mail store on one host",
      [
        `from mx1.example.com by mx1.example.com with LMTP id aaa; ${DATE}`,
        `from localhost (localhost [127.0.0.1]) by mx1.example.com (Postfix) id B; ${DATE}`,
        `${OUTSIDE} by mx1.example.com (Postfix) id C; ${DATE}`,
      ],
      "mx1.example.com",
    ],
  ])("%s", (_what, received, want) => {
    expect(lastReceiver(header(...received))).toBe(want);
  });

  test.each([
    [
      "a field below one that came from outside",
      [`${OUTSIDE} by localhost with POP3; ${DATE}`, `by mx.example.org; ${DATE}`],
    ],
    [
      "a sender that names no address",
      [`from mx.example.net by ex01 with SMTP; ${DATE}`, `by mx.example.org; ${DATE}`],
    ],
    ["a name in a comment", [`from x (x by mx.example.org [203.0.113.7]) with SMTP; ${DATE}`]],
    ["a comment that is never closed", [`from x (((((by mx.example.org ; ${DATE}`]],
    ["an address", [`${OUTSIDE} by 203.0.113.5 with SMTP; ${DATE}`]],
    ["a name of one label", [`${OUTSIDE} by mx1 with SMTP; ${DATE}`]],
    ["what is no name", [`${OUTSIDE} by $(reboot).example.com with SMTP; ${DATE}`]],
    ["no field", []],
  ])("is not known from %s", (_what, received) => {
    expect(lastReceiver(header(...received))).toBeNull();
  });

  test("thousands of fields and blanks take no time", () => {
    const long = `from ${" (".repeat(100_000)} by ${"by ".repeat(100_000)}`;
    const started = performance.now();
    expect(lastReceiver(header(...Array.from({ length: 200 }, () => long)))).toBeNull();
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});

describe("the returned message", () => {
  const bounce = header(
    `from mx.example.net (mx.example.net [203.0.113.77]) by mail.example.com (Postfix) id A; ${DATE}`,
  );
  const top = `from mail.example.com (mail.example.com [203.0.113.10]) by mx.example.net (Postfix) id B; ${DATE}`;

  test("names the host that had it last, and the reader's that it had come through", () => {
    const lower = `from app (app [10.0.0.9]) by out.example.com (Postfix) id C; ${DATE}`;
    expect(receivedHosts(bounce, header(top, lower), undefined)).toEqual({
      receivedBy: "mail.example.com",
      returnedBy: "mx.example.net",
      passedBy: "out.example.com",
    });
  });

  test("has not come through the host that returned it", () => {
    const own = header(`from app (app [10.0.0.9]) by mail.example.com (Postfix) id C; ${DATE}`);
    expect(receivedHosts(bounce, own, undefined)).toMatchObject({
      returnedBy: "mail.example.com",
      passedBy: null,
    });
  });
});

const mail = (received: string, type: string, body: string) =>
  `Received: ${received}\nFrom: MAILER-DAEMON@mx.example.net\nTo: anna@example.org\nDate: ${DATE}\nMIME-Version: 1.0\nContent-Type: ${type}; boundary="b${type.length}"\n\n${body}`;
const fields =
  "Reporting-MTA: dns; mx.example.net\n\nFinal-Recipient: rfc822; user@gmail.com\nAction: failed\nStatus: 5.7.25\nDiagnostic-Code: smtp; 550-5.7.25 [203.0.113.77] The IP address sending this message does not have a PTR record setup 550 5.7.25 x1 - gsmtp\n";
const report = mail(
  `${OUTSIDE} by mail.example.org (Postfix) id A; ${DATE}`,
  "multipart/report; report-type=delivery-status",
  `--b46\nContent-Type: message/delivery-status\n\n${fields}\n--b46--\n`,
);

describe("a bounce in an attachment", () => {
  const forwarded = (received: string) =>
    mail(
      received,
      "multipart/mixed",
      `--b15\nContent-Type: text/plain\n\nsee below\n\n--b15\nContent-Type: message/rfc822\n\n${report}\n--b15--\n`,
    );

  test("was taken in by the host that took in the mail around it", async () => {
    const [own] = await readReport(Buffer.from(report));
    expect(own?.received?.receivedBy).toBe("mail.example.org");
    const outer = `from mail.example.org (mail.example.org [203.0.113.9]) by mx1.example.com (Postfix) id D; ${DATE}`;
    const [attached] = await readReport(Buffer.from(forwarded(outer)));
    expect(attached?.received?.receivedBy).toBe("mx1.example.com");
  });

  test("says nothing of its reader's hosts where the mail around it does not", async () => {
    const [attached] = await readReport(Buffer.from(forwarded("by localhost")));
    expect(attached?.received?.receivedBy).toBeNull();
  });
});
