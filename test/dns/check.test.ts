import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { checkAddresses } from "../../src/dns/check/check.ts";
import { checkAddress } from "../../src/dns/check/iprev.ts";
import type { Ask } from "../../src/dns/ask/resolver.ts";
import { UserError } from "../../src/base/errors.ts";
import type { AddressFacts, DnsAnswer } from "../../src/model/dns.ts";
import type { DnsOptions } from "../../src/model/options.ts";
import { startZoneServer } from "../support/zone-server.js";
import type { ZoneServer } from "../support/zone-server.js";

const ip6 = "5.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.5.2.0.0.8.b.d.0.1.0.0.2.ip6.arpa.";
const zone = `
in-addr.arpa. 3600 IN SOA ns1.example.com. hostmaster.example.com. 1 2 3 4 300
in-addr.arpa. 3600 IN NS ns1.example.com.
ip6.arpa. 3600 IN SOA ns1.example.com. hostmaster.example.com. 1 2 3 4 300
ip6.arpa. 3600 IN NS ns1.example.com.
example.com. 600 IN SOA ns1.example.com. hostmaster.example.com. 1 2 3 4 86400
mail.example.com. 300 IN A 203.0.113.5
mail.example.com. 300 IN AAAA 2001:DB8:25:0:0::5
only4.example.com. 300 IN A 203.0.113.9
113.0.203.in-addr.arpa. 600 IN SOA ns1.example.com. dns.example.com. 1 2 3 4 300
113.0.203.in-addr.arpa. 600 IN NS ns2.example.com.
113.0.203.in-addr.arpa. 600 IN NS ns1.example.com.
5.113.0.203.in-addr.arpa. 3600 IN PTR Mail.example.com.
7.113.0.203.in-addr.arpa. 3600 IN PTR mail\\.example.com.
8.113.0.203.in-addr.arpa. 3600 IN PTR mail\\027[2J.example.com.
${Array.from({ length: 90 }, (_, index) => `60.113.0.203.in-addr.arpa. 60 IN PTR host-${index}.example.com.`).join("\n")}
8.b.d.0.1.0.0.2.ip6.arpa. 600 IN SOA ns1.example.com. dns.example.com. 1 2 3 4 300
${ip6} 3600 IN PTR mail.example.com.
${ip6.replace("5", "6")} 3600 IN PTR only4.example.com.
;! 66.113.0.203.in-addr.arpa. silent
;! 67.113.0.203.in-addr.arpa. silent
`;

let server: ZoneServer;
beforeAll(async () => {
  server = await startZoneServer(zone);
});
afterAll(() => server.close());

const options = (resolvers: string[]): DnsOptions => ({
  resolvers,
  authoritative: false,
  timeoutMilliseconds: 200,
  concurrency: 4,
});

async function check(ip: string): Promise<AddressFacts> {
  const { facts } = await checkAddresses([ip], options([server.resolver]));
  return facts.get(ip) as AddressFacts;
}

describe("the facts of an address", () => {
  test("hold names, addresses and the reverse zone", async () => {
    const facts = await check("203.0.113.5");
    expect(facts.names).toMatchObject([
      { name: "mail.example.com", ttl: 3600, addresses: ["203.0.113.5"], confirms: true },
    ]);
    expect(facts.reverseZone).toEqual({
      apex: "113.0.203.in-addr.arpa",
      nameServers: ["ns1.example.com", "ns2.example.com"],
      contact: "dns@example.com",
      hoster: null,
    });
  });

  test("compare IPv6 addresses as bytes, not as text", async () => {
    expect((await check("2001:db8:25::5")).names).toMatchObject([
      { addresses: ["2001:db8:25::5"], confirms: true },
    ]);
  });

  test("hold the other family when the own one is empty", async () => {
    const [name] = (await check("2001:db8:25::6")).names;
    expect(name?.forward?.status).toBe("nodata");
    expect(name?.otherFamily?.records).toEqual([{ data: "203.0.113.9", ttl: 300 }]);
    expect(name?.confirms).toBe(false);
  });

  test("a dot inside a label does not confirm, and is never asked about", async () => {
    const facts = await check("203.0.113.7");
    expect(facts.names).toMatchObject([
      { name: "mail\\.example.com", wellFormed: false, forward: null, confirms: false },
    ]);
  });

  test("control bytes arrive escaped", async () => {
    expect((await check("203.0.113.8")).names[0]?.name).toBe("mail\\027[2j.example.com");
  });

  test("of ninety names that do not lead back as many are looked at as the questions of one address allow", async () => {
    const before = server.questions.length;
    const facts = await check("203.0.113.60");
    expect(facts.nameCount).toBe(90);
    expect(facts.names.length).toBeGreaterThan(30);
    expect(facts.names.every(({ forward }) => forward?.status === "nxdomain")).toBe(true);
    // A slow answer has the question sent again.
    const asked = new Set(server.questions.slice(before).map(({ name, type }) => `${type} ${name}`));
    const liveness = 1;
    expect(asked.size).toBeLessThanOrEqual(72 + liveness);
  });

  test("a private address is not asked about", async () => {
    const before = server.questions.length;
    expect(await check("192.168.1.1")).toMatchObject({
      ptr: null,
      specialPurpose: { block: "192.168.0.0/16" },
    });
    expect(server.questions.length).toBe(before);
  });
});

