// Situations that people had, or that real servers make: several servers on loopback, a resolver that knows what they
// know, and what the report must say. What is odd in each stands in its row.

import { afterEach, describe, expect, test } from "vitest";
import { checkAll } from "../../src/diagnosis/check-all.ts";
import type { SendingIpCounts, SendingIpReport } from "../../src/model/report.ts";
import { startZoneServer } from "../support/zone-server.js";
import type { ZoneServer } from "../support/zone-server.js";

const hosts = {
  top: "127.0.58.1",
  hoster: "127.0.58.2",
  customer: "127.0.58.3",
  odd: "127.0.58.4",
  resolver: "127.0.58.5",
  silent: "127.0.58.6",
  second: "127.0.58.7",
};
type Host = keyof typeof hosts;

const soa = (apex: string, minimum = 300) =>
  `${apex} 600 IN SOA ns.hoster.example.net. hostmaster.hoster.example.net. 1 7200 900 604800 ${minimum}`;
const delegation = (apex: string, host: Host) => `${apex} 7200 IN NS ${host}.example.net.`;
const addresses = Object.entries(hosts)
  .map(([name, address]) => `${name}.example.net. 3600 IN A ${address}`)
  .join("\n");

const common: Record<"top" | "hoster" | "customer", string> = {
  top: `
${[".", "in-addr.arpa.", "com.", "net."].map((apex) => `${soa(apex)}\n${apex} 600 IN NS top.example.net.`).join("\n")}
${delegation("113.0.203.in-addr.arpa.", "hoster")}
${delegation("example.com.", "customer")}
${delegation("example.net.", "hoster")}
${addresses}`,
  hoster: `
${soa("113.0.203.in-addr.arpa.")}
${delegation("113.0.203.in-addr.arpa.", "hoster")}
10.113.0.203.in-addr.arpa. 3600 IN PTR mail10.example.com.
${soa("example.net.")}
${addresses}`,
  customer: `
${soa("example.com.")}
${delegation("example.com.", "customer")}
mail10.example.com. 3600 IN A 203.0.113.10
other.example.com. 3600 IN A 198.51.100.99`,
};

interface Situation {
  ip: string;
  /** Further zones and records of the servers, and how they behave. */
  also?: Partial<Record<Host, string>>;
  /** What the resolver does, and what it knows besides all the servers' records. */
  resolver?: string;
  /** Port 53 of these answers otherwise: their own words do not count. */
  instead?: Partial<Record<Host, string>>;
  /** At these addresses, too, the hoster's server answers. */
  hosterAlsoAt?: string[];
  heloName?: string;
}

const started: ZoneServer[] = [];
afterEach(() => Promise.all(started.splice(0).map((server) => server.close())));

const withoutBehavior = (text: string) =>
  text
    .split("\n")
    .filter((line) => !line.trim().startsWith(";!"))
    .join("\n");

async function report(situation: Situation): Promise<SendingIpReport> {
  const { ip, also = {}, resolver = "", instead = {}, hosterAlsoAt = [], heloName = null } = situation;
  const own = (host: Host) =>
    `${host in common ? common[host as keyof typeof common] : ""}\n${also[host] ?? ""}`;
  const everything = (Object.keys(hosts) as Host[]).map((host) => withoutBehavior(own(host))).join("\n");
  const first = await startZoneServer(`${everything}\n${resolver}`, { host: hosts.resolver });
  started.push(first);
  const { port } = first;
  for (const host of ["top", "hoster", "customer", "odd", "silent", "second"] as const) {
    const text = host === "silent" ? ";! * silent" : (instead[host] ?? own(host));
    const all = instead[host]?.includes("recursive") ? `${everything}\n${text}` : text;
    started.push(await startZoneServer(all, { host: hosts[host], port }));
  }
  for (const host of hosterAlsoAt) started.push(await startZoneServer(own("hoster"), { host, port }));
  const dns = {
    resolvers: [`${hosts.resolver}:${port}`],
    authoritative: true,
    authoritativePort: port,
    timeoutMilliseconds: 600,
    concurrency: 4,
  };
  const given = { heloName, from: null, localIps: new Map(), sightings: new Map(), machine: null };
  const checked = await checkAll([count(ip)], dns, given, { onWarning: () => {}, onProgress: () => {} });
  return checked.sendingIps[0] as SendingIpReport;
}

