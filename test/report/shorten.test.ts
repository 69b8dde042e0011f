// What a narrow table shows of long names, and that two of them stay two.

import { expect, test } from "vitest";
import { shortenedInside } from "../../src/base/words/shorten.ts";
import { render } from "../../src/index.ts";
import { analyzeFiles } from "../support/analyze.ts";
import { startZoneServer } from "../support/zone-server.js";

test.each([
  ["example.com", 20, "example.com"],
  ["2001:db8:1:2:4c1d:9a2b:77e0:1f3c", 14, "2001:...0:1f3c"],
  ["newsletter.department.example.com", 20, "newslett...ample.com"],
])("%s in %d columns", (name, width, shown) => {
  expect(shortenedInside(name, width)).toBe(shown);
  expect(shown.length).toBeLessThanOrEqual(width);
});

const reply = (text: string, token: number) => `${text} d75a77b69052e-1b2a1c4si93755ad.1${token} - gsmtp`;

/** A delivery as Postfix logs it. */
function bounced(id: number, sender: string, code: string, text: string): string {
  const queue = `A000000000${id}`;
  return (
    `2026-02-23T13:00:09.345000+00:00 mx1 postfix/qmgr[1]: ${queue}: from=<${sender}>, size=1, nrcpt=1 (queue active)\n` +
    `2026-02-23T13:00:10.345000+00:00 mx1 postfix/smtp[900]: ${queue}: to=<user@gmail.com>, relay=gmail-smtp-in.l.google.com[192.0.2.26]:25, delay=1.2, delays=0.1/0/0.6/0.5, dsn=${code}, status=bounced (host gmail-smtp-in.l.google.com[192.0.2.26] said: ${reply(text, id)} (in reply to end of DATA command))\n`
  );
}

const noPtr = (ip: string) =>
  `550-5.7.25 [${ip}] The IP address sending this message does not have a 550-5.7.25 PTR record setup, or the corresponding forward DNS entry does not match 550-5.7.25 the sending IP. 550 5.7.25 https://support.google.com/a?p=sender-guidelines-ip`;
const unauthenticated = (domain: string) =>
  `550-5.7.26 This mail has been blocked because the sender is unauthenticated. 550-5.7.26 SPF [${domain}] with ip: [203.0.113.99] = did not pass 550 5.7.26`;

async function tableOf(log: string, width: number): Promise<string> {
  const server = await startZoneServer(
    ". 3600 IN SOA ns.example. root.example. 1 2 3 4 5\nin-addr.arpa. 3600 IN NS ns.example.\nip6.arpa. 3600 IN NS ns.example.\n",
  );
  const dns = {
    resolvers: [server.resolver],
    authoritative: false,
    timeoutMilliseconds: 2000,
    concurrency: 8,
  };
  try {
    return await render(await analyzeFiles(["-"], { stdin: log, dns }), "table", { width });
  } finally {
    await server.close();
  }
}

const LONG = "newsletter.department-of-communication.very-long-organization-name.example.com";

test("a long sender domain is shortened, and no column is dropped for it; its block has all of it", async () => {
  const log = [LONG, "example.org"].map((domain, id) =>
    bounced(id, `news@${domain}`, "5.7.26", unauthenticated(domain)),
  );
  const table = await tableOf(log.join(""), 80);
  expect(table).toMatch(/^no\. +cause +who +for +refusals +deliveries\n +lost$/m);
  expect(table).toMatch(/newslett\.\.\.ample\.com +1 +1$/m);
  expect(table.replaceAll(/\s/g, "")).toContain(LONG);
});

test("the command that checks two long addresses counts none as missing", async () => {
  const ips = ["2001:db8:1:2:4c1d:9a2b:77e0:1f3c", "2001:db8:1:2:91aa:3be:d04f:8812"];
  const table = await tableOf(
    ips.map((ip, id) => bounced(id, "news@example.com", "5.7.25", noPtr(ip))).join(""),
    80,
  );
  expect(table).toContain(`whybounce check --wait ${ips.join(" ")}\n`);
  expect(table).not.toMatch(/and -?\d+ more address/);
});
