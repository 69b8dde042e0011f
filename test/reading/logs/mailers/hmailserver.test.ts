// hMailServer writes the conversation: who was refused follows from the commands before the reply.

import { expect, test } from "vitest";
import { analyzeFiles } from "../../../support/analyze.ts";
import { rejectionsIn } from "../../../support/events.ts";

const said = (session: number, what: string) =>
  `"SMTPC"\t3124\t${session}\t"2026-02-23 10:11:12.345"\t"192.0.2.26"\t"${what}"\r\n`;
const GMAIL = (code: string) =>
  `RECEIVED: ${code.replace(" ", "-")} [203.0.113.40] The IP address sending this message does not have a[nl]${code.replace(" ", "-")} PTR record setup, or the corresponding forward DNS entry does not[nl]${code.replace(" ", "-")} match the sending IP. As a policy, Gmail does not accept messages from IPs with[nl]${code}  https://support.google.com/a?p=sender-guidelines. a640c23a62f3a-93e4dbb2288si424.62 - gsmtp`;
const begun = (session: number, sender = "news@example.com") =>
  said(session, "RECEIVED: 220 mx.google.com ESMTP a640c23a62f3a-93e4dbb2288si424.62 - gsmtp") +
  said(session, "SENT: EHLO mail.example.com") +
  said(session, `SENT: MAIL FROM:<${sender}>`) +
  said(session, "RECEIVED: 250 2.1.0 OK a640c23a62f3a-93e4dbb2288si424.62 - gsmtp");
const to = (session: number, recipient: string) => said(session, `SENT: RCPT TO:<${recipient}>`);
const accepted = (session: number) =>
  said(session, "RECEIVED: 250 2.1.5 OK a640c23a62f3a-93e4dbb2288si424.62 - gsmtp");
/** As lines of more than 500 characters are cut. */
const cut = (line: string) => `${line.slice(0, 470)} ... ${line.slice(-25)}`;

test.each<[string, string, string[]]>([
  [
    "at the end of the data, in two sessions at once",
    begun(18) +
      begun(19, "shop@example.org") +
      to(18, "user@gmail.com") +
      to(19, "anna@gmail.com") +
      accepted(18) +
      accepted(19) +
      said(18, "SENT: DATA") +
      said(19, "SENT: DATA") +
      cut(said(18, GMAIL("550 5.7.25"))) +
      said(19, GMAIL("421 4.7.23")),
    ["news@example.com user@gmail.com failed", "shop@example.org anna@gmail.com delayed"],
  ],
  [
    "one of two recipients at RCPT, the other at the end of the data",
    begun(18) +
      to(18, "ben@gmail.com") +
      said(18, GMAIL("550 5.7.25")) +
      to(18, "user@gmail.com") +
      accepted(18) +
      said(18, "SENT: DATA") +
      said(18, GMAIL("550 5.7.25").replace("si424", "si425")),
    ["news@example.com ben@gmail.com failed", "news@example.com user@gmail.com failed"],
  ],
  [
    "its own refusal of somebody",
    begun(18) +
      to(18, "user@gmail.com") +
      accepted(18) +
      said(18, GMAIL("550 5.7.25").replace("RECEIVED", "SENT")).replace("SMTPC", "SMTPD"),
    [],
  ],
])("%s", async (_name, stdin, want) => {
  const results = await analyzeFiles(["-"], { stdin });
  const found = rejectionsIn(results);
  expect(found.map(({ sender, recipient, action }) => `${sender} ${recipient} ${action}`).toSorted()).toEqual(
    want,
  );
  for (const one of found)
    expect(one).toMatchObject({
      time: "2026-02-23T10:11:12.345Z",
      sendingIp: "203.0.113.40",
      mta: "hmailserver",
    });
  expect(results.report.unread?.count).toBe(0);
});