const count = (ip: string): SendingIpCounts => ({
  ip,
  family: 4,
  attempts: 2,
  messages: 2,
  affected: 2,
  lost: 2,
  retrying: 0,
  delivered: 0,
  byCode: {},
  firstSeen: null,
  lastSeen: null,
  senderDomains: [],
  reportingMtas: [],
});

const summary = (one: SendingIpReport) => ({
  cause: one.cause?.id,
  class: one.cause?.class,
  findings: one.findings.map(({ id }) => id),
});
const ok = { cause: "ok", class: "pass", findings: [] };

describe("what real resolvers follow", () => {
  const aaReferral = {
    top: delegation("7.51.198.in-addr.arpa.", "odd"),
    odd: `${soa("7.51.198.in-addr.arpa.")}\n${delegation("5.7.51.198.in-addr.arpa.", "hoster")}\n;! * aa-referral`,
    hoster: `${soa("5.7.51.198.in-addr.arpa.")}\n5.7.51.198.in-addr.arpa. 3600 IN PTR mail175.example.com.`,
    customer: "mail175.example.com. 3600 IN A 198.51.7.5",
  };

  test("a delegation with the AA bit", async () => {
    expect(summary(await report({ ip: "198.51.7.5", also: aaReferral }))).toEqual(ok);
  });

  test("a delegation with the AA bit to a server that denies the record: now that is a fact", async () => {
    const hoster = soa("5.7.51.198.in-addr.arpa.");
    const found = await report({ ip: "198.51.7.5", also: { ...aaReferral, hoster } });
    expect(summary(found)).toEqual({ cause: "ptr_nodata", class: "fail", findings: [] });
    expect(found.reverseZone?.apex).toBe("5.7.51.198.in-addr.arpa");
  });

  test("a delegation with the AA bit on the way to the name's address", async () => {
    const found = await report({
      ip: "203.0.113.11",
      also: {
        hoster: `11.113.0.203.in-addr.arpa. 3600 IN PTR mail.sub.example.com.\n${soa("sub.example.com.")}\nmail.sub.example.com. 300 IN A 203.0.113.11`,
        customer: `${delegation("sub.example.com.", "hoster")}\n;! * aa-referral`,
      },
    });
    expect(summary(found)).toEqual(ok);
  });

  test.each([
    ["the PTR record", "odd", "no-aa"],
    ["the PTR record, from one that resolves for others", "odd", "recursive"],
  ])("%s without the AA bit", async (_, __, behavior) => {
    const found = await report({
      ip: "203.0.113.83",
      also: {
        hoster: delegation("83.113.0.203.in-addr.arpa.", "odd"),
        odd: `${soa("83.113.0.203.in-addr.arpa.")}\n83.113.0.203.in-addr.arpa. 60 IN PTR mail83.example.com.\n;! * ${behavior}`,
        customer: "mail83.example.com. 300 IN A 203.0.113.83",
      },
    });
    expect(summary(found)).toEqual({ ...ok, findings: ["answer_without_aa"] });
  });

  test("the address without the AA bit", async () => {
    const found = await report({
      ip: "203.0.113.84",
      also: {
        hoster: "84.113.0.203.in-addr.arpa. 60 IN PTR mail.odd.com.",
        top: delegation("odd.com.", "odd"),
        odd: `${soa("odd.com.")}\nmail.odd.com. 300 IN A 203.0.113.84\n;! * no-aa`,
      },
    });
    expect(summary(found)).toEqual({ ...ok, findings: ["answer_without_aa"] });
  });

  test("without the AA bit and without a record: lame", async () => {
    const found = await report({
      ip: "203.0.113.85",
      also: {
        hoster: delegation("85.113.0.203.in-addr.arpa.", "odd"),
        odd: `${soa("85.113.0.203.in-addr.arpa.")}\n;! * no-aa bare`,
      },
    });
    expect(found.cause?.id).toBe("reverse_lame");
  });

  test("a denial by one that resolves for others, and a delegation by the next server", async () => {
    const sub = "sub.odd.com.";
    const found = await report({
      ip: "203.0.113.89",
      also: {
        top: `${delegation("odd.com.", "odd")}\n${delegation("odd.com.", "second")}`,
        hoster: `89.113.0.203.in-addr.arpa. 60 IN PTR mail.${sub}\n${soa(sub)}\nmail.${sub} 300 IN A 203.0.113.89`,
        second: `${soa("odd.com.")}\n${delegation(sub, "hoster")}`,
        odd: `${soa("odd.com.")}\n;! * recursive`,
      },
    });
    expect(summary(found)).toEqual(ok);
  });

  test("a referral to the root with the AA bit: lame, and no denial", async () => {
    const found = await report({
      ip: "203.0.113.88",
      also: {
        hoster: delegation("88.113.0.203.in-addr.arpa.", "odd"),
        odd: ";! * upward aa-referral",
      },
    });
    expect(found.cause?.id).toBe("reverse_lame");
  });

  test("servers that drop questions with EDNS", async () => {
    const found = await report({
      ip: "203.0.113.86",
      also: {
        hoster: delegation("86.113.0.203.in-addr.arpa.", "odd"),
        odd: `${soa("86.113.0.203.in-addr.arpa.")}\n86.113.0.203.in-addr.arpa. 60 IN PTR mail86.example.com.\n;! * drop-EDNS`,
        customer: "mail86.example.com. 300 IN A 203.0.113.86",
      },
    });
    expect(summary(found)).toEqual(ok);
  });

  test("a resolver that drops questions with EDNS: it is asked without, and waited for once", async () => {
    const before = performance.now();
    const found = await report({ ip: "203.0.113.10", resolver: ";! * drop-EDNS" });
    expect(summary(found)).toEqual(ok);
    expect(performance.now() - before).toBeLessThan(5 * 600);
  });
});

