// A resolver whose answers cannot be used: its fault, never a cause of the zone it was asked about.

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { checkAll } from "../../src/diagnosis/check-all.ts";
import type { SendingIpCounts } from "../../src/model/report.ts";
import { emptyDiagnosis } from "../../src/model/undiagnosed.ts";
import { startZoneServer } from "../support/zone-server.js";
import type { ZoneServer } from "../support/zone-server.js";

const soa = (apex: string) => `${apex} 600 IN SOA ns1.example.com. hostmaster.example.com. 7 7200 3 4 300`;
const zones = `
${soa(".")}
. 600 IN NS ns1.example.com.
com. 600 IN NS ns1.example.com.
in-addr.arpa. 600 IN NS ns1.example.com.
${soa("in-addr.arpa.")}
113.0.203.in-addr.arpa. 600 IN NS ns1.example.com.
${soa("113.0.203.in-addr.arpa.")}
5.113.0.203.in-addr.arpa. 3600 IN PTR mail.example.com.
6.113.0.203.in-addr.arpa. 3600 IN CNAME 6.0-63.113.0.203.in-addr.arpa.
6.0-63.113.0.203.in-addr.arpa. 3600 IN PTR mail6.example.com.
7.113.0.203.in-addr.arpa. 3600 IN CNAME 7.0-63.113.0.203.in-addr.arpa.
7.0-63.113.0.203.in-addr.arpa. 3600 IN TXT none
8.113.0.203.in-addr.arpa. 3600 IN PTR alias8.example.com.
9.113.0.203.in-addr.arpa. 3600 IN PTR mail.example.com.
${soa("example.com.")}
ns1.example.com. 600 IN A 127.0.55.1
mail.example.com. 600 IN A 203.0.113.5
mail6.example.com. 600 IN A 203.0.113.6
alias8.example.com. 600 IN CNAME mail8.example.com.
mail8.example.com. 600 IN A 203.0.113.8
`;

const started: ZoneServer[] = [];
let zoneServer: ZoneServer;
beforeAll(async () => {
  zoneServer = await startZoneServer(zones, { host: "127.0.55.1" });
  started.push(zoneServer);
});
afterAll(() => Promise.all(started.map((server) => server.close())));

const count = (ip: string): SendingIpCounts => ({
  ip,
  family: 4,
  attempts: 0,
  messages: 0,
  affected: 0,
  lost: 0,
  retrying: 0,
  delivered: 0,
  byCode: {},
  firstSeen: null,
  lastSeen: null,
  senderDomains: [],
  reportingMtas: [],
});

/** What is found out about the addresses through resolvers that misbehave so. */
async function check(ips: string[], behaviors: string, authoritative = false) {
  const resolver = await startZoneServer(`${zones}\n${behaviors}`, { host: "127.0.55.2" });
  started.push(resolver);
  const dns = {
    resolvers: [resolver.resolver],
    authoritative,
    authoritativePort: zoneServer.port,
    timeoutMilliseconds: 400,
    concurrency: 4,
  };
  const given = {
    heloName: null,
    from: null,
    localIps: new Map(),
    sightings: new Map(),
    machine: null,
  };
  const listeners = { onWarning: () => {}, onProgress: () => {} };
  const checked = await checkAll(ips.map(count), dns, given, listeners);
  const warnings = checked.warnings.map((text) => text.replace(resolver.resolver, "RESOLVER"));
  const causes = Object.fromEntries(checked.sendingIps.map(({ ip, cause }) => [ip, cause?.id ?? null]));
  return { causes, warnings, silent: checked.dnsSilent, sendingIps: checked.sendingIps };
}

const unread = "an answer that cannot be read";
const unfollowed = "an alias that was not followed";

describe("an answer to the question for the PTR record", () => {
  test.each([
    ["5", "garbage", unread],
    ["5", "breaks-off", unread],
    ["5", "empty-truncated", "a truncated answer over TCP"],
    ["7", "unfollowed", unfollowed],
  ])("%s %s: the DNS could not be asked, and there is no cause", async (last, behavior, words) => {
    const ip = `203.0.113.${last}`;
    const name = `${last}.113.0.203.in-addr.arpa`;
    const target = `${last}.0-63.113.0.203.in-addr.arpa`;
    const spoiled = `;! ${name}. ${behavior}\n;! ${target}. ${behavior}`;
    const { causes, warnings, silent, sendingIps } = await check([ip], spoiled);
    expect(causes).toEqual({ [ip]: null });
    expect(sendingIps[0]).toMatchObject(emptyDiagnosis());
    expect(warnings).toEqual([
      `resolver RESOLVER: ${words} (PTR ${name}); the DNS could not be asked about ${ip} (name another with --resolver)`,
    ]);
    expect(silent).toBe(true);
  });

  test.each(["garbage", "breaks-off"])("%s: the zone's own servers are heard", async (behavior) => {
    const { causes, warnings } = await check(
      ["203.0.113.5"],
      `;! 5.113.0.203.in-addr.arpa. ${behavior}`,
      true,
    );
    expect({ causes, warnings }).toEqual({ causes: { "203.0.113.5": "ok" }, warnings: [] });
  });

  test("an alias and nothing else: the target is asked for", async () => {
    const { causes } = await check(["203.0.113.6"], ";! 6.113.0.203.in-addr.arpa. unfollowed");
    expect(causes).toEqual({ "203.0.113.6": "ok" });
  });

  test("an alias whose target has no PTR record, as its SOA shows, stays a cause", async () => {
    for (const behavior of ["", ";! 7.113.0.203.in-addr.arpa. unfollowed"])
      expect((await check(["203.0.113.7"], behavior)).causes).toEqual({
        "203.0.113.7": "ptr_cname_dangling",
      });
  });
});

test.each([
  ["5", "mail", "garbage", unread],
  ["8", "alias8", "unfollowed", unfollowed],
])(
  "an answer of the resolver's to the question for the address: %s %s %s",
  async (last, host, behavior, words) => {
    const ip = `203.0.113.${last}`;
    const spoiled = `;! ${host}.example.com. ${behavior}\n;! mail8.example.com. garbage`;
    const { causes, warnings } = await check([ip], spoiled);
    expect(causes).toEqual({ [ip]: null });
    expect(warnings.join()).toContain(
      `${words} (A ${host}.example.com); the DNS could not be asked about ${ip}`,
    );
    expect((await check([ip], `;! ${host}.example.com. garbage`, true)).causes).toEqual({ [ip]: "ok" });
  },
);

test("other addresses keep their causes", async () => {
  const ips = ["203.0.113.5", "203.0.113.6", "203.0.113.9"];
  const { causes, silent } = await check(ips, ";! 5.113.0.203.in-addr.arpa. garbage");
  expect(causes).toEqual({ "203.0.113.5": null, "203.0.113.6": "ok", "203.0.113.9": "fwd_mismatch" });
  expect(silent).toBe(false);
});

test("one that never gave a usable answer is told as one that is not there", async () => {
  const { causes, warnings, silent } = await check(["203.0.113.5", "203.0.113.6"], ";! * garbage");
  expect(causes).toEqual({ "203.0.113.5": null, "203.0.113.6": null });
  expect(warnings).toEqual([
    `resolver RESOLVER: ${unread}; DNS was not checked (name another with --resolver)`,
  ]);
  expect(silent).toBe(true);
});
