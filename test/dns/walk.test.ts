import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { newBudget } from "../../src/dns/ask/budget.ts";
import { checkAddresses } from "../../src/dns/check/check.ts";
import { checkAddress } from "../../src/dns/check/iprev.ts";
import type { DnsMessage, MessageRecord } from "../../src/dns/wire/message.ts";
import { createNameServers } from "../../src/dns/ask/name-servers.ts";
import type { Reply } from "../../src/dns/exchange/reply.ts";
import type { Ask } from "../../src/dns/ask/resolver.ts";
import { createWalks } from "../../src/dns/walk/walk.ts";
import type { AddressFacts, DnsRecordType } from "../../src/model/dns.ts";
import type { DnsOptions } from "../../src/model/options.ts";
import { startZoneServer } from "../support/zone-server.js";
import type { ZoneServer } from "../support/zone-server.js";

const soa = (apex: string) => `${apex} 600 IN SOA ns1.example. john\\.doe.example. 7 7200 3 4 300`;
const registry = `
${soa("in-addr.arpa.")}
in-addr.arpa. 600 IN NS a.example.
113.0.203.in-addr.arpa. 7200 IN NS ns1.example.
113.0.203.in-addr.arpa. 7200 IN NS ns2.example.
2.0.192.in-addr.arpa. 7200 IN NS quiet.example.
100.51.198.in-addr.arpa. 7200 IN NS old.example.
`;
const reverse = `
${soa("113.0.203.in-addr.arpa.")}
113.0.203.in-addr.arpa. 600 IN NS ns1.example.
113.0.203.in-addr.arpa. 600 IN NS ns2.example.
5.113.0.203.in-addr.arpa. 3600 IN PTR mail.example.
7.113.0.203.in-addr.arpa. 3600 IN CNAME 7.0/25.113.0.203.in-addr.arpa.
0/25.113.0.203.in-addr.arpa. 600 IN NS ns2.example.
`;
const classless = `
${soa("0/25.113.0.203.in-addr.arpa.")}
7.0/25.113.0.203.in-addr.arpa. 3600 IN PTR mail7.example.
`;
const forwardZone = `
${soa("example.")}
example. 600 IN NS ns1.example.
a.example. 600 IN A 127.0.54.1
ns1.example. 600 IN A 127.0.54.2
ns2.example. 600 IN A 127.0.54.3
quiet.example. 600 IN A 127.0.54.4
old.example. 600 IN A 127.0.54.6
mail.example. 600 IN A 203.0.113.5
mail7.example. 600 IN A 203.0.113.7
`;

const servers: ZoneServer[] = [];
let options: DnsOptions;
beforeAll(async () => {
  const first = await startZoneServer(registry, { host: "127.0.54.1" });
  const { port } = first;
  const start = (zone: string, host: string) => startZoneServer(zone, { host, port });
  servers.push(
    first,
    await start(`${reverse}${forwardZone}`, "127.0.54.2"),
    await start(`${reverse}${classless}`, "127.0.54.3"),
    await start(";! * silent", "127.0.54.4"),
    await start(`${registry}${reverse}${classless}${forwardZone}`, "127.0.54.5"),
    await start(`${soa("100.51.198.in-addr.arpa.")}\n;! * FORMERR-EDNS`, "127.0.54.6"),
  );
  options = {
    resolvers: [servers[4]!.resolver],
    authoritative: true,
    authoritativePort: port,
    timeoutMilliseconds: 400,
    concurrency: 20,
  };
});
afterAll(() => Promise.all(servers.map((server) => server.close())));

async function check(ips: string[]): Promise<AddressFacts[]> {
  const { facts } = await checkAddresses(ips, options);
  return ips.map((ip) => facts.get(ip) as AddressFacts);
}

