import fc from "fast-check";
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { DiagnosisHints } from "../../src/diagnosis/causes/cause.ts";
import { fixOf, intendedNames, recognize } from "../../src/diagnosis/diagnose.ts";
import { emptyDiagnosis } from "../../src/model/undiagnosed.ts";
import { checkAddresses } from "../../src/dns/check/check.ts";
import { checkAddress, unaskedFacts } from "../../src/dns/check/iprev.ts";
import type { Ask } from "../../src/dns/ask/resolver.ts";
import type { Diagnosis } from "../../src/model/cause.ts";
import type { AddressFacts, DnsAnswer } from "../../src/model/dns.ts";
import { diagnose } from "../support/diagnose.ts";
import { startZoneServer } from "../support/zone-server.js";
import type { ZoneServer } from "../support/zone-server.js";

/** Of a resolver that knows the public DNS: what fails there fails for the zone's sake. */
const tops = ["in-addr.arpa.", "ip6.arpa."]
  .map(
    (apex) =>
      `${apex} 600 IN SOA ns1.example.com. hostmaster.example.com. 1 2 3 4 300\n${apex} 600 IN NS ns1.example.com.`,
  )
  .join("\n");
let server: ZoneServer;
beforeAll(async () => {
  server = await startZoneServer(`${readFileSync("fixtures/demo/zone.txt", "utf8")}\n${tops}`);
});
afterAll(() => server.close());

async function check(ip: string, hostName?: string): Promise<Diagnosis> {
  return diagnose(await factsOf(ip), { hostName });
}

async function factsOf(ip: string): Promise<AddressFacts> {
  const options = {
    resolvers: [server.resolver],
    authoritative: false,
    timeoutMilliseconds: 1000,
    concurrency: 4,
  };
  const { facts } = await checkAddresses([ip], options);
  return facts.get(ip) as AddressFacts;
}

describe("a failed lookup", () => {
  test.each([
    ["no reply is known", undefined, "for Gmail that is inferred, not documented."],
    ["Gmail's reply was for now", "421-4.7.23 The sending IP", "for Gmail that is inferred, not documented."],
    [
      "Gmail's reply was final, which the words of before passed over",
      "550-5.7.25 [192.0.2.44] The IP",
      "Gmail's last reply was a final one (550), as where no record exists.",
    ],
  ])("%s", async (_name, reply, words) => {
    const { cause } = diagnose(await factsOf("192.0.2.44"), reply === undefined ? {} : { reply });
    expect(cause?.class).toBe("temp");
    expect(cause?.summary).toContain(`a temporary refusal (421); ${words}`);
  });
});

describe("the demo zone", () => {
  test.each([
    { ip: "203.0.113.5", id: "ok" },
    { ip: "203.0.113.25", id: "ptr_nxdomain" },
    { ip: "198.51.100.17", id: "ptr_generic" },
    { ip: "198.51.100.18", id: "fwd_mismatch" },
    { ip: "2001:db8:25::5", id: "ptr_nxdomain" },
    { ip: "192.0.2.44", id: "reverse_servfail" },
    { ip: "192.0.2.45", id: "fwd_nxdomain" },
  ])("$ip: $id", async ({ ip, id }) => {
    expect((await check(ip)).cause?.id).toBe(id);
  });
});

test("a whole diagnosis reads like this", async () => {
  expect(await check("203.0.113.25", "mx2.example.com")).toEqual({
    iprev: "permerror",
    ptr: [],
    reverseZone: {
      apex: "113.0.203.in-addr.arpa",
      nameServers: ["ns1.example.com"],
      contact: "hostmaster@example.com",
      hoster: null,
    },
    cause: {
      id: "ptr_nxdomain",
      class: "fail",
      title: "No PTR record",
      summary: "203.0.113.25 has no PTR record: the name 25.113.0.203.in-addr.arpa does not exist.",
    },
    findings: [],
    evidence: [
      `PTR 25.113.0.203.in-addr.arpa: NXDOMAIN from ${server.resolver}`,
      "SOA 113.0.203.in-addr.arpa: TTL 3600, MINIMUM 3600",
      "only the resolver was asked",
    ],
    fix: [
      {
        who: "you",
        action: "make sure that the mail host's name leads to this address",
        record: "mx2.example.com. 3600 IN A 203.0.113.25",
        holds: "record",
        zone: "example.com",
        where: "the DNS of the name's own domain",
      },
      {
        who: "hoster",
        action: "create the PTR record",
        record: "25.113.0.203.in-addr.arpa. 3600 IN PTR mx2.example.com.",
        holds: "record",
        zone: "113.0.203.in-addr.arpa",
        where: "zone 113.0.203.in-addr.arpa (name servers ns1.example.com)",
        main: true,
      },
      {
        who: "you",
        action: "then ask for the name: the answer must hold 203.0.113.25",
        record: "dig mx2.example.com A",
        holds: "command",
        where: null,
      },
      {
        who: "you",
        action: "then ask ns1.example.com: it must answer mx2.example.com",
        record: "dig +norec @ns1.example.com -x 203.0.113.25",
        holds: "command",
        where: null,
      },
    ],
    stopgap: null,
    relief: null,
    visibleAfterSeconds: 3600,
  });
});

