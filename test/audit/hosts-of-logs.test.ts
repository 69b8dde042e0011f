// The audit of a log knows the names of its hosts, as the report of the same log does.

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { analyze, audit, dnsDefaults } from "../../src/index.ts";
import type { SendingIpReport } from "../../src/model/report.ts";
import { startZoneServer, type ZoneServer } from "../support/zone-server.js";

const SOA = "ns1.example.com. hostmaster.example.com. 1 3600 600 604800 300";
const ZONES = ["113.0.203.in-addr.arpa", "example.com"]
  .map((zone) => `${zone} 3600 IN SOA ${SOA}`)
  .join("\n");

const queued = (id: string, host: string) =>
  `2026-02-23T10:00:01+00:00 ${host} postfix/qmgr[12]: ${id}: from=<news@example.com>, size=500, nrcpt=1 (queue active)\n`;
const tried = (id: string, host: string, end: string) =>
  `2026-02-23T10:00:02+00:00 ${host} postfix/smtp[128]: ${id}: to=<user@gmail.com>, relay=gmail-smtp-in.l.google.com[192.0.2.26]:25, delay=0.4, delays=0/0/0.1/0.3, ${end}\n`;
const bounced = (status: string, reply: string) =>
  `dsn=${status}, status=bounced (host gmail-smtp-in.l.google.com[192.0.2.26] said: ${reply} - gsmtp (in reply to end of DATA command))`;

const withoutPtr = (ip: string) =>
  bounced(
    "5.7.25",
    `550-5.7.25 [${ip}] The IP address sending this message does not have a 550-5.7.25 PTR record setup 550 5.7.25  https://support.google.com/a?p=sender-guidelines. d75a77b69052e-1b2a1c4si1ad.1`,
  );
const withoutSpf = (ip: string) =>
  bounced(
    "5.7.26",
    `550-5.7.26 This mail has been blocked because the sender is unauthenticated. SPF [example.com] with ip: [${ip}] = did not pass. 550 5.7.26  https://support.google.com/mail/answer/81126 d75a77b69052e-1b2a1c4si2ad.2`,
  );
const taken = "dsn=2.0.0, status=sent (250 2.0.0 OK  1771840802 d75a77b69052e-1b2a1c4si3ad.3 - gsmtp)";

describe("the audit of a log", () => {
  let server: ZoneServer;
  const folder = mkdtempSync(join(tmpdir(), "whybounce-audit-"));
  beforeAll(async () => {
    server = await startZoneServer(ZONES);
  });
  afterAll(async () => {
    rmSync(folder, { recursive: true });
    await server.close();
  });

  const dns = () => ({ ...dnsDefaults, resolvers: [server.resolver], authoritative: false });
  async function auditOf(text: string, more: Partial<Parameters<typeof audit>[1]> = {}) {
    const path = join(folder, "mail.log");
    writeFileSync(path, text);
    const { report } = await audit([], { paths: [path], only: ["iprev"], dns: dns(), ...more });
    const { report: told } = await analyze({ paths: [path], dns: dns(), local: false });
    return { audited: report.addresses.flatMap(({ reverseDns }) => reverseDns ?? []), told };
  }
  const records = ({ fix }: SendingIpReport) => fix.flatMap(({ record }) => record ?? []);

  test("makes the records that the report of the same log makes, with the host's name", async () => {
    const text =
      queued("4NQh2b5xKdz9r01", "mx9.example.com") +
      tried("4NQh2b5xKdz9r01", "mx9.example.com", withoutPtr("203.0.113.60"));
    const { audited, told } = await auditOf(text);
    expect(records(audited[0]!)).toEqual(records(told.sendingIps[0]!));
    expect(records(audited[0]!)).toContain("60.113.0.203.in-addr.arpa. 3600 IN PTR mx9.example.com.");
    expect(JSON.stringify(audited)).not.toContain("YOUR.MAIL.HOST");
    expect(audited[0]?.mailHost).toEqual(told.sendingIps[0]?.mailHost);
  });

  test.each([
    ["refused for the sender's records", withoutSpf("203.0.113.60"), ""],
    [
      "whose mail Gmail took after another's was refused there",
      withoutSpf("203.0.113.60"),
      queued("4NQh2b5xKdz9r02", "mx9.example.com") + tried("4NQh2b5xKdz9r02", "mx9.example.com", taken),
    ],
  ])("knows the host of an address %s", async (_, end, more) => {
    const text =
      queued("4NQh2b5xKdz9r01", "mx9.example.com") + tried("4NQh2b5xKdz9r01", "mx9.example.com", end) + more;
    const { audited } = await auditOf(text);
    expect(audited.map(({ ip }) => ip)).toEqual(["203.0.113.60"]);
    expect(records(audited[0]!)).toContain("60.113.0.203.in-addr.arpa. 3600 IN PTR mx9.example.com.");
  });

  test("knows the host of an address that the mailer names, and from which Gmail took all", async () => {
    const start = "2026-02-23 10:00:01 1rQh2b-000001-2a";
    const text =
      `2026-02-23T10:00:01+00:00 mx9.example.com exim[42]: ${start} <= news@example.com U=www P=local S=400 id=a@example.com\n` +
      `2026-02-23T10:00:02+00:00 mx9.example.com exim[42]: ${start} => user@gmail.com R=dnslookup T=remote_smtp H=gmail-smtp-in.l.google.com [192.0.2.26] I=[203.0.113.61]:41000 X=TLS1.3:TLS_AES_256_GCM_SHA384:256 CV=yes K C="250 2.0.0 OK  1771840802 d75a77b69052e-1b2a1c4si3ad.3 - gsmtp"\n`;
    const { audited } = await auditOf(text);
    expect(audited.map(({ ip }) => ip)).toEqual(["203.0.113.61"]);
    expect(records(audited[0]!)).toContain("61.113.0.203.in-addr.arpa. 3600 IN PTR mx9.example.com.");
  });

  test("lets --helo decide", async () => {
    const text =
      queued("4NQh2b5xKdz9r01", "mx9.example.com") +
      tried("4NQh2b5xKdz9r01", "mx9.example.com", withoutPtr("203.0.113.60"));
    const { audited } = await auditOf(text, { helo: "out.example.com" });
    expect(records(audited[0]!)).toContain("60.113.0.203.in-addr.arpa. 3600 IN PTR out.example.com.");
  });
});
