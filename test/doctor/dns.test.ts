// What the doctor finds out about the DNS, from real servers.

import { randomInt } from "node:crypto";
import { afterAll, expect, test } from "vitest";
import { examineDns } from "../../src/dns/check/health.ts";
import { examineDnsHere } from "../../src/doctor/dns.ts";
import { mustSkip } from "../support/servers.ts";
import { isUnboundMissing, startUnbound } from "../support/unbound.ts";
import { startZoneServer, type ZoneServer } from "../support/zone-server.js";

const soa = (apex: string) => `${apex} 600 IN SOA ns1.example. hostmaster.example. 7 7200 3 4 300`;
const registry = `${soa("in-addr.arpa.")}\nin-addr.arpa. 600 IN NS a.example.`;
/** What a resolver knows. The servers of in-addr.arpa are at `address`. */
const world = (address: string) =>
  `${registry}\n${soa("com.")}\n${soa("example.")}\na.example. 600 IN A ${address}`;

const started: ZoneServer[] = [];
afterAll(() => Promise.all(started.map((server) => server.close())));
async function serve(zone: string, host: string, port?: number): Promise<ZoneServer> {
  const server = await startZoneServer(zone, port === undefined ? { host } : { host, port });
  started.push(server);
  return server;
}

async function healthOf(resolverZone: string, host: string, topZone: string | null = registry) {
  const resolver = await serve(resolverZone, `127.0.71.${host}`);
  if (topZone !== null) await serve(topZone, `127.0.72.${host}`, resolver.port);
  const { resolvers, ownServers } = await examineDns({
    resolvers: [resolver.resolver],
    authoritative: true,
    timeoutMilliseconds: 400,
    authoritativePort: resolver.port,
  });
  const [first] = resolvers;
  return { standing: first?.standing, invents: first?.invents, ownServers };
}

const cases: [name: string, resolver: (top: string) => string, top: string | null, expected: object][] = [
  ["all is well", world, registry, { standing: "public", invents: false, ownServers: "answered" }],
  [
    "a resolver that denies the reverse tree",
    () => `${soa(".")}\n${soa("com.")}`,
    null,
    { standing: "cut off", invents: false, ownServers: "unknown" },
  ],
  [
    "a resolver that refuses",
    () => ";! * REFUSED",
    null,
    { standing: "doubtful", invents: null, ownServers: "unknown" },
  ],
  ["a resolver that is silent", () => ";! * silent", null, { standing: "unheard", invents: null }],
  [
    "something that answers in place of the name servers",
    world,
    `${registry}\n;! * recursive`,
    { standing: "public", ownServers: "intercepted" },
  ],
  ["name servers that are not heard", world, ";! * silent", { standing: "public", ownServers: "silent" }],
  ["name servers that are not there", world, null, { standing: "public", ownServers: "silent" }],
];

test.each(cases)("%s", async (name, resolver, top, expected) => {
  const host = String(cases.findIndex(([other]) => other === name) + 1);
  expect(await healthOf(resolver(`127.0.72.${host}`), host, top)).toMatchObject(expected);
});

test.skipIf(mustSkip("a resolver that invents answers", isUnboundMissing ? ["unbound"] : []))(
  "a resolver that answers for names that nobody has",
  async () => {
    const upstream = await serve(world("127.0.72.98"), "127.0.0.1");
    const settings = ['local-zone: "com." redirect', 'local-data: "com. A 192.0.2.1"'];
    const unbound = await startUnbound("127.0.71.98", randomInt(10_000, 30_000), settings, upstream.port);
    const options = { resolvers: [unbound.resolver], authoritative: false, timeoutMilliseconds: 1000 };
    const { resolvers } = await examineDns(options).finally(unbound.stop);
    expect(resolvers).toMatchObject([{ standing: "public", invents: true }]);
  },
);

test("the servers of zones are left alone where that is wished", async () => {
  const resolver = await serve(world("127.0.72.99"), "127.0.71.99");
  const options = { resolvers: [resolver.resolver], authoritative: false, timeoutMilliseconds: 400 };
  expect(await examineDnsHere(options)).toEqual([
    { check: "resolver", server: resolver.resolver, standing: "public", status: "answer", invents: false },
    { check: "own servers", result: "not asked" },
  ]);
});