describe("port 53 is intercepted", () => {
  const unasked = expect.stringContaining(
    "something on the way answers port 53 instead of the servers of in-addr.arpa",
  );

  test.each<[string, Partial<Record<Host, string>>]>([
    [
      "everything is answered by a resolver",
      { top: ";! * recursive", hoster: ";! * recursive", customer: ";! * recursive" },
    ],
    ["everything is refused", { top: ";! * REFUSED", hoster: ";! * REFUSED", customer: ";! * REFUSED" }],
    ["everything fails", { top: ";! * SERVFAIL", hoster: ";! * SERVFAIL", customer: ";! * SERVFAIL" }],
    ["everything is sent up", { top: ";! * upward", hoster: ";! * upward", customer: ";! * upward" }],
    ["everything is denied, without a SOA record", { top: `${soa(".")}\n;! * bare`, hoster: ";! * REFUSED" }],
    ["the top alone, with the final answer", { top: ";! * recursive" }],
  ])("%s: the resolver's word, and nobody is blamed", async (_, instead) => {
    const found = await report({ ip: "203.0.113.10", instead });
    expect(summary(found)).toEqual(ok);
    expect(found.evidence).toContainEqual(unasked);
    expect(found.reverseZone).toMatchObject({
      apex: "113.0.203.in-addr.arpa",
      contact: "hostmaster@hoster.example.net",
    });
    expect(found.ticket).toBeNull();
  });

  test("some servers of the top only", async () => {
    const also = { top: "in-addr.arpa. 600 IN NS odd.example.net." };
    const [first, second] = [{ odd: ";! * recursive" }, { top: ";! * recursive", odd: common.top }];
    for (const instead of [first, second]) {
      expect(summary(await report({ ip: "203.0.113.10", also, instead }))).toEqual(ok);
      await Promise.all(started.splice(0).map((server) => server.close()));
    }
  });

  test("what the resolver denies is denied, by the zone that its SOA record names", async () => {
    const instead = { top: ";! * recursive", hoster: ";! * recursive" };
    const found = await report({ ip: "203.0.113.28", instead });
    expect(found.cause?.id).toBe("ptr_nxdomain");
    expect(found.evidence).toContainEqual(unasked);
    expect(found.reverseZone?.apex).toBe("113.0.203.in-addr.arpa");
  });

  test("the servers of the name's top zone alone: the resolver's word for the name", async () => {
    const inAddr = common.top.replaceAll(/^(?:com|net)\. .*$/gm, "");
    const also = { top: "com. 600 IN NS odd.example.net." };
    const found = await report({
      ip: "203.0.113.10",
      also,
      instead: { top: `${inAddr}\n;! *.com REFUSED`, odd: ";! * recursive" },
    });
    expect(summary(found)).toEqual(ok);
    expect(found.evidence.join("\n")).toContain("instead of the servers of com");
  });
});

