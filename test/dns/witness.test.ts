// The resolver as a witness: one that is cut off from the public DNS, that refuses or fails everything, or that
// answers from data of its own.

import { randomInt } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { checkAll } from "../../src/diagnosis/check-all.ts";
import { signsOf, askWitnesses } from "../../src/dns/check/local-data.ts";
import type { Ask } from "../../src/dns/ask/resolver.ts";
import type { DnsAnswer } from "../../src/model/dns.ts";
import type { SendingIpCounts } from "../../src/model/report.ts";
import { emptyDiagnosis } from "../../src/model/undiagnosed.ts";
import { startZoneServer } from "../support/zone-server.js";
import type { ZoneServer } from "../support/zone-server.js";
import { isUnboundMissing, startUnbound } from "../support/unbound.ts";
import type { Unbound } from "../support/unbound.ts";
import { mustSkip } from "../support/servers.ts";

const soa = (apex: string) => `${apex} 600 IN SOA ns1.example.com. hostmaster.example.com. 7 7200 3 4 300`;
const top = (apex: string) => `${soa(apex)}\n${apex} 600 IN NS ns1.example.com.`;
const reverse = "113.0.203.in-addr.arpa.";
const records = `
${soa(reverse)}
${reverse} 600 IN NS ns1.example.com.
10.${reverse} 3600 IN PTR mail10.example.com.
11.${reverse} 3600 IN PTR mail11.example.com.
${soa("example.com.")}
example.com. 600 IN NS ns1.example.com.
ns1.example.com. 600 IN A 127.0.56.1
mail10.example.com. 3600 IN A 203.0.113.10
mail11.example.com. 3600 IN A 203.0.113.11
${soa("8.b.d.0.1.0.0.2.ip6.arpa.")}
`;
const tops = `${top("in-addr.arpa.")}\n${top("ip6.arpa.")}\n${reverse} 600 IN NS ns1.example.com.`;
const healthy = `${tops}\n${records}`;

const started: { close: () => Promise<unknown> }[] = [];
afterAll(() => Promise.all(started.map((server) => server.close())));

async function serve(zones: string, host = "127.0.0.1"): Promise<ZoneServer> {
  const server = await startZoneServer(zones, { host });
  started.push(server);
  return server;
}

const count = (ip: string, lastSeen: string | null = null): SendingIpCounts => ({
  ip,
  family: ip.includes(":") ? 6 : 4,
  attempts: lastSeen ? 2 : 0,
  messages: 0,
  affected: 0,
  lost: 0,
  retrying: 0,
  delivered: 0,
  byCode: {},
  firstSeen: lastSeen,
  lastSeen,
  senderDomains: [],
  reportingMtas: lastSeen ? ["mx1.example.com"] : [],
});

interface Asked {
  authoritative?: number;
  /** Minutes since the last refusal. */
  refused?: number;
  helo?: string;
}

/** What is found out through these resolvers. */
async function check(ips: string[], resolvers: string[], { authoritative, refused, helo }: Asked = {}) {
  const dns = {
    resolvers,
    authoritative: authoritative !== undefined,
    ...(authoritative === undefined ? {} : { authoritativePort: authoritative }),
    timeoutMilliseconds: 400,
    concurrency: 4,
  };
  const given = {
    heloName: helo ?? null,
    from: null,
    localIps: new Map(),
    sightings: new Map(),
    machine: null,
  };
  const lastSeen = refused === undefined ? null : new Date(Date.now() - refused * 60_000).toISOString();
  const checked = await checkAll(
    ips.map((ip) => count(ip, lastSeen)),
    dns,
    given,
    { onWarning: () => {}, onProgress: () => {} },
  );
  const spelled = (text: string) =>
    resolvers.reduce((all, one, index) => all.replaceAll(one, `RESOLVER${index + 1}`), text);
  return {
    causes: Object.fromEntries(checked.sendingIps.map(({ ip, cause }) => [ip, cause?.id ?? null])),
    warnings: checked.warnings.map(spelled),
    silent: checked.dnsSilent,
    sendingIps: checked.sendingIps,
    findings: checked.sendingIps.flatMap(({ findings }) => findings.map(({ id }) => id)),
  };
}

const NOT_CHECKED = "DNS was not checked (name another with --resolver)";
const ip = "203.0.113.10";

