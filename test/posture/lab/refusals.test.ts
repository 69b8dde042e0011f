// From Gmail's refusals in a log to the record that is to be changed, against real servers.

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { analyze, audit, dnsDefaults, render } from "../../../src/index.ts";
import type { RefusalReport } from "../../../src/model/refusals.ts";
import type { Report } from "../../../src/model/report.ts";
import { mustSkip } from "../../support/servers.ts";
import { missingPrograms, startInternet, type Internet } from "./start.ts";

const KEY =
  "MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQC+W2gJfJRzQ1zvDfBLPwvLzh8+f8PyzPO4sBYoJZ2a6SfbJm2o4PqgqLYmRUW2PTUE7vNo0BVcWLMVBNdCHt+0qnXkJX8nMNPNvzzj6MWfkS1SdNb1yo0EXGm4cl0nCrT8G+9Bfw7sR0ZzZ2aMtdUgJ0nKDRUK8x8pkT3U1vYcPQIDAQAB";

const RECORDS = `
example.com. 600 IN TXT "v=spf1 ip4:198.51.100.0/28 -all"
s1._domainkey.example.com. 600 IN TXT "v=DKIM1; p=${KEY}"
_dmarc.example.com. 600 IN TXT "v=DMARC1; p=reject"
bounces.example.net. 600 IN TXT "v=spf1 include:_spf.example.net ~all"
_spf.example.net. 600 IN TXT "v=spf1 ip4:198.51.100.77 ~all"
_dmarc.example.net. 600 IN TXT "v=DMARC1; p=none"
example.org. 600 IN TXT "v=spf1 ip4:203.0.113.5 -all"
open.example. 600 IN TXT "v=spf1 +all"
right.example. 600 IN TXT "v=spf1 ip4:203.0.113.5 -all"
_dmarc.right.example. 600 IN TXT "v=DMARC1; p=none"
letters.example. 600 IN MX 10 mail.example.
mail.example. 600 IN A 203.0.113.7
7.113.0.203.in-addr.arpa. 600 IN PTR mail.example.
reports.example. 600 IN TXT "v=spf1 -all"
_dmarc.reports.example. 600 IN TXT "v=DMARC1; rua=mailto:d@reports.example"
several.example. 600 IN TXT "v=spf1 -all"
_dmarc.several.example. 600 IN TXT "v=DMARC1; p=reject; rua=mailto:d@several.example"
_dmarc.several.example. 600 IN TXT "v=DMARC1; p=none"
news.alias.example. 600 IN CNAME host.service.example.
host.service.example. 600 IN TXT "v=spf1 ip4:198.51.100.44 -all"
_dmarc.alias.example. 600 IN CNAME gone.service.example.
gmail.com. 600 IN TXT "v=spf1 ip4:198.51.100.99 ~all"
listed.example. 600 IN TXT "v=spf1 ip4:203.0.113.7 -all"
`;

const FIXTURE = fileURLToPath(
  new URL("../../../fixtures/postfix/gmail-sender-refusals.log", import.meta.url),
);

let lines = 0;

/** Postfix's two lines about a refused message. */
function refused(sender: string, code: string, text: string): string {
  lines += 1;
  const id = `4NQh${String(lines).padStart(3, "0")}b5xKdz9rxK`;
  const [replyCode = "", enhanced = ""] = code.split("-");
  return (
    `2026-02-23T13:00:09.345000+00:00 mx1 postfix/qmgr[1]: ${id}: from=<${sender}>, size=1, nrcpt=1 (queue active)\n` +
    `2026-02-23T13:00:10.345000+00:00 mx1 postfix/smtp[900]: ${id}: to=<user@gmail.com>, relay=gmail-smtp-in.l.google.com[192.0.2.26]:25, delay=1.2, delays=0.1/0/0.6/0.5, dsn=${enhanced}, status=bounced (host gmail-smtp-in.l.google.com[192.0.2.26] said: ${code} ${text} ${replyCode} ${enhanced}  https://support.google.com/mail/answer/81126 d75a77b69052e-1b2a1c4si93755ad.${lines} - gsmtp (in reply to end of DATA command))\n`
  );
}

const unauthenticated = (domain: string) =>
  `This mail has been blocked because the sender is unauthenticated. SPF [${domain}] with ip: [203.0.113.5] = did not pass.`;