describe("own servers that refuse this host", () => {
  const also = {
    top: delegation("87.113.0.203.in-addr.arpa.", "odd"),
    hoster: delegation("87.113.0.203.in-addr.arpa.", "odd"),
    customer: "mail87.example.com. 300 IN A 203.0.113.87",
  };
  const seen = (ttl: number) => `87.113.0.203.in-addr.arpa. ${ttl} IN PTR mail87.example.com.`;

  test("and have just answered the resolver: its word counts, and the refusal is told", async () => {
    const found = await report({ ip: "203.0.113.87", also, resolver: seen(7200) });
    expect(summary(found)).toEqual({ ...ok, findings: ["reverse_ns_partial"] });
  });

  test("and what the resolver remembers: no proof that they answer anybody", async () => {
    const found = await report({ ip: "203.0.113.87", also, resolver: seen(1834) });
    expect(found.cause?.id).toBe("reverse_refused");
  });
});

describe("a resolver's SERVFAIL", () => {
  test.each([
    ["once, for the PTR record", ";! 10.113.0.203.in-addr.arpa. SERVFAIL-first"],
    ["once, for the name's address", ";! mail10.example.com. SERVFAIL-first"],
    ["once, for everything", ";! * SERVFAIL-first"],
  ])("%s, is no DNSSEC failure", async (_, resolver) => {
    expect(summary(await report({ ip: "203.0.113.10", resolver }))).toEqual(ok);
  });

  test.each([
    ["the PTR record", ";! 10.113.0.203.in-addr.arpa. SERVFAIL-checked"],
    ["the name's address", ";! mail10.example.com. SERVFAIL-checked"],
  ])("for %s, always when it validates: unsigned zones cannot fail so", async (_, resolver) => {
    const { cause } = await report({ ip: "203.0.113.10", resolver });
    expect(cause).toMatchObject({ id: "ok", class: "pass" });
  });
});

describe("the budget of questions", () => {
  const eight = (apex: string, part: string) =>
    Array.from({ length: 8 }, (_, index) => `${apex} 600 IN NS ns${index}.${part}.example.net.`).join("\n");
  const places = (first: number) => Array.from({ length: 8 }, (_, index) => `127.0.58.${first + index}`);
  const eightAddresses = (part: string, first: number) =>
    places(first)
      .map((address, index) => `ns${index}.${part}.example.net. 600 IN A ${address}`)
      .join("\n");

  const [block, classless] = ["100.51.198.in-addr.arpa.", "32/27.100.51.198.in-addr.arpa."];
  const twoZones = (pointer: string) =>
    report({
      ip: "198.51.100.40",
      heloName: "mail40.example.com",
      hosterAlsoAt: [...places(20), ...places(30)],
      also: {
        top: eight(block, "one"),
        hoster: [
          soa(block),
          eight(block, "one"),
          `40.${block} 600 IN CNAME 40.${classless}`,
          soa(classless),
          eight(classless, "two"),
          pointer,
          eightAddresses("one", 20),
          eightAddresses("two", 30),
        ].join("\n"),
        customer: "mail40.example.com. 300 IN A 198.51.100.40",
      },
    });

  test("suffices for two zones of eight servers: nobody is at fault, and the second zone itself speaks", async () => {
    const found = await twoZones(`40.${classless} 600 IN PTR mail40.example.com.`);
    expect(found.cause).toMatchObject({ id: "ok", class: "pass" });
    expect(found.evidence.join("\n")).not.toMatch(/from *$|unreachable/m);
    expect(found.findings.map(({ id }) => id)).not.toContain("reverse_ns_partial");
    expect(found.findings.map(({ id }) => id)).not.toContain("one_witness");
  });

  test("suffices for two zones of eight servers: a missing record is missing in the second", async () => {
    const { cause, reverseZone, fix } = await twoZones("");
    expect({ cause: cause?.id, apex: reverseZone?.apex, record: fix[0]?.record }).toEqual({
      cause: "ptr_cname_dangling",
      apex: "32/27.100.51.198.in-addr.arpa",
      record: "40.32/27.100.51.198.in-addr.arpa. 3600 IN PTR mail40.example.com.",
    });
  });

  const names = (last: number, list: string[]) =>
    list.map((name) => `${last}.113.0.203.in-addr.arpa. 60 IN PTR ${name}.example.com.`).join("\n");
  const letters = "abcdefghijk".split("").map((letter) => `${letter}-site`);
  const sites = letters.map((name) => `${name}.example.com. 300 IN A 198.51.100.102`).join("\n");

  test("twelve names, the last one leads back", async () => {
    const found = await report({
      ip: "203.0.113.102",
      also: {
        hoster: names(102, [...letters, "z-mail"]),
        customer: `${sites}\nz-mail.example.com. 300 IN A 203.0.113.102`,
      },
    });
    expect(found.cause).toMatchObject({ id: "ptr_too_many", class: "warn" });
    expect(found.fix[0]?.action).toContain("that of z-mail.example.com, and delete the others");
  });

  test("twelve names, none leads back, and all were asked about", async () => {
    const also = { hoster: names(103, [...letters, "other"]), customer: sites };
    expect((await report({ ip: "203.0.113.103", also })).cause?.id).toBe("fwd_mismatch");
  });

  test("more names than questions: what was not asked about is not said to lead elsewhere", async () => {
    const many = Array.from({ length: 80 }, (_, index) => `n${index}`);
    const wrong = many.map((name) => `${name}.example.com. 300 IN A 198.51.100.102`).join("\n");
    const also = { hoster: names(104, [...many, "z-mail"]), customer: wrong };
    const found = await report({ ip: "203.0.113.104", also });
    expect(found).toMatchObject({ iprev: "temperror", cause: { id: "ptr_too_many", class: "temp" } });
    const right = `${wrong}\nz-mail.example.com. 300 IN A 203.0.113.104`;
    await Promise.all(started.splice(0).map((server) => server.close()));
    const known = await report({
      ip: "203.0.113.104",
      also: { ...also, customer: right },
      heloName: "Z-mail.example.com",
    });
    expect(known).toMatchObject({ iprev: "pass", cause: { id: "ptr_too_many", class: "warn" } });
    expect(known.ptr.map(({ name }) => name)).toContain("z-mail.example.com");
  });
});