describe("many addresses", () => {
  const hosts = Array.from({ length: 90 }, (_, index) => ({
    ip: `198.51.${100 + (index % 3)}.${Math.floor(index / 3) + 1}`,
    owner: `${Math.floor(index / 3) + 1}.${100 + (index % 3)}.51.198.in-addr.arpa.`,
    name: `mx${index}.example.com.`,
  }));
  const zones = [100, 101, 102].map((octet) => `${octet}.51.198.in-addr.arpa.`);
  const zoneText = [
    ...zones.flatMap((apex) => [
      `${apex} 600 IN SOA ns1.example.com. dns.example.com. 1 2 3 4 300`,
      `${apex} 600 IN NS ns1.example.com.`,
    ]),
    "example.com. 600 IN SOA ns1.example.com. dns.example.com. 1 2 3 4 300",
    ...hosts.flatMap(({ ip, owner, name }) => [`${owner} 60 IN PTR ${name}`, `${name} 60 IN A ${ip}`]),
  ].join("\n");

  test("cost two questions each and two for their zone, however many there are", async () => {
    const many = await startZoneServer(zoneText);
    const ips = hosts.map(({ ip }) => ip);
    const { facts } = await checkAddresses(ips, { ...options([many.resolver]), timeoutMilliseconds: 5000 });
    await many.close();
    expect([...facts.values()].filter(({ names }) => names[0]?.confirms)).toHaveLength(90);
    const perAddress = { ptr: 1, address: 1 };
    const perZone = { soa: 1, nameServers: 1 };
    const liveness = 1;
    expect(many.questions).toHaveLength(
      90 * (perAddress.ptr + perAddress.address) + 3 * (perZone.soa + perZone.nameServers) + liveness,
    );
  });
});

describe("a silent zone", () => {
  test("is a timeout, while the resolver answers, and delays nobody else", async () => {
    const ips = ["203.0.113.66", "203.0.113.67", "203.0.113.5"];
    const { facts, warnings } = await checkAddresses(ips, options([server.resolver]));
    expect(ips.map((ip) => facts.get(ip)?.ptr?.status)).toEqual(["timeout", "timeout", "answer"]);
    expect(warnings).toEqual([]);
  });

  test("is told from a dead resolver even when nothing else was asked", async () => {
    const { facts, warnings } = await checkAddresses(["203.0.113.66"], options([server.resolver]));
    expect(facts.get("203.0.113.66")?.ptr?.status).toBe("timeout");
    expect(warnings).toEqual([]);
  });
});

describe("a resolver that cannot be reached", () => {
  const notChecked = "DNS was not checked (name another with --resolver)";

  test("is a warning and no finding about the address", async () => {
    const { facts, warnings, silent } = await checkAddresses(
      ["203.0.113.5", "10.0.0.1"],
      options(["127.0.0.1:1"]),
    );
    expect(silent).toBe(true);
    expect(warnings).toEqual([`resolver 127.0.0.1:1: connection refused; ${notChecked}`]);
    expect(facts.get("203.0.113.5")).toMatchObject({ ptr: null, names: [] });
    expect(facts.get("10.0.0.1")?.specialPurpose).not.toBeNull();
  });

  test("silent to everything, likewise", async () => {
    const dead = await startZoneServer(";! in-addr.arpa. silent\n;! 5.113.0.203.in-addr.arpa. silent");
    const { facts, warnings } = await checkAddresses(["203.0.113.5"], options([dead.resolver]));
    expect(warnings).toEqual([`resolver ${dead.resolver}: no answer; ${notChecked}`]);
    expect(facts.get("203.0.113.5")?.ptr).toBeNull();
    await dead.close();
  });

  test("beside one that answers is only told", async () => {
    const { facts, warnings, silent } = await checkAddresses(
      ["203.0.113.5"],
      options(["127.0.0.1:1", server.resolver]),
    );
    expect(silent).toBe(false);
    expect(facts.get("203.0.113.5")?.names[0]?.confirms).toBe(true);
    expect(warnings).toEqual(["resolver 127.0.0.1:1: connection refused; another one was asked instead"]);
  });

  test("a resolver that is none is a mistake of the user", async () => {
    await expect(checkAddresses([], options(["ns1.example.com"]))).rejects.toThrow(UserError);
  });
});

test("no answers whatever confirm an address that is not among them", async () => {
  const nothing = {
    detail: null,
    server: "127.0.0.1",
    authoritative: false,
    truncated: false,
    aliases: [],
    soa: null,
    extendedErrors: [],
  };
  const status = fc.constantFrom("answer", "nxdomain", "nodata", "servfail", "timeout") as fc.Arbitrary<
    DnsAnswer["status"]
  >;
  const names = fc.array(fc.stringMatching(/^[a-z\\.]{1,12}$/), { maxLength: 12 });
  const addresses = fc.array(fc.constantFrom("203.0.113.4", "203.0.113.50", "203.0.113.5", "2001:db8::5"), {
    maxLength: 3,
  });
  await fc.assert(
    fc.asyncProperty(status, names, status, addresses, async (ptr, ptrNames, forward, found) => {
      const ask: Ask = async (name, type) => {
        const [own, data] = type === "PTR" ? [ptr, ptrNames] : [forward, type === "A" ? found : []];
        const records = own === "answer" ? data.map((text) => ({ data: text, ttl: 60 })) : [];
        return { name, type, status: own, records, ...nothing };
      };
      const facts = await checkAddress("203.0.113.5", ask);
      const canConfirm = ptr === "answer" && forward === "answer" && found.includes("203.0.113.5");
      if (facts.names.some((name) => name.confirms)) expect(canConfirm).toBe(true);
    }),
  );
});