describe.skipIf(mustSkip("refusals and their records", missingPrograms()))(
  "refusals and their records",
  () => {
    let internet: Internet;
    const folder = mkdtempSync(join(tmpdir(), "whybounce-refusals-"));
    beforeAll(async () => {
      internet = await startInternet(RECORDS, ["dead.example"]);
    });
    afterAll(async () => {
      rmSync(folder, { recursive: true });
      await internet?.stop();
    });

    async function reportOf(path: string): Promise<Report> {
      const dns = { ...dnsDefaults, resolvers: [internet.resolver], authoritative: false };
      const { report } = await analyze({ paths: [path], dns, local: false });
      return report;
    }

    async function refusalsIn(text: string, name = "mail.log"): Promise<RefusalReport[]> {
      const path = join(folder, name);
      writeFileSync(path, text);
      return (await reportOf(path)).refusals ?? [];
    }

    const recordsOf = ({ fix }: RefusalReport) =>
      fix.flatMap(({ record }) => (record === null || record.startsWith("whybounce") ? [] : [record]));

    test("a domain that does not exist is said to be missing, and not its records one by one", async () => {
      const text = "DKIM authentication didn't pass for this message.";
      const log =
        refused("a@nowhere.example", "550-5.7.26", unauthenticated("nowhere.example")) +
        refused("a@nowhere.example", "550-5.7.30", text) +
        refused("a@example.org", "550-5.7.30", text) +
        refused("a@new.example.org", "550-5.7.30", text);
      const refusals = await refusalsIn(log);
      const ids = (domain: string) =>
        refusals.filter((each) => each.domain === domain).map(({ findings: [first] }) => first?.id);
      expect(ids("nowhere.example")).toEqual(["domain_nxdomain", "domain_nxdomain"]);
      expect(ids("example.org")).toEqual(["dkim_none"]);
      // Its first record makes the name.
      expect(ids("new.example.org")).toEqual(["dkim_none"]);
      for (const each of refusals.filter(({ domain }) => domain === "nowhere.example")) {
        expect(each.state).toBe("stands");
        expect(each.fix[0]?.action).toBe("send with a domain that exists, or register it");
        expect(each.findings.map(({ id }) => id)).not.toContain("dkim_none");
      }
    });

    const noPolicy =
      "Your email has been blocked because the sending domain doesn't have a DMARC record, or the DMARC record doesn't specify a DMARC policy.";

    test("a DMARC record with reports and no policy is what Gmail refuses, although it counts as p=none", async () => {
      const [one] = await refusalsIn(refused("a@reports.example", "550-5.7.40", noPolicy));
      expect(one).toMatchObject({ state: "stands" });
      expect(recordsOf(one!)).toEqual([
        '_dmarc.reports.example. 3600 IN TXT "v=DMARC1; p=none; rua=mailto:d@reports.example"',
      ]);
    });

    test("of several DMARC records the mildest is kept, whatever their order in the answer", async () => {
      const [one] = await refusalsIn(refused("a@several.example", "550-5.7.40", noPolicy));
      expect(recordsOf(one!)).toEqual(['_dmarc.several.example. 3600 IN TXT "v=DMARC1; p=none"']);
    });

    test("where a record shall be and an alias is, the alias is said to be in the way", async () => {
      const refusals = await refusalsIn(
        refused("a@news.alias.example", "550-5.7.26", unauthenticated("news.alias.example")) +
          refused("a@alias.example", "550-5.7.40", noPolicy),
      );
      const places = refusals.map(({ fix }) => fix.find(({ holds }) => holds === "record")?.where);
      expect(places).toHaveLength(2);
      const rest = "no record may stand beside one; or change the record of";
      expect(new Set(places)).toEqual(
        new Set([
          `the DNS of alias.example, in the place of the alias (CNAME) that _dmarc.alias.example is of gone.service.example: ${rest} gone.service.example instead, if that is yours`,
          `the DNS of alias.example, in the place of the alias (CNAME) that news.alias.example is of host.service.example: ${rest} host.service.example instead, if that is yours`,
        ]),
      );
    });

    test("nobody is told to change the records of a mailbox provider", async () => {
      const [one] = await refusalsIn(refused("a@gmail.com", "550-5.7.26", unauthenticated("gmail.com")));
      expect(one).toMatchObject({ state: "stands", domain: "gmail.com" });
      expect(one!.fix).toHaveLength(1);
      expect(one!.fix[0]).toMatchObject({ who: "you", record: null });
      expect(one!.fix[0]!.action).toMatch(
        /^send with a domain of your own in From: and MAIL FROM: gmail\.com is/,
      );
      expect(one!.findings.every(({ fix }) => fix === null)).toBe(true);
    });

    test("a name of one's own network is not said to be for registering", async () => {
      const [one] = await refusalsIn(refused("root@web1.local", "550-5.7.26", unauthenticated("web1.local")));
      expect(one!.fix[0]?.action).toMatch(
        /^send with a domain that exists: the name is one of your own network/,
      );
    });

    test("a reply that names no address: that of the host is taken, its SPF is asked about, and all of that is said", async () => {
      const nameless =
        "Your email has been blocked because SPF authentication didn't pass for this message. Gmail requires all bulk email senders to authenticate their email with SPF.";
      const ptr = "[203.0.113.6] The IP address sending this message does not have a PTR record setup.";
      const other = "[203.0.113.9] The IP address sending this message does not have a PTR record setup.";
      const log =
        refused("a@example.org", "550-5.7.27", nameless) + refused("b@example.com", "550-5.7.25", ptr);
      const [one] = await refusalsIn(log);
      expect(one).toMatchObject({ sendingIp: "203.0.113.6", sendingIpSource: "host", state: "stands" });
      expect(one!.evidence).toContain(
        "No reply names the sending address; 203.0.113.6 is the only one that Gmail names for other mail of mx1.",
      );
      expect(recordsOf(one!)).toEqual([
        'example.org. 3600 IN TXT "v=spf1 ip4:203.0.113.6 ip4:203.0.113.5 -all"',
      ]);
      const [several] = await refusalsIn(log + refused("b@example.com", "550-5.7.25", other));
      expect(several).toMatchObject({ sendingIp: null, sendingIpSource: null, state: "not known" });
      expect(several!.evidence).toContain(
        "No reply names the sending address, and Gmail names several for mx1 (203.0.113.6 and 203.0.113.9): which of them it was is not known.",
      );
      expect(recordsOf(several!)).toEqual([]);
    });

    const nameless = "Your email has been blocked because SPF authentication didn't pass for this message.";
    const withoutPtr = (ip: string) =>
      `[${ip}] The IP address sending this message does not have a PTR record setup.`;

    test("an offered SPF record has the addresses that the same log shows to send for the domain", async () => {
      const log =
        refused("a@letters.example", "550-5.7.27", nameless) +
        refused("a@letters.example", "550-5.7.25", withoutPtr("203.0.113.22")) +
        refused("b@example.com", "550-5.7.25", withoutPtr("203.0.113.11"));
      const [one] = await refusalsIn(log);
      expect(one).toMatchObject({ sendingIp: null, possibleIps: ["203.0.113.11", "203.0.113.22"] });
      expect(recordsOf(one!)).toEqual(['letters.example. 3600 IN TXT "v=spf1 ip4:203.0.113.22 ~all"']);
      // Which address it was stays unknown: the other one is not taken for it.
      expect(one!.fix[0]!.action).toMatch(/no reply names it \(possible: 203\.0\.113\.11\)$/);
      expect(one!.fix.at(-1)!.record).toBe("whybounce audit --only spf letters.example 203.0.113.22");
    });

    test("an address that sends for a domain and is missing in its SPF record is added, whether or not the reply names one", async () => {
      const ptr = refused("a@right.example", "550-5.7.25", withoutPtr("203.0.113.22"));
      const other = refused("b@example.com", "550-5.7.25", withoutPtr("203.0.113.11"));
      const [unnamed] = await refusalsIn(refused("a@right.example", "550-5.7.27", nameless) + ptr + other);
      expect(recordsOf(unnamed!)).toEqual([
        'right.example. 3600 IN TXT "v=spf1 ip4:203.0.113.22 ip4:203.0.113.5 -all"',
      ]);
      expect(unnamed!.state).toBe("not known");
      const named = unauthenticated("right.example").replace("203.0.113.5", "203.0.113.33");
      const [one] = await refusalsIn(refused("a@right.example", "550-5.7.26", named) + ptr);
      expect(recordsOf(one!)).toEqual([
        'right.example. 3600 IN TXT "v=spf1 ip4:203.0.113.33 ip4:203.0.113.22 ip4:203.0.113.5 -all"',
      ]);
    });

    test("an offered SPF record of which no sender is known says that it is to be completed", async () => {
      const ptr = (ip: string) => refused("b@example.com", "550-5.7.25", withoutPtr(ip));
      const mail = refused("a@letters.example", "550-5.7.27", nameless);
      const [one] = await refusalsIn(mail + ptr("203.0.113.22") + ptr("203.0.113.11"));
      expect(recordsOf(one!)).toEqual(['letters.example. 3600 IN TXT "v=spf1 mx ~all"']);
      expect(one!.fix[0]!.action).toMatch(/\(possible: 203\.0\.113\.11 and 203\.0\.113\.22\)$/);
      const [alone] = await refusalsIn(mail);
      expect(alone!.fix[0]!.action).toMatch(/if the record lacks it: no reply names it$/);
    });

    test("nobody is told to send from an address that Gmail refuses for the sender's records", async () => {
      const textOf = async (log: string) => {
        const path = join(folder, "one-address.log");
        writeFileSync(path, log);
        const dns = { ...dnsDefaults, resolvers: [internet.resolver], authoritative: false };
        const results = await analyze({ paths: [path], dns, local: false });
        return (await render(results, "markdown")).replaceAll(/\s+/g, " ");
      };
      const log = ["203.0.113.22", "203.0.113.22", "203.0.113.7"]
        .map((ip) => refused("b@example.com", "550-5.7.25", withoutPtr(ip)))
        .join("");
      const spf = (domain: string) =>
        refused(`a@${domain}`, "550-5.7.26", unauthenticated(domain).replace("203.0.113.5", "203.0.113.7"));
      const advice = /less work to send from 203\.0\.113\.7/;
      expect(await textOf(log)).toMatch(advice);
      expect(await textOf(log + spf("listed.example"))).toMatch(advice);
      const told = await textOf(log + spf("right.example"));
      expect(told).not.toMatch(/less work|send from 203\.0\.113\.7/);
    });

    test("5.7.26, 5.7.27, 5.7.30 and 5.7.40 of three domains: for each the right record to change", async () => {
      const { refusals = [] } = await reportOf(FIXTURE);
      const told = refusals.map((each) => [
        each.cause.id,
        each.domain,
        each.sendingIp,
        each.state,
        each.counts.attempts,
        each.counts.lost,
        recordsOf(each),
      ]);
      const ofExampleCom = [
        'example.com. 3600 IN TXT "v=spf1 ip4:203.0.113.5 ip4:203.0.113.6 ip4:198.51.100.0/28 -all"',
      ];
      expect(told).toEqual([
        ["sender_unauthenticated", "example.com", "203.0.113.5", "stands", 3, 3, ofExampleCom],
        [
          "spf_not_passed",
          "bounces.example.net",
          "203.0.113.5",
          "stands",
          3,
          1,
          ['bounces.example.net. 3600 IN TXT "v=spf1 ip4:203.0.113.5 include:_spf.example.net ~all"'],
        ],
        ["sender_unauthenticated", "example.com", "203.0.113.6", "stands", 1, 1, ofExampleCom],
        ["dkim_not_passed", "example.org", "203.0.113.5", "stands", 1, 1, []],
        [
          "dmarc_not_published",
          "example.org",
          "203.0.113.5",
          "stands",
          1,
          1,
          ['_dmarc.example.org. 3600 IN TXT "v=DMARC1; p=none"'],
        ],
      ]);
      const signing = refusals[3]!;
      expect(signing.findings.map(({ id }) => id)).toEqual(["dkim_none"]);
      expect(signing.fix[0]!.action).toContain("publish the key at SELECTOR._domainkey.");
      const places = refusals.map(({ fix }) => fix.find(({ record }) => record !== null)?.where ?? null);
      expect(places).toEqual([
        "the DNS of example.com",
        "the DNS of example.net",
        "the DNS of example.com",
        null,
        "the DNS of example.org",
      ]);
      expect(refusals.every(({ fix }) => fix.at(-1)!.record!.startsWith("whybounce audit --only "))).toBe(
        true,
      );
    });

    test.each([
      ["table", "sender-refusals-80.txt"],
      ["markdown", "sender-refusals.md"],
      ["html", "sender-refusals.html"],
      ["json", "sender-refusals.json"],
      ["prometheus", "sender-refusals.prom"],
    ] as const)("%s says it as the golden file does", async (format, file) => {
      const dns = { ...dnsDefaults, resolvers: [internet.resolver], authoritative: false };
      const results = await analyze({ paths: [FIXTURE], dns, local: false });
      const { report } = results;
      report.generatedAt = "2026-02-24T00:00:00.000Z";
      report.generator.version = "1.0.0";
      report.inputs[0]!.path = "mail.log";
      await expect(await render(results, format)).toMatchFileSnapshot(
        fileURLToPath(new URL(`../../../fixtures/reports/${file}`, import.meta.url)),
      );
    });

    test("a record that passes today is not blamed", async () => {
      const [one] = await refusalsIn(
        refused("a@right.example", "550-5.7.26", unauthenticated("right.example")),
      );
      expect(one).toMatchObject({ state: "passes now", domain: "right.example" });
      expect(recordsOf(one!)).toEqual([]);
    });

    test("a server that does not answer is no missing record", async () => {
      const [one] = await refusalsIn(
        refused("a@dead.example", "550-5.7.27", unauthenticated("dead.example")),
      );
      expect(one).toMatchObject({ state: "could not be asked", cause: { id: "spf_not_passed" } });
      expect(one!.findings.map(({ id }) => id)).toContain("spf_temp");
      expect(recordsOf(one!)).toEqual([]);
    });

    test("each text of 5.7.26 has its own reason, and its own answer", async () => {
      const refusals = await refusalsIn(
        [
          refused(
            "a@example.com",
            "550-5.7.26",
            "The MAIL FROM domain [example.com] has an SPF record with a hard fail policy (-all) but it fails to pass SPF checks with the ip: [203.0.113.5].",
          ),
          refused(
            "b@bounces.example.net",
            "550-5.7.26",
            "Unauthenticated email from example.com is not accepted due to domain's DMARC policy.",
          ),
          refused(
            "c@dead.example",
            "451-4.7.26",
            "Unauthenticated email from dead.example is not accepted due to domain's DMARC policy, but temporary DNS failures prevent authentication.",
          ),
        ].join(""),
      );
      const told = refusals.map(({ cause, domain, state }) => [cause.id, domain, state].join(" ")).toSorted();
      expect(told).toEqual([
        "authentication_dns_failure dead.example stands",
        "dmarc_policy_forbids example.com stands",
        "spf_hard_fail example.com stands",
      ]);
      const policy = refusals.find(({ cause }) => cause.id === "dmarc_policy_forbids")!;
      expect(policy.findings.map(({ id }) => id)).toContain("dmarc_misaligned_spf");
      expect(policy.fix[0]!.action).toContain("sign with DKIM in the name of example.com");
    });

    test("suspicious entries are named, and the new record has none", async () => {
      const [one] = await refusalsIn(
        refused(
          "a@open.example",
          "550-5.7.24",
          "[203.0.113.5] The SPF record of the sending domain has one or more suspicious entries.",
        ),
      );
      expect(one).toMatchObject({ cause: { id: "spf_suspicious" }, domain: "open.example", state: "stands" });
      expect(recordsOf(one!)).toEqual(['open.example. 3600 IN TXT "v=spf1 ip4:203.0.113.5 ~all"']);
    });

    test("a record is not closed to everybody where no sender is known", async () => {
      const [one] = await refusalsIn(
        refused(
          "a@open.example",
          "550-5.7.24",
          "The SPF record of the sending domain has suspicious entries.",
        ),
      );
      expect(one).toMatchObject({ state: "stands", sendingIp: null });
      expect(recordsOf(one!)).toEqual([]);
    });

    test("what is no record's fault asks nothing, and stands", async () => {
      const [one] = await refusalsIn(
        refused(
          "a@example.com",
          "550-5.7.1",
          "[203.0.113.5] The IP you're using to send mail is not authorized to send email directly to our servers. Please use the SMTP relay at your service provider instead.",
        ),
      );
      expect(one).toMatchObject({
        cause: { id: "direct_sending_refused" },
        domain: null,
        sendingIp: "203.0.113.5",
        state: "not in the DNS",
      });
      expect(one!.fix[0]!.action).toMatch(/^send through the provider's mail relay/);
    });

    test("a bounce of a bounce names no domain: that is said and counted", async () => {
      const [one] = await refusalsIn(
        refused("", "550-5.7.40", "[203.0.113.5] The sending domain has no DMARC record."),
      );
      expect(one).toMatchObject({ domain: null, state: "not known", counts: { attempts: 1, lost: 1 } });
      expect(one!.evidence.join(" ")).toContain("tells the sender's domain");
    });

    const BOUNCE = `Return-Path: <>
Date: Mon, 23 Feb 2026 13:00:10 +0000
From: MAILER-DAEMON@mx1.example.com (Mail Delivery System)
To: list@bounces.example.net
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="A"

--A
Content-Type: text/plain

This is the mail system at host mx1.example.com.

--A
Content-Type: message/delivery-status

Reporting-MTA: dns; mx1.example.com
X-Postfix-Queue-ID: 4NQh001b5xKdz9rxK
X-Postfix-Sender: rfc822; list@bounces.example.net

Final-Recipient: rfc822; user@gmail.com
Action: failed
Status: 5.7.32
Remote-MTA: dns; gmail-smtp-in.l.google.com
Diagnostic-Code: smtp; 550-5.7.32 [203.0.113.5] Your email has been blocked because the
    550-5.7.32 From: header (RFC5322) in this message isn't aligned with either the
    550-5.7.32 authenticated SPF or DKIM organizational domain. 550 5.7.32
    d75a77b69052e-1b2a1c4si93755ad.77 - gsmtp

--A
Content-Type: message/rfc822

Return-Path: <list@bounces.example.net>
DKIM-Signature: v=1; a=rsa-sha256; d=example.net; s=gone; h=from;
 bh=x; b=y
From: "Shop, Inc." <shop@example.com>
To: user@gmail.com
Subject: News

Hello.
--A--
`;

    test("a mail that its author's domain signed and a list sent on has lost its signature", async () => {
      const signed = BOUNCE.replaceAll("d=example.net", "d=example.com").replaceAll("s=gone", "s=s1");
      const [one] = await refusalsIn(signed, "list.eml");
      expect(one).toMatchObject({
        selectors: [{ selector: "s1", domain: "example.com" }],
        state: "not known",
      });
      expect(one!.fix[0]?.action).toMatch(
        /^see why the signature of the From: domain does not hold: .*Mailman/,
      );
    });

    test("a returned message tells From:, Return-Path and the key that signed", async () => {
      const [one] = await refusalsIn(BOUNCE, "bounce.eml");
      expect(one).toMatchObject({
        cause: { id: "from_not_aligned" },
        domain: "example.com",
        domainSource: "header",
        senderDomains: [{ domain: "bounces.example.net" }],
        selectors: [{ selector: "gone", domain: "example.net" }],
        state: "stands",
      });
      expect(one!.findings.map(({ id }) => id)).toEqual(
        expect.arrayContaining(["dmarc_misaligned_spf", "dmarc_misaligned_dkim"]),
      );
      expect(one!.fix.at(-1)!.record).toContain("--sender bounces.example.net");
    });

    test("without the From: domain nobody says that it is not aligned", async () => {
      const text = "[203.0.113.5] Your email has been blocked because the From: header isn't aligned.";
      const [one] = await refusalsIn(refused("a@right.example", "550-5.7.32", text));
      expect(one).toMatchObject({ domain: "right.example", domainSource: "assumed", state: "not known" });
      expect(one!.evidence.join(" ")).toContain("The From: domain is not in the log");
    });

    test("a thousand domains are not a thousand questions each", async () => {
      const many = Array.from({ length: 130 }, (_, index) =>
        refused("a@d" + index + ".example", "550-5.7.27", unauthenticated("d" + index + ".example")),
      );
      const path = join(folder, "many.log");
      writeFileSync(path, many.join(""));
      const { refusals = [], warnings } = await reportOf(path);
      expect(refusals).toHaveLength(130);
      expect(refusals.filter(({ state }) => state === null)).toHaveLength(30);
      expect(warnings.join(" ")).toContain("those of 30 more were not");
    });

    test("an audit of the bounces asks for the keys that signed", async () => {
      const path = join(folder, "audited.eml");
      writeFileSync(path, BOUNCE);
      const dns = { ...dnsDefaults, resolvers: [internet.resolver], authoritative: false };
      const { report } = await audit([], { paths: [path], only: ["dkim", "dmarc"], dns });
      const audited = report.domains.find(({ domain }) => domain === "example.com")!;
      expect(audited.dkim!.keys).toMatchObject([
        { selector: "gone", domain: "example.net", source: "signature" },
      ]);
      expect(audited.sender).toBe("bounces.example.net");
    });
  },
);