test("two names, one of a zone whose server is silent: it could not be asked, and is not said to lead elsewhere", async () => {
  const found = await report({
    ip: "203.0.113.24",
    also: {
      top: delegation("dead24.com.", "silent"),
      hoster: `24.113.0.203.in-addr.arpa. 60 IN PTR mail24.example.com.\n24.113.0.203.in-addr.arpa. 60 IN PTR mail.dead24.com.`,
      customer: "mail24.example.com. 300 IN A 203.0.113.24",
    },
    resolver: ";! mail.dead24.com. SERVFAIL",
  });
  expect(found.cause).toMatchObject({ id: "ptr_multi_partial", class: "warn" });
  expect(found.cause?.summary).toContain("whether mail.dead24.com leads back could not be asked");
  expect(found.cause?.summary).not.toContain("does not lead back");
  expect(found.fix[0]).toMatchObject({ who: "dns provider" });
  expect(found.ticket).toBeNull();
});

describe("own servers that deny what the resolver was given just now", () => {
  const also = { customer: "mail29.example.com. 300 IN A 203.0.113.29" };
  const seen = (ttl: number) => `29.113.0.203.in-addr.arpa. ${ttl} IN PTR mail29.example.com.`;

  test.each([3600, 3596, 86_400, 60])("TTL %i: what Gmail sees is not known", async (ttl) => {
    const found = await report({ ip: "203.0.113.29", also, resolver: seen(ttl) });
    expect(found).toMatchObject({ iprev: "temperror", cause: { id: "ptr_disputed", class: "temp" } });
    expect(found.fix[0]).toMatchObject({ who: "you", record: null });
    expect(found.ticket).toBeNull();
  });

  test.each([1834, 77, 0])("TTL %i: a remembered answer, or data of the resolver's own", async (ttl) => {
    const found = await report({ ip: "203.0.113.29", also, resolver: seen(ttl) });
    expect(found.cause?.id).toBe("ptr_nxdomain");
  });
});

