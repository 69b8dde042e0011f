// Zones that people had: what the reader is told of the cause, whom to ask, when it is seen, and how to see that it is done.

import { afterAll, describe, expect, test } from "vitest";
import { checkAll } from "../../src/diagnosis/check-all.ts";
import type { SendingIpReport } from "../../src/model/report.ts";
import { mailHostText } from "../../src/report/document/address.ts";
import { repair } from "../../src/report/document/address-parts.ts";
import { startZoneServer } from "../support/zone-server.js";

const HOST = "127.0.59.1";
const soa = (apex: string, minimum = 300) =>
  `${apex} 600 IN SOA ns1.example.net. hostmaster.example.net. 1 7200 900 604800 ${minimum}`;
const zone = (apex: string) => `${soa(apex)}\n${apex} 600 IN NS ns1.example.net.`;
const block = "113.0.203.in-addr.arpa.";
const world = `
${["in-addr.arpa.", block, "example.com.", "example.net.", "com.", "net."].map(zone).join("\n")}
ns1.example.net. 600 IN A ${HOST}
mail.example.com. 3600 IN A 203.0.113.5
1.${block} 7200 IN PTR 203-0-113-1.example.net.
203-0-113-1.example.net. 3600 IN A 203.0.113.1
2.${block} 7200 IN PTR web.example.com.
web.example.com. 900 IN CNAME gone.example.com.
3.${block} 7200 IN PTR nobody.example.com.
6.${block} 7200 IN PTR ok.example.com.
6.${block} 7200 IN PTR old.example.com.
ok.example.com. 3600 IN A 203.0.113.6
5.${block} 7200 IN PTR example.com.
example.com. 600 IN A 104.21.34.12
9.${block} 7200 IN PTR localhost.
localhost. 10800 IN A 127.0.0.1
10.${block} 7200 IN PTR kvm.
kvm. 0 IN A 127.0.1.1
;! localhost. local
;! kvm. local
60.${block} 7200 IN PTR mail60.example.com.
mail60.example.com. 3600 IN A 203.0.113.60
;! 60.${block} truncate
`;

const server = startZoneServer(world, { host: HOST });
const withoutTcp = startZoneServer(world, { host: HOST, tcp: false });
afterAll(async () => {
  await (await server).close();
  await (await withoutTcp).close();
});

async function check(ip: string, heloName: string | null = "mail.example.com", of = server) {
  const { resolver, port } = await of;
  const count = { ip, family: 4 as const, attempts: 0, messages: 0, affected: 0, lost: 0, retrying: 0 };
  const never = { delivered: 0, byCode: {}, firstSeen: null, lastSeen: null };
  const checked = await checkAll(
    [{ ...count, ...never, senderDomains: [], reportingMtas: [] }],
    {
      resolvers: [resolver],
      authoritative: true,
      authoritativePort: port,
      timeoutMilliseconds: 600,
      concurrency: 4,
    },
    { heloName, from: null, localIps: new Map(), sightings: new Map(), machine: null },
    { onWarning: () => {}, onProgress: () => {} },
  );
  return checked.sendingIps[0] as SendingIpReport;
}

const howToSee = ({ ticket }: SendingIpReport) => ticket?.split("To check that it is done:\n\n")[1] ?? "";

describe("what a resolver says of names that mean nothing outside", () => {
  test.each([
    ["203.0.113.9", "ptr_special_use"],
    ["203.0.113.10", "ptr_single_label"],
  ])("%s: the zone's own servers tell the name, and %s is certain", async (ip, id) => {
    const { cause } = await check(ip);
    expect(cause).toMatchObject({ id, class: "fail" });
  });
});

describe("when Gmail sees it", () => {
  test("a CNAME record that gives way is remembered for its own TTL", async () => {
    const found = await check("203.0.113.2", "web.example.com");
    expect(found).toMatchObject({ cause: { id: "fwd_nxdomain" }, visibleAfterSeconds: 900 });
  });

  test("where one of two ways changes the PTR record, its TTL counts, too", async () => {
    const found = await check("203.0.113.3", "other.example.com");
    expect(found.fix.map(({ way }) => way)).toContain("b");
    expect(found).toMatchObject({ cause: { id: "fwd_nxdomain" }, visibleAfterSeconds: 7200 });
  });
});

describe("what is asked of others, and how they see that it is done", () => {
  test("names to be deleted: an answer alone proves nothing", async () => {
    expect(howToSee(await check("203.0.113.6", "ok.example.com"))).toContain(
      "must no longer hold the names that are to be deleted",
    );
  });

  test("of two ways that are others' the letter stands at the first, of which it tells", async () => {
    const found = await check("203.0.113.60", "mail60.example.com", withoutTcp);
    expect(found.cause?.id).toBe("reverse_truncated_tcp_blocked");
    expect(found.ticket).toContain("over TCP port 53");
    expect(howToSee(found)).toContain("+tcp");
    const shown = JSON.stringify(repair(found, false));
    expect(shown).toContain("for a), ready to be sent");
    expect(shown).not.toContain("for b), ready to be sent");
  });
});

test("a proxied PTR name beside one that leads here: no web site loses its proxy for that", async () => {
  const { cause, fix } = await check("203.0.113.5");
  expect(cause?.id).toBe("fwd_mismatch");
  expect(fix.find(({ way }) => way === "a")?.action).toContain(
    "have the PTR record changed to mail.example.com",
  );
  expect(fix.find(({ way }) => way === "b")?.action).toContain(
    'if no web site needs example.com: set the record of example.com to "DNS only"',
  );
});

describe("the greeting", () => {
  test("is not to become the name that is to be replaced", async () => {
    const found = await check("203.0.113.1");
    expect(found.cause?.id).toBe("ptr_generic");
    expect(found.findings.map(({ id }) => id)).toContain("helo_mismatch");
    expect(found.heloCommands).toEqual([]);
  });

  test("need not lead to an address that nobody outside knows", async () => {
    const found = await check("10.0.0.5");
    expect(found.findings.map(({ id }) => id)).not.toContain("helo_mismatch");
    expect(mailHostText(found)).toBe("mail.example.com (as --helo says)");
  });

  test("a name without an address may get one", async () => {
    const { findings } = await check("203.0.113.6", "new.example.com");
    expect(findings.map(({ summary }) => summary).join("\n")).toContain(
      "The HELO name new.example.com has no address: create one for it, or set another name",
    );
  });
});