describe("the host name in a fix", () => {
  test.each([
    undefined,
    "",
    "mx1",
    "localhost",
    "-rf.example.com",
    "mail.example.com; rm",
    "203.0.113.25",
    "m\u001b.example.com",
  ])("%j is no use: a placeholder that says so", async (hostName) => {
    const { fix } = await check("203.0.113.25", hostName);
    expect(fix.flatMap((step) => step.record ?? [])).toEqual([
      "YOUR.MAIL.HOST. 3600 IN A 203.0.113.25",
      "25.113.0.203.in-addr.arpa. 3600 IN PTR YOUR.MAIL.HOST.",
      "dig +norec @ns1.example.com -x 203.0.113.25",
    ]);
    expect(fix[0]?.action).toContain(
      "replace YOUR.MAIL.HOST with your mail host's full name, or run again with --helo NAME",
    );
    expect(fix[1]?.action).toMatch(/ \(to the same name, instead of YOUR\.MAIL\.HOST\)$/);
    expect(fix[2]?.action).toBe("then ask ns1.example.com: it must answer your mail host's name");
  });

  test("is taken with or without its final dot", async () => {
    const { fix } = await check("203.0.113.25", "MX2.example.com.");
    expect(fix[1]?.record).toBe("25.113.0.203.in-addr.arpa. 3600 IN PTR mx2.example.com.");
  });
});

describe("the address record of the mail host's name", () => {
  const fixWith = async (nameAddresses: Map<string, string[]>, hints: DiagnosisHints = {}) => {
    const facts = await factsOf("203.0.113.25");
    const { fix } = diagnose(facts, { hostName: "mx1.example.com", nameAddresses, ...hints });
    return fix.filter(({ record }) => record?.includes(" IN "));
  };

  test.each([
    ["not asked for", new Map(), "make sure that the mail host's name leads to this address"],
    [
      "there is another",
      new Map([["A mx1.example.com", ["203.0.113.5"]]]),
      "let the mail host's name lead to this address: ADD this record and keep the other (mx1.example.com now has A 203.0.113.5)",
    ],
    [
      "there is none",
      new Map([["A mx1.example.com", []]]),
      "let the mail host's name lead to this address: create the record (mx1.example.com has no A record yet)",
    ],
  ])("%s", async (_name, addresses, want) => {
    expect((await fixWith(addresses))[0]?.action).toBe(want);
  });

  test("there is this one: no step", async () => {
    const fix = await fixWith(new Map([["A mx1.example.com", ["203.0.113.5", "203.0.113.25"]]]));
    expect(fix.map(({ action, main }) => [action, main])).toEqual([["create the PTR record", true]]);
  });

  test("of a host that the log gives a short name", async () => {
    const [step] = await fixWith(new Map(), { hostName: undefined, shortName: "mx1", attempts: 3 });
    expect(step?.action).toMatch(
      /replace YOUR\.MAIL\.HOST with your mail host.s full name, or run again with --helo NAME; the log calls this host only mx1\)$/,
    );
  });
});

test.each([
  ["a PTR record is to be made", "203.0.113.25", "MX2.example.com.", ["mx2.example.com"]],
  ["the host has no name to be used", "203.0.113.25", "mx2", []],
  ["the PTR record may be changed as well", "198.51.100.18", "mx2.example.com", ["mx2.example.com"]],
  ["nothing is to be done", "203.0.113.5", "mx2.example.com", []],
])("the names that a way out would give, where %s", async (_name, ip, hostName, want) => {
  const recognized = recognize(await factsOf(ip));
  expect(recognized && intendedNames(fixOf(recognized, { hostName }))).toEqual(want);
});

