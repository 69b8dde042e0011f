// The reasons that Gmail's replies give, held against the table of codes that says what to check for each.

import { expect, test } from "vitest";
import type { DeliveryAttempt } from "../../../src/model/delivery.ts";
import { codes, codesFor, entryOf } from "../../../src/model/codes/index.ts";
import { refusalCauses } from "../../../src/model/refusal-topics.ts";
import { refusalMeanings, refusalSubjects } from "../../../src/model/refusals.ts";
import { otherRefusals } from "../../../src/report/document/ending.ts";
import { analyzeFiles } from "../../support/analyze.ts";
import { judge } from "../../../src/refusals/judge.ts";

const attempt: DeliveryAttempt = {
  mta: "postfix",
  via: "log",
  time: null,
  action: "failed",
  suspended: false,
  sender: "news@example.com",
  recipient: "user@gmail.com",
  queueId: "4NQh2b5xKdz9rxK",
  messageId: null,
  reportingMta: "mx1",
  remoteMta: "gmail-smtp-in.l.google.com",
  remoteIp: "192.0.2.26",
  localIp: null,
  reply: "",
};

function causeOf(reply: string): string | null | undefined {
  const verdict = judge({ ...attempt, reply: `${reply} d75a77b69052e-3b2a1c4si93755ad.12 - gsmtp` })?.verdict;
  return verdict?.kind === "other" ? verdict.cause : undefined;
}

const names = ({ replyCodes, enhancedStatusCode }: (typeof codes)[number]) =>
  replyCodes.map((code) => `${code}-${enhancedStatusCode.replace("X", String(code).slice(0, 1))}`);

const texts = codes.flatMap((entry) =>
  entry.text === null ? [] : names(entry).map((name) => [name, entry.text, entry.cause ?? null] as const),
);

test.each(texts.filter(([, text]) => !/PTR/.test(text!)))("%s %s", (name, text, cause) => {
  expect(causeOf(`${name} ${text}`)).toBe(cause);
});

const reasons = texts.filter(([, , cause]) => cause !== null);

test.each(reasons)(
  "%s %s is counted among the other refusals in words of its reason",
  (name, text, cause) => {
    const reply = `${name} ${text} d75a77b69052e-3b2a1c4si93755ad.12 - gsmtp`;
    const verdict = judge({ ...attempt, reply })?.verdict;
    expect(verdict).toMatchObject({ kind: "other", cause });
    expect(refusalMeanings[cause!]).toContain(verdict?.kind === "other" ? verdict.meaning : null);
  },
);

test.each(reasons)("%s %s is told once in a report, with what to do", async (name, text) => {
  const [, class_ = "", status] = /^(\d)\d\d-(\S+)/.exec(name) ?? [];
  const end = class_ === "5" ? "bounced" : "deferred";
  const line = `2026-02-23T10:00:02+00:00 mx1 postfix/smtp[9]: 4NQh2b5xKdz9rxK: to=<user@gmail.com>, relay=gmail-smtp-in.l.google.com[192.0.2.26]:25, delay=0.4, delays=0/0/0.1/0.3, dsn=${status}, status=${end} (host gmail-smtp-in.l.google.com[192.0.2.26] said: ${name} ${text} d75a77b69052e-3b2a1c4si93755ad.12 - gsmtp (in reply to end of DATA command))\n`;
  const { report } = await analyzeFiles(["-"], { stdin: line });
  expect(report.refusals).toHaveLength(1);
  expect(report.otherGmailRejections).toHaveLength(1);
  expect(otherRefusals(report)).toBeNull();
  // As many as have a block: the others stay.
  const [other] = report.otherGmailRejections;
  const more = { ...report, otherGmailRejections: [{ ...other!, attempts: 3 }] };
  expect(otherRefusals(more)).toMatchObject({ rows: [[name, other!.meaning, "2"]] });
});

test("every reason has an entry that says what to check, and whose domain it is about", () => {
  for (const cause of refusalCauses) {
    expect(entryOf(cause).action).not.toBe("");
    expect(refusalSubjects[cause]).toBeDefined();
  }
});

test.each([
  [
    "550-5.7.1 Unauthenticated email from example.com is not accepted due to domain's DMARC policy.",
    "dmarc_policy_forbids",
  ],
  ["504-5.7.40 Unrecognized Authentication Type.", null],
  // Lines that were glued together, and those of which the log has the first only.
  ["550-5.7.26 The MAIL FROM domain [example.com] has an SPF record with a hardfail policy", "spf_hard_fail"],
  [
    "550-5.7.26 Unauthenticated email from example.com is not accepted due to domain's",
    "dmarc_policy_forbids",
  ],
  [
    "550-5.7.26 Unauthenticated mail from example.com is not accepted due to domain's DMARCpolicy.",
    "dmarc_policy_forbids",
  ],
  ["421-4.7.0 The SPF record of your domain has suspicious entries.", "spf_suspicious"],
  ["421-4.7.0 Try again later, closing connection.", null],
  ["550-5.7.1 Gmail has detected that this message is likely unsolicited mail.", null],
  ["550-5.1.1 The email account that you tried to reach does not exist.", null],
])("%s", (reply, cause) => {
  expect(causeOf(reply)).toBe(cause);
});

test.each([
  [
    "550-5.7.26 The MAIL FROM domain [example.com] has an SPF record with a hardfail policy",
    "SPF says that the address must not send (-all)",
  ],
  [
    "451-4.7.26 Unauthenticated email from example.com is not accepted due to domain's DMARC policy, but temporary DNS failures prevent authentication.",
    "the name servers of the sender's domain gave no answer",
  ],
  [
    "550-5.7.1 Unauthenticated email from example.com is not accepted due to domain's DMARC policy.",
    "unauthenticated sender: the domain's DMARC policy forbids it",
  ],
])("the meaning says no more than Gmail's text: %s", (reply, meaning) => {
  expect(judge({ ...attempt, reply })?.verdict).toMatchObject({ kind: "other", meaning });
});

test("a rule of the recipient's own is none of the sender's reasons", () => {
  const reply = "550-5.7.26 This mail is unauthenticated. - gcdp d75a77b69052e-3b2a1c4si93755ad.12 - gsmtp";
  const verdict = judge({ ...attempt, reply })?.verdict;
  expect(verdict).toMatchObject({ kind: "other", cause: null });
});

test("explain finds the same entry by code and words as the report by its reason", () => {
  const text = "The MAIL FROM domain [example.com] has an SPF record with a hard fail policy (-all)";
  expect(codesFor("550", "5.7.26", text)).toEqual([entryOf("spf_hard_fail")]);
});
