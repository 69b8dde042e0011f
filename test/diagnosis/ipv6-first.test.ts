// The most common case: mail left over IPv6, nobody knew, and the IPv4 address is fine.

import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { Results } from "../../src/model/report.ts";
import { happenedSentences } from "../../src/report/document/headline.ts";
import { startZoneServer } from "../support/zone-server.js";
import { analyzeFiles } from "../support/analyze.ts";

const zone = readFileSync(new URL("../../fixtures/demo/zone.txt", import.meta.url), "utf8");

const refusal = (host: string, ip: string, id: string) =>
  `2026-02-23T10:00:01+00:00 ${host} postfix/smtp[128]: ${id}: to=<user@gmail.com>, relay=gmail-smtp-in.l.google.com[192.0.2.26]:25, delay=0.4, delays=0/0/0.1/0.3, dsn=5.7.25, status=bounced (host gmail-smtp-in.l.google.com[192.0.2.26] said: 550-5.7.25 [${ip}] The IP address sending this message does not have a 550-5.7.25 PTR record setup 550 5.7.25  https://support.google.com/a?p=sender-guidelines. ${id}-93e4dbb2288si424.62 - gsmtp (in reply to end of DATA command))\n`;

async function report(log: string): Promise<Results> {
  const server = await startZoneServer(zone);
  const dns = {
    resolvers: [server.resolver],
    authoritative: false,
    timeoutMilliseconds: 2_000,
    concurrency: 8,
  };
  return analyzeFiles(["-"], { dns, stdin: log }).finally(() => server.close());
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

test("a host that the log calls by its first label only is the host of the full name", async () => {
  const both =
    refusal("mail", "203.0.113.5", "4NQh2b5xKdz9rxK") +
    refusal("mail.example.com", "2001:db8:25::5", "4NQh2b5xKdz9rxL");
  const { report: told } = await report(both);
  const ipv6 = told.sendingIps.find(({ family }) => family === 6);
  expect(ipv6?.findings.map(({ id }) => id)).toContain("ipv6_no_ptr_v4_ok");
});