describe("a walk from the top", () => {
  test("finds the zone, its servers, its contact, and asks each of them without recursion", async () => {
    const [facts] = await check(["203.0.113.5"]);
    expect(facts?.servers).toMatchObject({
      apex: "113.0.203.in-addr.arpa",
      delegationTtl: 7200,
      nameServers: ["ns1.example", "ns2.example"],
      loops: false,
    });
    expect(facts?.servers?.answers).toMatchObject([
      { nameServer: "ns1.example", status: "answer", authoritative: true },
      { nameServer: "ns2.example", status: "answer", authoritative: true },
    ]);
    expect(facts?.reverseZone?.contact).toBe("john.doe@example");
    expect(facts?.names[0]?.confirms).toBe(true);
    expect(facts?.serversUnasked).toBeNull();
  });

  test("follows a CNAME into the customer's zone, whose name holds a slash", async () => {
    const [facts] = await check(["203.0.113.7"]);
    expect(facts?.servers).toMatchObject({
      apex: "0/25.113.0.203.in-addr.arpa",
      aliases: [{ target: "7.0/25.113.0.203.in-addr.arpa" }],
      origin: { apex: "113.0.203.in-addr.arpa" },
    });
    expect(facts?.names[0]).toMatchObject({ name: "mail7.example", confirms: true });
  });

  test("asks servers that do not know EDNS once more without it", async () => {
    const [facts] = await check(["198.51.100.9"]);
    expect(facts?.servers?.answers).toMatchObject([{ status: "nxdomain", authoritative: true }]);
  });

  test("waits for a silent server twice at most, and for nobody else's sake", async () => {
    const silent = Array.from({ length: 10 }, (_, index) => `192.0.2.${index + 1}`);
    const before = servers[3]!.questions.length;
    const facts = await check([...silent, "203.0.113.5"]);
    expect(facts.map((one) => one.servers?.answers[0]?.status)).toEqual([
      ...silent.map(() => "timeout"),
      "answer",
    ]);
    const asked = new Set(servers[3]!.questions.slice(before).map((question) => question.name));
    expect(asked.size).toBeLessThanOrEqual(3);
  });

  test("ends where the resolver does not know the top, and says so", async () => {
    const lone = await startZoneServer(`${reverse}${forwardZone}`);
    const { facts } = await checkAddresses(["203.0.113.5"], { ...options, resolvers: [lone.resolver] });
    expect(facts.get("203.0.113.5")).toMatchObject({
      servers: null,
      serversUnasked: { reason: "top unknown", zone: "in-addr.arpa" },
      names: [{ confirms: true }],
    });
    await lone.close();
  });

  test("gives up soon, and takes the resolver's word, where no server can be reached", async () => {
    const tops = Array.from({ length: 8 }, (_, index) => `in-addr.arpa. 600 IN NS quiet${index}.example.`);
    const addresses = tops.map((_, index) => `quiet${index}.example. 600 IN A 127.0.54.4`);
    const zone = `${reverse}${forwardZone}${soa("in-addr.arpa.")}\n${[...tops, ...addresses].join("\n")}`;
    const walled = await startZoneServer(zone);
    const ips = ["203.0.113.5", "203.0.113.6", "203.0.113.8", "203.0.113.9"];
    const before = servers[3]!.questions.length;
    const { facts } = await checkAddresses(ips, { ...options, resolvers: [walled.resolver] });
    // Fewer than one question to each server, sent three times, and not for each address anew.
    expect(servers[3]!.questions.length - before).toBeLessThan(3 * tops.length);
    const reason = { reason: "top silent", zone: "in-addr.arpa" };
    expect(ips.map((one) => facts.get(one)?.serversUnasked)).toEqual(ips.map(() => reason));
    expect(facts.get("203.0.113.5")?.names[0]?.confirms).toBe(true);
    expect(facts.get("203.0.113.6")?.ptr?.status).toBe("nxdomain");
    await walled.close();
  });

  test("is not taken when only the resolver is to be asked", async () => {
    const before = servers[0]!.questions.length;
    await checkAddresses(["203.0.113.5"], { ...options, authoritative: false });
    expect(servers[0]!.questions.length).toBe(before);
  });
});