describe("a resolver that is cut off from the public DNS", () => {
  test.each([
    ["NXDOMAIN", `${soa(".")}\ncom. 60 IN NS ns1.example.com.\n${records.replaceAll(/^.*arpa.*$/gm, "")}`],
    ["no such record", `${soa(".")}\n${records}`],
  ])("%s for in-addr.arpa: nothing is known", async (said, zones) => {
    const { resolver } = await serve(zones);
    const { causes, warnings, silent, sendingIps } = await check([ip], [resolver]);
    expect(causes).toEqual({ [ip]: null });
    expect(sendingIps[0]).toMatchObject(emptyDiagnosis());
    expect(warnings).toEqual([
      `resolver RESOLVER1: it denies in-addr.arpa (${said}), so it is cut off from the public DNS; ${NOT_CHECKED}`,
    ]);
    expect(silent).toBe(true);
  });

  test("beside one that is not: that one is asked", async () => {
    const cutOff = await serve(`${soa(".")}\n`);
    const { resolver } = await serve(healthy);
    const { causes, warnings, silent } = await check([ip], [cutOff.resolver, resolver]);
    expect({ causes, silent }).toEqual({ causes: { [ip]: "ok" }, silent: false });
    expect(warnings).toEqual([
      "resolver RESOLVER1: it denies in-addr.arpa (NXDOMAIN), so it is cut off from the public DNS; another one was asked instead",
    ]);
    expect(cutOff.questions.map(({ name }) => name)).not.toContain("mail10.example.com");
  });

  test("that denies ip6.arpa alone: IPv4 addresses keep their causes", async () => {
    const { resolver } = await serve(`${soa(".")}\n${top("in-addr.arpa.")}\n${records.split(soa("8.b"))[0]}`);
    const { causes, silent } = await check([ip, "2001:db8::5"], [resolver]);
    expect({ causes, silent }).toEqual({ causes: { [ip]: "ok", "2001:db8::5": null }, silent: false });
  });

  test("is asked once in a run, and only about the families that occur", async () => {
    const server = await serve(healthy);
    await check(["203.0.113.10", "203.0.113.11"], [server.resolver], { helo: "mail10.example.com" });
    const asked = server.questions.filter(({ name }) => name === "in-addr.arpa" || name === "ip6.arpa");
    expect(asked.map(({ name, type }) => `${type} ${name}`)).toEqual(["NS in-addr.arpa"]);
  });

  test("says nothing about the greeting either", async () => {
    const { resolver } = await serve(`${soa(".")}\n`);
    const { findings } = await check([ip], [resolver], { helo: "mail10.example.com" });
    expect(findings).toEqual([]);
  });

  test("a forwarder that passes on no NS questions is none", async () => {
    const { resolver } = await serve(healthy.replace(/^in-addr.arpa. 600 IN NS .*$/m, ""));
    expect((await check([ip], [resolver])).causes).toEqual({ [ip]: "ok" });
  });
});

describe("a resolver that refuses or fails everything", () => {
  test.each(["REFUSED", "SERVFAIL"])("%s is no cause of the zone", async (behavior) => {
    const { resolver } = await serve(`${healthy}\n;! * ${behavior}`);
    const { causes, warnings, silent } = await check([ip, "203.0.113.11"], [resolver]);
    expect(causes).toEqual({ [ip]: null, "203.0.113.11": null });
    expect(warnings).toEqual([
      `resolver RESOLVER1: ${behavior} (NS in-addr.arpa), and no answer to any other question; ${NOT_CHECKED}`,
    ]);
    expect(silent).toBe(true);
  });

  test.each(["REFUSED", "SERVFAIL"])("%s beside one that answers: that one is asked", async (behavior) => {
    const bad = await serve(`;! * ${behavior}`);
    const { resolver } = await serve(healthy);
    const { causes, warnings } = await check([ip], [bad.resolver, resolver]);
    expect(causes).toEqual({ [ip]: "ok" });
    expect(warnings).toEqual([
      `resolver RESOLVER1: ${behavior} (NS in-addr.arpa); another one was asked instead`,
    ]);
  });

  test("a SERVFAIL to the first question alone proves nothing", async () => {
    const { resolver } = await serve(`${healthy}\n;! in-addr.arpa. SERVFAIL`);
    expect(await check([ip, "203.0.113.12"], [resolver])).toMatchObject({
      causes: { [ip]: "ok", "203.0.113.12": "ptr_nxdomain" },
      warnings: [],
    });
  });

  test("the zone's own server as a resolver: what it holds counts, what it refuses is not known", async () => {
    const { resolver } = await serve(records);
    const { causes, warnings, silent } = await check([ip, "198.51.100.7"], [resolver]);
    expect(causes).toEqual({ [ip]: "ok", "198.51.100.7": null });
    expect(warnings).toEqual([
      "resolver RESOLVER1: REFUSED (PTR 7.100.51.198.in-addr.arpa); the DNS could not be asked about 198.51.100.7 (name another with --resolver)",
    ]);
    expect(silent).toBe(false);
  });

  test("a zone that fails at a healthy resolver stays a cause", async () => {
    const { resolver } = await serve(`${healthy}\n;! 10.${reverse} SERVFAIL`);
    expect((await check([ip], [resolver])).causes).toEqual({ [ip]: "reverse_servfail" });
  });
});

