// What a blocklist's answers mean, and when it is not asked at all.

import { describe, expect, test } from "vitest";
import { audit } from "../../src/index.ts";
import { blocklistNames, isDeadList, usualBlocklists } from "../../src/model/blocklists.ts";
import type { DnsAnswer, DnsStatus } from "../../src/model/dns.ts";
import { readListAnswer } from "../../src/posture/blocklists/answers.ts";
import { createBlocklistChecker } from "../../src/posture/blocklists/check.ts";
import { blocklists } from "../../src/posture/blocklists/lists.ts";
import { startZoneServer } from "../support/zone-server.js";

const zen = blocklists.find(({ zone }) => zone === "zen.spamhaus.org")!;
const mailspike = blocklists.find(({ zone }) => zone === "rep.mailspike.net")!;
const blank = {
  detail: null,
  server: "",
  authoritative: false,
  truncated: false,
  aliases: [],
  soa: null,
  extendedErrors: [],
};
const answer = (status: DnsStatus, ...codes: string[]): DnsAnswer => ({
  ...blank,
  name: "5.113.0.203.zen.spamhaus.org",
  type: "A",
  status,
  records: codes.map((data) => ({ data, ttl: 60 })),
});
const found = (...codes: string[]) => ({
  kind: "records" as const,
  records: codes,
  answer: answer("answer", ...codes),
});

describe("answers", () => {
  test.each([
    [["127.0.0.2"], "listed"],
    [["127.0.0.5"], "listed"],
    [["127.0.0.11"], "listed"],
    [["127.0.0.77"], "unknown meaning"],
    [["127.255.255.252"], "refused"],
    [["127.255.255.254"], "refused"],
    [["127.255.255.255"], "refused"],
    [["127.0.0.1"], "refused"],
    [["127.0.1.255"], "refused"],
    [["203.0.113.80"], "broken list"],
    [["127.0.0.2", "203.0.113.80"], "broken list"],
    [["127.0.0.10", "127.0.0.3"], "listed"],
  ] as const)("%s is %s", (codes, want) => {
    expect(readListAnswer(zen, found(...codes)).status).toBe(want);
  });

  test("of two listings the worse one is told", () => {
    expect(readListAnswer(zen, found("127.0.0.10", "127.0.0.3")).known?.meaning).toMatch(/^CSS/);
  });

  test("a good reputation is no listing", () => {
    expect(readListAnswer(mailspike, found("127.0.0.18")).status).toBe("not listed");
    expect(readListAnswer(mailspike, found("127.0.0.11")).status).toBe("listed");
  });

  test("silence is not an absence", () => {
    const question = { name: "x", type: "A" as const, status: "timeout" as const };
    expect(readListAnswer(zen, { kind: "failed", question }).status).toBe("unavailable");
    expect(readListAnswer(zen, { kind: "none", status: "nxdomain", answer: null }).status).toBe("not listed");
  });
});

describe("who is asked", () => {
  test("each name has its list, and none of them is gone", () => {
    expect(blocklists.map(({ zone }) => zone)).toEqual([...blocklistNames]);
    expect(blocklistNames.filter(isDeadList)).toEqual([]);
    expect(usualBlocklists.every((zone) => blocklistNames.includes(zone))).toBe(true);
    expect(["dnsbl.sorbs.net", "combined.rbl.msrbl.net", "list.dsbl.org"].every(isDeadList)).toBe(true);
  });

  test("Spamhaus is not asked through a public resolver", async () => {
    const asked: string[] = [];
    const ask = async (name: string) => {
      asked.push(name);
      return { ...answer("nxdomain"), name };
    };
    const checker = createBlocklistChecker([zen], ask, ["192.0.2.53", "8.8.8.8"]);
    const { listings, findings } = await checker.checkIp("203.0.113.5");
    expect(asked).toEqual([]);
    expect(listings).toMatchObject([{ status: "refused" }]);
    expect(findings).toMatchObject([{ id: "blocklist_not_asked", class: "unknown", ip: "203.0.113.5" }]);
  });

  test("two test entries a list and family, one question an address, and a text after a hit only", async () => {
    const zone = `zen.spamhaus.org. 60 IN SOA a.example. b.example. 1 1 1 1 60
2.0.0.127.zen.spamhaus.org. 60 IN A 127.0.0.2
7.113.0.203.zen.spamhaus.org. 60 IN A 127.0.0.2
in-addr.arpa. 60 IN SOA a.example. b.example. 1 1 1 1 60
in-addr.arpa. 60 IN NS a.example.`;
    const server = await startZoneServer(zone);
    const ips = ["203.0.113.5", "203.0.113.6", "203.0.113.7"];
    await audit(ips, {
      only: ["blocklists"],
      blocklists: ["zen.spamhaus.org"],
      dns: { resolvers: [server.resolver], authoritative: false },
    });
    await server.close();
    const asked = server.questions.filter(({ name }) => name.endsWith("zen.spamhaus.org"));
    expect(
      asked.map(({ name, type }) => `${type} ${name.replace(".zen.spamhaus.org", "")}`).toSorted(),
    ).toEqual([
      "A 1.0.0.127",
      "A 2.0.0.127",
      "A 5.113.0.203",
      "A 6.113.0.203",
      "A 7.113.0.203",
      "TXT 7.113.0.203",
    ]);
  });
});
