// The most common case: mail left over IPv6, nobody knew, and the IPv4 address is fine.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { DnsOptions } from "../../src/model/options.ts";
import type { Results, SendingIpReport } from "../../src/model/report.ts";
import { happenedSentences } from "../../src/report/document/headline.ts";
import { analyzeInBatches } from "../../src/run.ts";
import { startZoneServer } from "../support/zone-server.js";
import { analyzeFiles } from "../support/analyze.ts";

const zone = readFileSync(new URL("../../fixtures/demo/zone.txt", import.meta.url), "utf8");

const refusal = (host: string, ip: string, id: string) =>
  `2026-02-23T10:00:01+00:00 ${host} postfix/smtp[128]: ${id}: to=<user@gmail.com>, relay=gmail-smtp-in.l.google.com[192.0.2.26]:25, delay=0.4, delays=0/0/0.1/0.3, dsn=5.7.25, status=bounced (host gmail-smtp-in.l.google.com[192.0.2.26] said: 550-5.7.25 [${ip}] The IP address sending this message does not have a 550-5.7.25 PTR record setup 550 5.7.25  https://support.google.com/a?p=sender-guidelines. ${id}-93e4dbb2288si424.62 - gsmtp (in reply to end of DATA command))\n`;

async function withDns<T>(records: string, act: (dns: DnsOptions) => Promise<T>): Promise<T> {
  const server = await startZoneServer(records);
  const dns = {
    resolvers: [server.resolver],
    authoritative: false,
    timeoutMilliseconds: 2_000,
    concurrency: 8,
  };
  return act(dns).finally(() => server.close());
}

function report(log: string, records = zone): Promise<Results> {
  return withDns(records, (dns) => analyzeFiles(["-"], { dns, stdin: log }));
}

test("the IPv4 address that stands in no log is looked up by the host's name, and the family is told first", async () => {
  const { report: told } = await report(refusal("mail.example.com", "2001:db8:25::5", "4NQh2b5xKdz9rxK"));
  expect(told.sendingIps[0]?.findings).toContainEqual({
    id: "ipv6_no_ptr_v4_ok",
    summary: expect.stringContaining("203.0.113.5 passes") as string,
  });
  expect(happenedSentences(told)[1]).toBe(
    "Only mail that left over IPv6 is refused: the same host's IPv4 address is in order.",
  );
});

test("not if an IPv4 address fails too", async () => {
  const both =
    refusal("mail.example.com", "2001:db8:25::5", "4NQh2b5xKdz9rxK") +
    refusal("mail.example.com", "203.0.113.25", "4NQh2b5xKdz9rxL");
  const { report: told } = await report(both);
  expect(happenedSentences(told).join(" ")).not.toContain("Only mail that left over IPv6");
});

test("as far as that is known, if a refusal names no address", async () => {
  const both =
    refusal("mail.example.com", "2001:db8:25::5", "4NQh2b5xKdz9rxK") +
    refusal("mail.example.com", "", "4NQh2b5xKdz9rxL");
  const { report: told } = await report(both);
  expect(told.totals.unattributed).toBe(1);
  expect(happenedSentences(told)[1]).toMatch(
    /^Only mail that left over IPv6 is refused, as far as Gmail's replies name an address/,
  );
});

test("a host that the log calls by its first label only is the host of the full name", async () => {
  const both =
    refusal("mail", "203.0.113.5", "4NQh2b5xKdz9rxK") +
    refusal("mail.example.com", "2001:db8:25::5", "4NQh2b5xKdz9rxL");
  const { report: told } = await report(both);
  const ipv6 = told.sendingIps.find(({ family }) => family === 6);
  expect(ipv6?.findings.map(({ id }) => id)).toContain("ipv6_no_ptr_v4_ok");
});

describe("the IPv4 address that Gmail refuses for the sender's records is no way out", () => {
  const forSender = (ip: string) =>
    `2026-02-23T11:00:01+00:00 mail.example.com postfix/qmgr[1]: 4NQh2b5xKdz9rxS: from=<news@unlisted.example.net>, size=1, nrcpt=1 (queue active)\n` +
    `2026-02-23T11:00:02+00:00 mail.example.com postfix/smtp[129]: 4NQh2b5xKdz9rxS: to=<user@gmail.com>, relay=gmail-smtp-in.l.google.com[192.0.2.26]:25, delay=0.4, delays=0/0/0.1/0.3, dsn=5.7.26, status=bounced (host gmail-smtp-in.l.google.com[192.0.2.26] said: 550-5.7.26 This mail has been blocked because the sender is unauthenticated. SPF [unlisted.example.net] with ip: [${ip}] = did not pass. 550 5.7.26  https://support.google.com/mail/answer/81126 d75a77b69052e-1b2a1c4si93755ad.7 - gsmtp (in reply to end of DATA command))\n`;
  const records = `${zone}
unlisted.example.net 600 IN TXT "v=spf1 ip4:192.0.2.99 -all"
`;
  const ipv6 = refusal("mail.example.com", "2001:db8:25::5", "4NQh2b5xKdz9rxK");
  const wayOut = ({ relief, findings }: Pick<SendingIpReport, "relief" | "findings">) => [
    relief ?? null,
    findings.filter(({ id }) => id === "ipv6_no_ptr_v4_ok"),
  ];

  test("in a report, which claims nothing of IPv6 alone", async () => {
    const { report: told } = await report(ipv6 + forSender("203.0.113.5"), records);
    expect(told.refusals).toMatchObject([{ sendingIp: "203.0.113.5", state: "stands" }]);
    expect(told.sendingIps.map(wayOut)).toEqual([[null, []]]);
    const happened = happenedSentences(told).join(" ");
    expect(happened).not.toMatch(/Only mail that left over IPv6|over IPv4/);
  });

  test("nor in the batches of a watch", async () => {
    const folder = mkdtempSync(join(tmpdir(), "whybounce-batches-"));
    const path = join(folder, "mail.log");
    writeFileSync(path, ipv6 + forSender("203.0.113.5"));
    const told: SendingIpReport[] = [];
    await withDns(records, (dns) =>
      analyzeInBatches(
        {
          paths: [path],
          period: { from: null, to: null },
          timezone: "UTC",
          dns,
          keepEvents: false,
          onWarning: () => {},
        },
        1,
        (senders) => void told.push(...senders),
      ),
    ).finally(() => rmSync(folder, { recursive: true }));
    expect(told.map(wayOut)).toEqual([[null, []]]);
  });

  test("while one that Gmail refuses elsewhere changes nothing", async () => {
    const { report: told } = await report(ipv6 + forSender("198.51.100.77"), records);
    expect(told.sendingIps.map(({ relief }) => relief?.ip)).toEqual(["203.0.113.5"]);
  });
});