describe("CNAME records of the reverse zone that lead out of it", () => {
  const also = (target: string, customer = "") => ({
    hoster: `18.113.0.203.in-addr.arpa. 3600 IN CNAME ${target}.`,
    customer: `mail18.example.com. 300 IN A 203.0.113.18\n${customer}`,
  });
  const heloName = "mail18.example.com";
  const ip = "203.0.113.18";

  test("to a domain that is not registered: nobody is asked to make a record there, least of all the registry", async () => {
    const found = await report({ ip, heloName, also: also("18.rev.example-gone.com") });
    expect(found).toMatchObject({
      cause: { id: "ptr_cname_dangling" },
      reverseZone: { apex: "113.0.203.in-addr.arpa", contact: "hostmaster@hoster.example.net" },
    });
    expect(found.cause?.summary).toMatch(/example-gone\.com \(RFC 2317\), whose domain does not exist\.$/);
    expect(found.fix[0]).toMatchObject({
      who: "hoster",
      record: "18.113.0.203.in-addr.arpa. 3600 IN PTR mail18.example.com.",
    });
    expect(found.ticket).toMatch(/^To: hostmaster@hoster\.example\.net$/m);
  });

  test("to one's own domain: there a PTR record has its effect", async () => {
    const wrong = "18.rev.example.com. 300 IN PTR other.example.com.";
    const found = await report({ ip, heloName, also: also("18.rev.example.com", wrong) });
    expect(found.fix[0]).toMatchObject({ record: "18.rev.example.com. 3600 IN PTR mail18.example.com." });
    expect(found.fix.map(({ action }) => action).join("\n")).not.toMatch(/has no effect/);
  });
});

describe("a PTR name that cannot be asked for, while the mail host's own name leads here", () => {
  const found = (name: string) =>
    report({
      ip: "203.0.113.21",
      heloName: "mail21.example.com",
      also: {
        top: delegation("dead21.com.", "silent"),
        hoster: `21.113.0.203.in-addr.arpa. 60 IN PTR ${name}.`,
        customer: "mail21.example.com. 300 IN A 203.0.113.21",
      },
      resolver: `;! ${name}. SERVFAIL`,
    });
  const record = "21.113.0.203.in-addr.arpa. 3600 IN PTR mail21.example.com.";

  test("the provider's: another name takes its place, and nobody mends a stranger's servers", async () => {
    const { cause, fix } = await found("static.dead21.com");
    expect(cause?.id).toBe("fwd_unreachable");
    expect(fix[0]).toMatchObject({ who: "hoster", record });
    expect(fix.some(({ who }) => who === "dns provider")).toBe(false);
  });

  test("that of another organization: the first of two ways", async () => {
    const { fix } = await found("mail.dead21.com");
    expect(fix[0]).toMatchObject({ who: "hoster", record, way: "a" });
    expect(fix.find(({ way }) => way === "b")).toMatchObject({ who: "dns provider", record: null });
  });
});

test("where port 53 is intercepted, no reader is told to ask the name servers", async () => {
  const instead = { top: ";! * recursive", hoster: ";! * recursive", customer: ";! * recursive" };
  const also = { customer: "mail30.example.com. 300 IN A 203.0.113.30" };
  const { cause, fix } = await report({ ip: "203.0.113.30", heloName: "mail30.example.com", also, instead });
  expect(cause?.id).toBe("ptr_nxdomain");
  const commands = fix.flatMap(({ record }) => (record?.startsWith("dig ") ? [record] : []));
  expect(commands).toEqual(["dig -x 203.0.113.30"]);
});

describe("one resolver that fails, where nobody else can be heard", () => {
  const silentTop = { top: ";! * silent" };

  test.each(["SERVFAIL", "REFUSED"])("%s: another is asked before anybody is blamed", async (failure) => {
    const resolver = `;! 10.113.0.203.in-addr.arpa. ${failure}`;
    const { cause, fix, ticket } = await report({ ip: "203.0.113.10", resolver, instead: silentTop });
    expect(cause?.class).toBe("temp");
    expect(fix[0]).toMatchObject({ who: "you", record: null, main: true });
    expect(fix[0]?.action).toMatch(/another resolver/);
    expect(fix[1]).toMatchObject({ who: "hoster" });
    expect(fix[1]?.action).toMatch(/^then if the lookup fails there, too: /);
    expect(ticket).toBeNull();
  });
});