test("a server has two questions at a time", async () => {
  let inFlight = 0;
  let most = 0;
  const askServer = createNameServers(1000, async (): Promise<Reply> => {
    inFlight += 1;
    most = Math.max(most, inFlight);
    await new Promise((done) => setTimeout(done, 2));
    inFlight -= 1;
    return { status: "malformed", detail: "" };
  });
  const server = { address: "127.0.0.1", port: 53 };
  const names = Array.from({ length: 20 }, (_, index) => `${index}.example`);
  await Promise.all(names.map((name) => askServer(server, { name, type: "A" }, newBudget())));
  expect(most).toBe(2);
});

// ---------------------------------------------------------------- hostile servers

const ip = "203.0.113.5";
const names = [
  "5.113.0.203.in-addr.arpa",
  "113.0.203.in-addr.arpa",
  "203.in-addr.arpa",
  "in-addr.arpa",
  ".",
  "mail.example",
  "example",
  "x\\027.example",
];
const anyName = fc.constantFrom(...names);
const anyRecord: fc.Arbitrary<MessageRecord> = fc.record({
  name: anyName,
  type: fc.constantFrom<DnsRecordType[]>("A", "CNAME", "NS", "PTR", "SOA"),
  data: fc.oneof(anyName, fc.constantFrom("203.0.113.5", "203.0.113.6", "127.0.0.1")),
  ttl: fc.nat(),
  soa: fc.option(
    fc.record({
      zone: anyName,
      ttl: fc.nat(),
      minimum: fc.nat(),
      refresh: fc.nat(),
      serial: fc.nat(),
      mname: anyName,
      contact: fc.constant(null),
    }),
    { nil: null },
  ),
});
const records = fc.array(anyRecord, { maxLength: 5 });
const anyMessage: fc.Arbitrary<DnsMessage> = fc.record({
  id: fc.constant(0),
  isResponse: fc.constant(true),
  responseCode: fc.constantFrom(0, 0, 0, 2, 3, 5),
  authoritative: fc.boolean(),
  truncated: fc.boolean(),
  recursionAvailable: fc.boolean(),
  question: fc.constant(null),
  answers: records,
  authorities: records,
  additionals: records,
  extendedErrors: fc.constant([]),
});
const anyReply: fc.Arbitrary<Reply> = fc.oneof(
  { weight: 5, arbitrary: anyMessage.map((message) => ({ message })) },
  { weight: 1, arbitrary: fc.constant<Reply>({ status: "timeout", detail: "no answer" }) },
);

test("whatever servers say: an end, 72 questions at most, and no confirmation without an answer", async () => {
  await fc.assert(
    fc.asyncProperty(fc.infiniteStream(anyReply), fc.boolean(), async (replies, resolverConfirms) => {
      let asked = 0;
      let seen = false;
      const send = async (): Promise<Reply> => {
        asked += 1;
        const reply = replies.next().value as Reply;
        const answers = "message" in reply ? reply.message.answers : [];
        seen ||= answers.some((record) => record.type === "A" && record.data === ip);
        return reply;
      };
      const forward = resolverConfirms ? ip : "203.0.113.6";
      const ask: Ask = async (name, type) => ({
        name,
        type,
        status: "answer",
        detail: null,
        server: "127.0.0.1",
        authoritative: false,
        records: [{ data: type === "A" ? forward : type === "NS" ? "ns1.example" : "mail.example", ttl: 60 }],
        truncated: false,
        aliases: [],
        soa: null,
        extendedErrors: [],
      });
      const walk = createWalks(createNameServers(100, send), 53)(ask, newBudget());
      const facts = await checkAddress(ip, ask, walk);
      expect(asked).toBeLessThanOrEqual(72);
      if (facts.names.some((name) => name.confirms)) expect(resolverConfirms || seen).toBe(true);
    }),
    { numRuns: 500 },
  );
}, 20_000);
