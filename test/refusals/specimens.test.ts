// Gmail's refusals for the sender as they were met in public: logs, queue listings, bounces and pastes of twelve years, with
// other names and addresses.

import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { RefusalCauseId } from "../../src/model/refusal-topics.ts";
import { analyzeFiles } from "../support/analyze.ts";

const folder = join(import.meta.dirname, "../../fixtures/sender-refusals");

type Expected = [cause: RefusalCauseId, code: string, domain: string | null, sendingIp: string | null];

const specimens: Record<string, Expected> = {
  "compose-5.7.1-not-authorized.log": ["direct_sending_refused", "550-5.7.1", null, "203.0.113.124"],
  "console-5.7.1-not-authorized.txt": ["direct_sending_refused", "550-5.7.1", null, "203.0.113.73"],
  "dsn-4.7.28-netblock.eml": ["rate_unusual", "421-4.7.28", null, "203.0.113.58"],
  "dsn-4.7.28-spf-domain.eml": ["rate_unusual", "421-4.7.28", "11690999.sender.example", null],
  "dsn-5.7.1-fails-authentication-checks-of-2020.eml": [
    "sender_unauthenticated",
    "550-5.7.1",
    "example.com",
    null,
  ],
  "dsn-5.7.1-not-authorized.eml": ["direct_sending_refused", "550-5.7.1", null, "203.0.113.200"],
  "dsn-5.7.26-dmarc-of-2026.eml": ["dmarc_policy_forbids", "550-5.7.26", "example.com", null],
  "dsn-5.7.27-of-a-forwarder.eml": ["spf_not_passed", "550-5.7.27", "lawfirm.example.net", "203.0.113.41"],
  "dsn-5.7.30-signed-by-nobody.eml": ["dkim_not_passed", "550-5.7.30", "example.com", null],
  "dsn-5.7.40-whose-text-is-about-alignment.eml": ["from_not_aligned", "550-5.7.40", "example.com", null],
  "exim-5.7.1-unusual-rate-over-ipv6.eml": ["rate_unusual", "550-5.7.1", null, "2001:db8:400d::5"],
  "exim-5.7.26-fails-authentication-checks-of-2021.eml": [
    "sender_unauthenticated",
    "550-5.7.26",
    "example.com",
    null,
  ],
  "exim-5.7.26-hard-fail-of-a-forwarder.eml": [
    "spf_hard_fail",
    "550-5.7.26",
    "speakers.example.org",
    "203.0.113.40",
  ],
  "exim-5.7.26-over-ipv6.eml": [
    "sender_unauthenticated",
    "550-5.7.26",
    "clinic.example.org",
    "2001:db8:7722:1:77:222:41:79",
  ],
  "hosting-service-5.7.26-of-2022.eml": [
    "sender_unauthenticated",
    "550-5.7.26",
    "school.example.net",
    "203.0.113.46",
  ],
  "kumomta-4.7.32.log": ["from_not_aligned", "421-4.7.32", "example.com", null],
  "mailq-4.7.0-unusual-rate-of-2018.txt": ["rate_unusual", "421-4.7.0", null, "203.0.113.28"],
  "mailq-4.7.28.txt": ["rate_unusual", "421-4.7.28", null, "203.0.113.52"],
  "paste-5.7.1-dmarc-of-2019.txt": ["dmarc_policy_forbids", "550-5.7.1", "example.org", null],
  "paste-5.7.26-with-links-of-markdown.txt": [
    "sender_unauthenticated",
    "550-5.7.26",
    "example.net",
    "203.0.113.183",
  ],
  "postfix-4.7.0-authentication-of-2023.log": [
    "sender_unauthenticated",
    "421-4.7.0",
    "example.org",
    "203.0.113.182",
  ],
  "postfix-4.7.28-of-2020.log": ["rate_unusual", "421-4.7.28", null, "203.0.113.59"],
  "postfix-4.7.29-first-of-two-hosts.log": ["tls_not_used", "421-4.7.29", null, null],
  "postfix-5.7.1-dmarc-of-2018.log": ["dmarc_policy_forbids", "550-5.7.1", "example.org", null],
  "postfix-5.7.1-not-authorized.eml": ["direct_sending_refused", "550-5.7.1", null, "203.0.113.50"],
  "postfix-5.7.1-not-authorized.log": ["direct_sending_refused", "550-5.7.1", null, "203.0.113.123"],
  "postfix-5.7.1-unusual-rate-of-2019.log": ["rate_unusual", "550-5.7.1", null, "203.0.113.183"],
  "postfix-5.7.26-dmarc-of-2022.log": ["dmarc_policy_forbids", "550-5.7.26", "example.net", null],
  "postfix-5.7.26-of-2023-without-token.log": [
    "sender_unauthenticated",
    "550-5.7.26",
    "misp.example.org",
    "203.0.113.1",
  ],
  "postfix-5.7.26-of-2023.eml": [
    "sender_unauthenticated",
    "550-5.7.26",
    "ids-prd.example.net",
    "203.0.113.52",
  ],
  "postfix-5.7.26-of-2024.eml": ["sender_unauthenticated", "550-5.7.26", "vps.example.com", "203.0.113.55"],
  "postfix-5.7.26-over-ipv6.log": [
    "sender_unauthenticated",
    "550-5.7.26",
    "mxproxy.example.net",
    "2001:db8:fe:81::1",
  ],
  "sendmail-4.7.26-blank-after-the-hyphen.log": [
    "authentication_dns_failure",
    "451-4.7.26",
    "email.market-example.org",
    null,
  ],
};

test("every specimen is here", async () => {
  expect(Object.keys(specimens).toSorted()).toEqual((await readdir(folder)).toSorted());
});

test.each(Object.entries(specimens))("%s", async (name, [cause, code, domain, sendingIp]) => {
  const { report, events } = await analyzeFiles([join(folder, name)]);
  expect(report.refusals).toMatchObject([{ cause: { id: cause }, domain, sendingIp }]);
  expect(Object.keys(report.refusals![0]!.codes)).toEqual([code]);
  expect([report.warnings, report.unread?.count, report.sendingIps]).toEqual([[], 0, []]);
  const recipients = events.flatMap((event) =>
    "cause" in event && event.recipient ? [event.recipient] : [],
  );
  expect(new Set(recipients).size).toBeLessThanOrEqual(1);
});