describe("a zone above that of the address whose only server is silent or refuses", () => {
  const top = (host: Host) => `
${[".", "in-addr.arpa.", "com.", "net."].map((apex) => `${soa(apex)}\n${apex} 600 IN NS top.example.net.`).join("\n")}
${delegation("203.in-addr.arpa.", host)}
${delegation("example.com.", "customer")}
${delegation("example.net.", "hoster")}
${addresses}`;

  test.each([
    ["silent", "silent", ""],
    ["refuses", "odd", ";! * REFUSED"],
    ["fails", "odd", ";! * SERVFAIL"],
  ] as const)("%s: the resolver's word counts, and nobody is asked to mend it", async (_what, host, odd) => {
    const found = await report({ ip: "203.0.113.10", instead: { top: top(host), odd } });
    expect(summary(found)).toEqual(ok);
    expect(found.reverseZone?.apex).toBe("113.0.203.in-addr.arpa");
    expect(found.evidence.join("\n")).toContain(
      "no server of 203.in-addr.arpa, a zone above that of the address",
    );
  });

  test("and the address has no PTR record: whoever holds its own zone is asked for one", async () => {
    const found = await report({
      ip: "203.0.113.66",
      instead: { top: top("silent") },
      heloName: "mail66.example.com",
    });
    expect(found.cause?.id).toBe("ptr_nxdomain");
    expect(found.reverseZone?.apex).toBe("113.0.203.in-addr.arpa");
    expect(found.ticket).toContain("hostmaster@hoster.example.net");
  });
});

describe("name servers of a PTR name that contradict each other", () => {
  const world = (name: string) => ({
    top: `${delegation("example.org.", "odd")}\n${delegation("example.org.", "second")}`,
    hoster: `24.113.0.203.in-addr.arpa. 3600 IN PTR ${name}.`,
    odd: `${soa("example.org.")}\n${delegation("example.org.", "odd")}\n${delegation("example.org.", "second")}\n${name}. 300 IN A 203.0.113.24`,
    second: `${soa("example.org.")}\n${delegation("example.org.", "odd")}\n${delegation("example.org.", "second")}\n${name}. 300 IN A 198.51.100.24`,
  });
  const org = (host: "top") => ({ [host]: `${soa("org.")}\norg. 600 IN NS top.example.net.` });
  const situation = (heloName: string | null) => {
    const also = world("web.example.org");
    const customer = "mail24.example.com. 300 IN A 203.0.113.24";
    return report({
      ip: "203.0.113.24",
      heloName: heloName ?? "",
      also: { ...also, customer, top: `${org("top").top}\n${also.top}` },
    });
  };

  test("a name that is not the reader's gives way to the mail host's", async () => {
    const found = await situation("mail24.example.com");
    expect(found.cause?.id).toBe("fwd_ns_inconsistent");
    expect(found.fix[0]?.record).toBe("24.113.0.203.in-addr.arpa. 3600 IN PTR mail24.example.com.");
    expect(found.fix.find(({ who }) => who === "dns provider")?.action).toContain(
      "if web.example.org is a name of yours",
    );
  });

  test("the reader's own name servers are brought to one version", async () => {
    const found = await situation("web.example.org");
    expect(found.cause?.id).toBe("fwd_ns_inconsistent");
    expect(found.fix[0]?.who).toBe("dns provider");
  });
});

describe("what a resolver made up", () => {
  const made =
    "113.0.203.in-addr.arpa. 3600 IN SOA localhost. nobody.resolver.example.com. 1 3600 1200 604800 10800";

  test("its own zone for the block has nobody who could be asked", async () => {
    const closed = { hoster: ";! * silent", top: ";! * silent", customer: ";! * silent" };
    const found = await report({
      ip: "203.0.113.77",
      instead: closed,
      resolver: `${made}\n;! 113.0.203.in-addr.arpa. local\n;! 77.113.0.203.in-addr.arpa. local`,
    });
    expect(found.reverseZone).toBeNull();
    expect(JSON.stringify(found)).not.toContain("nobody@resolver.example.com");
    expect(found.ticket).toBeNull();
  });

  test("nor has one that it serves beside the public name of the address", async () => {
    const found = await report({
      ip: "203.0.113.10",
      instead: { hoster: ";! * silent", top: ";! * silent", customer: ";! * silent" },
      resolver: `${made}\n;! 113.0.203.in-addr.arpa. local`,
    });
    expect(found.cause?.id).toBe("ok");
    expect(found.reverseZone).toBeNull();
  });

  test("a denial without the zone's SOA record is no older answer that runs out", async () => {
    const found = await report({
      ip: "203.0.113.10",
      resolver: ";! 10.113.0.203.in-addr.arpa. NXDOMAIN",
    });
    expect(found.cause).toMatchObject({ id: "ok", class: "pass" });
    expect(found.cause?.title).not.toContain("Repaired");
  });
});