test("an IPv6 address gets the IPv4 stopgap while its cause stands", async () => {
  expect((await check("2001:db8:25::5")).stopgap).toContain("smtp_address_preference = ipv4");
});

test("facts nobody was asked for give no diagnosis", () => {
  expect(diagnose(unaskedFacts("203.0.113.5"))).toEqual(emptyDiagnosis());
});

describe("findings", () => {
  const silent = {
    detail: null,
    server: "127.0.0.1",
    authoritative: false,
    truncated: false,
    soa: null,
    extendedErrors: [],
  };
  const answering =
    (names: string[], aliased: boolean): Ask =>
    async (name, type) => {
      const data = type === "PTR" ? names : ["203.0.113.5"];
      const aliases = aliased && type === "A" ? [{ name, target: "real.example.com", ttl: 60 }] : [];
      return {
        name,
        type,
        status: "answer",
        records: data.map((text) => ({ data: text, ttl: 60 })),
        aliases,
        ...silent,
      };
    };
  const many = Array.from({ length: 12 }, (_, index) => `mail${index}.example.com`);

  test.each([
    { names: ["mail.example.com"], aliased: false, cause: "ok", want: [] },
    { names: ["mail.example.com"], aliased: true, cause: "ok", want: ["ptr_target_cname"] },
    { names: ["mail.example.com", "mx.example.com"], aliased: false, cause: "ok", want: ["ptr_multiple"] },
    { names: many, aliased: false, cause: "ptr_too_many", want: ["ptr_multiple"] },
  ])("$want", async ({ names, aliased, cause, want }) => {
    const diagnosis = diagnose(await checkAddress("203.0.113.5", answering(names, aliased)));
    expect(diagnosis.cause?.id).toBe(cause);
    expect(diagnosis.findings.map((finding) => finding.id)).toEqual(want);
  });

  test("ipv6_eui64", async () => {
    const facts = await checkAddress("2001:db8::216:3eff:fe12:3456", answering(["mail.example.com"], false));
    expect(diagnose(facts).findings.map((finding) => finding.id)).toEqual(["ipv6_eui64"]);
  });
});

test("whatever the DNS says: one cause, printable, and a pass only with a name that leads back", async () => {
  const status = fc.constantFrom<DnsAnswer["status"][]>(
    "answer",
    "nxdomain",
    "nodata",
    "servfail",
    "refused",
    "timeout",
    "unreachable",
    "malformed",
  );
  const text = fc.oneof(
    fc.constantFrom("mail.example.com", "x\\027.com", "a", "203.0.113.5"),
    fc.stringMatching(/^[a-z0-9\\._-]{1,12}$/),
  );
  const outcome = fc.record({
    status,
    names: fc.array(text, { minLength: 1, maxLength: 4 }),
    addresses: fc.array(fc.constantFrom("203.0.113.4", "203.0.113.5", "2001:db8::5"), {
      minLength: 1,
      maxLength: 3,
    }),
    aliases: fc.array(fc.record({ name: text, target: text, ttl: fc.nat() }), { maxLength: 2 }),
  });
  const nothing = {
    detail: null,
    server: "127.0.0.1",
    authoritative: false,
    truncated: false,
    soa: null,
    extendedErrors: [],
  };
  await fc.assert(
    fc.asyncProperty(
      fc.infiniteStream(outcome),
      fc.constantFrom("203.0.113.5", "2001:db8::5"),
      async (stream, ip) => {
        const ask: Ask = async (name, type) => {
          const next = stream.next().value;
          const data = type === "PTR" || type === "NS" ? next.names : next.addresses;
          const records =
            next.status === "answer" ? data.map((given: string) => ({ data: given, ttl: 60 })) : [];
          return { name, type, status: next.status, aliases: next.aliases, records, ...nothing };
        };
        const diagnosis = diagnose(await checkAddress(ip, ask), { hostName: "mx.example.org" });
        expect(diagnosis.cause).not.toBeNull();
        const leadsBack = diagnosis.ptr.some((name) => name.addresses.includes(ip));
        expect(diagnosis.iprev === "pass").toBe(leadsBack);
        expect(["pass", "warn"].includes(diagnosis.cause?.class ?? "")).toBe(leadsBack);
        for (const { record } of diagnosis.fix) expect(record ?? "").toMatch(/^[a-z0-9 /:._@+-]*$/i);
      },
    ),
    { numRuns: 1000 },
  );
});
