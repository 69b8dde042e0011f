// The records that an audit asks for, as a zone file that a name server's own tool reads.

import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { audit, dnsDefaults, renderAudit } from "../../src/index.ts";
import { startZoneServer, type ZoneServer } from "../support/zone-server.js";

const SOA = "ns1.example.com. hostmaster.example.com. 1 3600 600 604800 300";
const ZONE = `113.0.203.in-addr.arpa 3600 IN SOA ${SOA}
example.com 3600 IN SOA ${SOA}
good.example.com 3600 IN A 203.0.113.7
7.113.0.203.in-addr.arpa 3600 IN PTR good.example.com.
;! slow.example.com SERVFAIL
example.com 3600 IN MX 10 mx.example.com.
mx.example.com 3600 IN A 203.0.113.20
`;
const isInstalled = spawnSync("named-checkzone", ["-v"]).error === undefined;

describe("the zone file of an audit", () => {
  let server: ZoneServer;
  const folder = mkdtempSync(join(tmpdir(), "whybounce-zone-"));
  beforeAll(async () => {
    server = await startZoneServer(ZONE);
  });
  afterAll(async () => {
    rmSync(folder, { recursive: true });
    await server.close();
  });

  async function written(targets: string[], more: NonNullable<Parameters<typeof audit>[1]> = {}) {
    const dns = { ...dnsDefaults, resolvers: [server.resolver], authoritative: false };
    const { report } = await audit(targets, { dns, ...more });
    const text = await renderAudit(report, "zone");
    return { text, records: text.split("\n").filter((line) => line !== "" && !line.startsWith(";")) };
  }

  test("has the records of addresses, once each, and those that replace another behind a semicolon", async () => {
    const { text, records } = await written(["example.com", "203.0.113.6"], {
      helo: "mail.example.com",
      only: ["iprev", "spf"],
    });
    expect(records.toSorted()).toEqual([
      "6.113.0.203.in-addr.arpa. 3600 IN PTR mail.example.com.",
      "mail.example.com. 3600 IN A 203.0.113.6",
    ]);
    expect(text).toMatch(/^; example\.com: example\.com has no SPF record/m);
    expect(text).toMatch(/^; example\.com\. 3600 IN TXT "v=spf1 ip4:203\.0\.113\.6 ~all"$/m);
    expect(text).not.toMatch(/whybounce check|dig /);
  });

  test.skipIf(!isInstalled)("is read by named-checkzone", async () => {
    const { text } = await written(["203.0.113.6", "203.0.113.8"], {
      helo: "mail.example.com",
      only: ["iprev"],
    });
    writeFileSync(join(folder, "records"), text);
    const zone = `$ORIGIN .\n$TTL 3600\n@ IN SOA ${SOA}\n@ IN NS ns1.example.com.\nns1.example.com. IN A 192.0.2.1\n$INCLUDE ${join(folder, "records")}\n`;
    writeFileSync(join(folder, "zone"), zone);
    const { status, stdout } = spawnSync("named-checkzone", ["-i", "none", ".", join(folder, "zone")], {
      encoding: "utf8",
    });
    expect({ status, stdout }).toMatchObject({ status: 0 });
  });

  test("tells apart that nothing is asked for and that not everything is known", async () => {
    expect((await written(["203.0.113.7"], { only: ["iprev"] })).text).toMatch(
      /^; the audit asks for no record$/m,
    );
    expect((await written(["slow.example.com"], { only: ["spf"] })).text).toMatch(
      /^; not everything is known, and no record is known to be missing$/m,
    );
  });

  test("warns of a name that receives mail above the records of each address that it would lead to", async () => {
    const path = join(folder, "mail.log");
    writeFileSync(path, ["203.0.113.6", "203.0.113.8"].map(refusalOf).join(""));
    const { text } = await written([], { only: ["iprev"], paths: [path] });
    const blocks = text.split("\n\n").filter((block) => /^mx\.example\.com\. /m.test(block));
    expect(blocks).toHaveLength(2);
    for (const block of blocks)
      expect(block).toContain("mx.example.com receives the mail of example.com (MX)");
  });

  test("says what is to be done where nobody but the signer knows the record", async () => {
    const { text, records } = await written(["example.com"], { only: ["dkim"] });
    expect(records).toEqual([]);
    expect(text).toMatch(/^; example\.com: example\.com has no DKIM key/m);
    expect(text).toMatch(/^; Have the mail server sign .*SELECTOR\._domainkey\.example\.com/m);
    expect(text).not.toMatch(/asks for no record/);
  });
});

/** A refusal as Postfix of mx.example.com logs it. */
function refusalOf(ip: string, index: number): string {
  const reply = `550-5.7.25 [${ip}] The IP address sending this message does not have a 550-5.7.25 PTR record setup, or the corresponding forward DNS entry does not match 550-5.7.25 the sending IP. 550 5.7.25 https://support.google.com/a?p=sender-guidelines-ip d75a77b69052e-1b2a1c4si93755ad.1${index} - gsmtp`;
  const queued = `2026-02-23T13:00:09.345000+00:00 mx.example.com postfix/qmgr[1]: A000000000${index}: from=<news@example.com>, size=1, nrcpt=1 (queue active)\n`;
  return `${queued}2026-02-23T13:00:10.345000+00:00 mx.example.com postfix/smtp[900]: A000000000${index}: to=<user@gmail.com>, relay=gmail-smtp-in.l.google.com[192.0.2.26]:25, delay=1.2, delays=0.1/0/0.6/0.5, dsn=5.7.25, status=bounced (host gmail-smtp-in.l.google.com[192.0.2.26] said: ${reply} (in reply to end of DATA command))\n`;
}