const localWays = {
  "a hosts file (AA, TTL 0)": `10.${reverse} 0 IN PTR mail10.example.com.\nmail10.example.com. 0 IN A 203.0.113.10
;! 10.${reverse} local\n;! mail10.example.com. local`,
  "a hosts file behind a forwarder (TTL 0)": `10.${reverse} 0 IN PTR mail10.example.com.\nmail10.example.com. 0 IN A 203.0.113.10`,
  "an internal zone (AA)": `10.${reverse} 3600 IN PTR mail10.example.com.\nmail10.example.com. 3600 IN A 203.0.113.10\n;! 10.${reverse} local`,
  "a host override (AA, private address)": `10.${reverse} 3600 IN PTR mail10.example.com.\nmail10.example.com. 3600 IN A 10.0.0.10\n;! mail10.example.com. local`,
  "a private address alone": `10.${reverse} 3600 IN PTR mail10.example.com.\nmail10.example.com. 3600 IN A 192.168.7.10`,
  "a loopback address": `10.${reverse} 3600 IN PTR mail10.example.com.\nmail10.example.com. 3600 IN A 127.0.1.1`,
  "a filter's null address": `10.${reverse} 3600 IN PTR mail10.example.com.\nmail10.example.com. 2 IN A 0.0.0.0`,
  "a machine's first name": `10.${reverse} 300 IN PTR kvmvps.\n${soa("kvmvps.")}`,
  "a name of the inner network": `10.${reverse} 300 IN PTR mail.lan.\n${soa("lan.")}`,
  "a denial of an internal zone (AA)": `;! 10.${reverse} local`,
};
const skeleton = healthy.replaceAll(/^.*(?:10\.113|mail10).*$/gm, "");

describe("local data, and nobody else to ask", () => {
  test.each(Object.entries(localWays))("%s: no verdict, no repair", async (_, zones) => {
    const { resolver } = await serve(`${skeleton}\n${zones}`);
    const { causes, sendingIps, findings } = await check([ip], [resolver], { refused: 10 });
    expect(causes).toEqual({ [ip]: "resolver_local_data" });
    expect(sendingIps[0]).toMatchObject({ iprev: "temperror", ticket: null, cause: { class: "temp" } });
    expect(findings.filter((id) => /^fixed|^fwd_private|^gmail/.test(id))).toEqual([]);
    expect(sendingIps[0]?.fix.map(({ action }) => action)).toEqual([expect.stringContaining("--resolver")]);
  });

  test("port 53 to the outside is closed: the same", async () => {
    const { resolver } = await serve(`${skeleton}\n${localWays["a hosts file (AA, TTL 0)"]}`);
    // Nobody listens there.
    const { causes, sendingIps } = await check([ip], [resolver], { authoritative: 1, refused: 10 });
    expect(causes).toEqual({ [ip]: "resolver_local_data" });
    expect(sendingIps[0]?.cause?.summary).toContain("could not be asked");
  });

  test("a second resolver without such signs is believed", async () => {
    const local = await serve(`${skeleton}\n${localWays["a hosts file (AA, TTL 0)"]}`);
    const { resolver } = await serve(`${skeleton}\n`);
    expect((await check([ip], [local.resolver, resolver])).causes).toEqual({ [ip]: "ptr_nxdomain" });
  });

  test("what it says of the greeting is not told", async () => {
    const { resolver } = await serve(
      `${healthy}\nmx.example.com. 0 IN A 127.0.1.1\n;! mx.example.com. local`,
    );
    expect((await check([ip], [resolver], { helo: "mx.example.com" })).findings).toEqual([]);
  });
});

describe("a denial without the zone's SOA record", () => {
  const bare = `${healthy}\n;! 10.${reverse} NXDOMAIN`;

  test("gives way to what another resolver says", async () => {
    const [one, other] = [await serve(bare, "127.0.0.2"), await serve(healthy, "127.0.0.3")];
    const { sendingIps } = await check([ip], [one.resolver, other.resolver]);
    expect(sendingIps[0]?.cause?.id).toBe("ok");
  });

  test("counts where nobody else can be asked: forwarders that remember leave the record out", async () => {
    const { resolver } = await serve(bare);
    const { sendingIps } = await check([ip], [resolver]);
    expect(sendingIps[0]?.cause?.id).toBe("ptr_nxdomain");
  });
});

describe("on whose word an address passes", () => {
  test("one resolver: in order, but no proof of a repair", async () => {
    const { resolver } = await serve(healthy);
    const { causes, sendingIps, findings } = await check([ip], [resolver], { refused: 600 });
    expect(causes).toEqual({ [ip]: "ok" });
    expect(sendingIps[0]?.cause?.summary).toMatch(/so says the resolver 127\.0\.0\.1:\d+\.$/);
    expect(findings).toEqual(["one_witness"]);
  });

  test("two resolvers that agree", async () => {
    const [one, two] = [await serve(healthy), await serve(healthy)];
    const { sendingIps, findings } = await check([ip], [one.resolver, two.resolver], { refused: 600 });
    expect(sendingIps[0]?.cause?.summary).toContain(
      `so say the resolvers ${one.resolver} and ${two.resolver}.`,
    );
    expect(findings).toEqual(["fixed_since"]);
  });

  test("two resolvers that do not agree", async () => {
    const [one, two] = [await serve(healthy), await serve(skeleton)];
    const { findings } = await check([ip], [one.resolver, two.resolver], { refused: 600 });
    expect(findings).toEqual(["one_witness"]);
  });

  test("the zones' own name servers", async () => {
    const own = await serve(
      `${healthy}\n${top("com.")}\nexample.com. 600 IN NS ns1.example.com.`,
      "127.0.56.1",
    );
    const { resolver } = await serve(`${healthy}\n${top("com.")}\n${top("example.com.")}`);
    const { sendingIps, findings } = await check([ip], [resolver], {
      authoritative: own.port,
      refused: 600,
    });
    expect(sendingIps[0]?.cause?.summary).toContain("so say the zones' own name servers.");
    expect(findings).toEqual(["fixed_since"]);
  });
});

describe.skipIf(mustSkip("a real resolver with local data", isUnboundMissing ? ["unbound"] : []))(
  "a real resolver with data of its own",
  () => {
    const running: Unbound[] = [];
    const resolvers: Record<string, string> = {};
    beforeAll(async () => {
      const upstream = await serve(healthy);
      const ways = {
        "local data": [
          `local-data: "10.113.0.203.in-addr.arpa. 3600 PTR mail10.example.com"`,
          `local-data: "mail10.example.com. 3600 A 10.0.0.10"`,
        ],
        "denied reverse zone": [`local-zone: "113.0.203.in-addr.arpa." static`],
        "cut off": [`local-zone: "." static`],
        refusing: [`local-zone: "." refuse`],
        plain: [],
      };
      for (const [way, settings] of Object.entries(ways)) {
        const unbound = await startUnbound("127.0.56.5", randomInt(10_000, 30_000), settings, upstream.port);
        running.push(unbound);
        resolvers[way] = unbound.resolver;
      }
    }, 60_000);
    afterAll(() => Promise.all(running.map((unbound) => unbound.stop())));

    test.each([
      ["local data", "resolver_local_data", []],
      ["denied reverse zone", "resolver_local_data", []],
      [
        "cut off",
        null,
        [
          `resolver RESOLVER1: it denies in-addr.arpa (NXDOMAIN), so it is cut off from the public DNS; ${NOT_CHECKED}`,
        ],
      ],
      [
        "refusing",
        null,
        [
          `resolver RESOLVER1: REFUSED (NS in-addr.arpa), and no answer to any other question; ${NOT_CHECKED}`,
        ],
      ],
      ["plain", "ok", []],
    ])("%s: %s", async (way, cause, warnings) => {
      const found = await check([ip], [resolvers[way]!]);
      expect(found).toMatchObject({ causes: { [ip]: cause }, warnings });
    });
  },
);

describe("the signs of local data", () => {
  const answer = (changes: Partial<DnsAnswer>): DnsAnswer => ({
    name: "mail.example.com",
    type: "A",
    status: "answer",
    detail: null,
    server: "203.0.113.53",
    authoritative: false,
    truncated: false,
    records: [{ data: "203.0.113.5", ttl: 300 }],
    aliases: [],
    soa: null,
    extendedErrors: [],
    ...changes,
  });
  const none = { isRecursive: () => false };

  test.each([
    ["an ordinary answer", {}, []],
    ["the AA bit of a zone's server", { authoritative: true }, []],
    ["the AA bit of a resolver", { authoritative: true, recursionAvailable: true }, ["authority"]],
    ["a forged answer", { extendedErrors: [{ code: 4, text: "" }] }, ["filter"]],
    [
      "a censored name",
      { status: "nxdomain", records: [], extendedErrors: [{ code: 16, text: "" }] },
      ["filter"],
    ],
    ["a stale answer", { extendedErrors: [{ code: 3, text: "" }] }, []],
    ["a failure", { status: "servfail", records: [], authoritative: true, recursionAvailable: true }, []],
    [
      "a unique local address",
      { type: "AAAA", records: [{ data: "fd00::5", ttl: 60 }] },
      ["private address"],
    ],
    [
      "one of two records without time",
      {
        records: [
          { data: "203.0.113.5", ttl: 0 },
          { data: "203.0.113.6", ttl: 5 },
        ],
      },
      [],
    ],
  ] as [string, Partial<DnsAnswer>, string[]][])("%s", (_, changes, signs) => {
    expect(signsOf(answer(changes), none)).toEqual(signs);
  });

  test("the AA bit without RA, from a server that looked something up for us", () => {
    expect(signsOf(answer({ authoritative: true }), { isRecursive: () => true })).toEqual(["authority"]);
  });

  /** A resolver at a public address that is also a name server: the zone names it, or another. */
  const askAt =
    (nameServer: string): Ask =>
    async (name, type) => {
      if (type === "SOA")
        return answer({
          name,
          type,
          soa: {
            zone: "example.com",
            ttl: 1,
            minimum: 1,
            refresh: 1,
            serial: 1,
            mname: "ns1.example.com",
            contact: null,
          },
        });
      if (type === "NS") return answer({ name, type, records: [{ data: "ns1.example.com", ttl: 60 }] });
      const data = name === "ns1.example.com" ? nameServer : "203.0.113.5";
      return answer({
        name,
        type,
        authoritative: true,
        recursionAvailable: true,
        records: [{ data, ttl: 60 }],
      });
    };

  test.each([
    ["203.0.113.53", undefined],
    ["203.0.113.99", ["authority"]],
  ])("a resolver that is the zone's own server (%s)", async (nameServer, signs) => {
    const ask = askAt(nameServer);
    const asked = askWitnesses({ ask, again: ask, others: [], isRecursive: () => true });
    expect((await asked("mail.example.com", "A")).localSigns).toEqual(signs);
  });

  test("a cached answer in its last second is asked for again", async () => {
    const ask: Ask = async () => answer({ records: [{ data: "203.0.113.5", ttl: 0 }] });
    const again: Ask = async () => answer({ records: [{ data: "203.0.113.5", ttl: 300 }] });
    const asked = askWitnesses({ ask, again, others: [], isRecursive: () => true });
    expect(await asked("mail.example.com", "A")).toEqual(answer({}));
  });
});

describe("a resolver that contradicts the zones' own servers", () => {
  const own = `${healthy}\n${top("com.")}\nexample.com. 600 IN NS ns1.example.com.`;
  const other = `${healthy.replace(/^mail10.*$/m, "mail10.example.com. 3600 IN A 198.51.100.10")}\n${top("com.")}`;

  test("with records whose time does not run down has them of its own: nothing was repaired", async () => {
    const zone = await serve(own, "127.0.56.1");
    const { resolver } = await serve(other);
    const { causes, sendingIps } = await check([ip], [resolver], { authoritative: zone.port });
    expect(causes).toEqual({ [ip]: "ok" });
    expect(sendingIps[0]?.findings).toEqual([
      {
        id: "resolver_view_differs",
        summary: `Your resolver ${resolver} has data of its own for mail10.example.com (198.51.100.10); Gmail sees 203.0.113.10. That data needs neither repair nor waiting: Gmail does not see it.`,
      },
    ]);
  });

  test.skipIf(isUnboundMissing)("with records that run out remembers what was before", async () => {
    const zone = await serve(own, "127.0.56.1");
    const before = await serve(other);
    const unbound = await startUnbound("127.0.56.5", randomInt(10_000, 30_000), [], before.port);
    try {
      const { causes } = await check([ip], [unbound.resolver], { authoritative: zone.port });
      expect(causes).toEqual({ [ip]: "resolver_view_stale" });
    } finally {
      await unbound.stop();
    }
  });
});
