import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { causes } from "../../../src/diagnosis/causes/index.ts";
import { judge, recognize } from "../../../src/diagnosis/diagnose.ts";
import { diagnose } from "../../support/diagnose.ts";
import { checkAddresses } from "../../../src/dns/check/check.ts";
import type { AddressFacts } from "../../../src/model/dns.ts";
import { startZoneServer } from "../../support/zone-server.js";
import type { ZoneServer } from "../../support/zone-server.js";

/** 2001:db8:25::5 and ::6. */
const ip6 = (last: number) =>
  `${last}.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.5.2.0.0.8.b.d.0.1.0.0.2.ip6.arpa.`;
const reverse = (last: number) => `${last}.113.0.203.in-addr.arpa.`;

const zone = `
in-addr.arpa. 3600 IN SOA ns1.example.com. hostmaster.example.com. 1 2 3 4 300
in-addr.arpa. 3600 IN NS ns1.example.com.
ip6.arpa. 3600 IN SOA ns1.example.com. hostmaster.example.com. 1 2 3 4 300
ip6.arpa. 3600 IN NS ns1.example.com.
example.com. 600 IN SOA ns1.example.com. hostmaster.example.com. 1 2 3 4 86400
mail.example.com. 300 IN A 203.0.113.5
other.example.com. 300 IN A 203.0.113.99
alias.example.com. 300 IN CNAME other.example.com.
only6.example.com. 300 IN AAAA 2001:db8:25::77
text.example.com. 300 IN TXT hello
mailserver. 300 IN SOA a. b. 1 2 3 4 5
v6.example.com. 300 IN A 203.0.113.5
isp.example. 600 IN SOA ns1.isp.example. hostmaster.isp.example. 1 2 3 4 600
203-0-113-30.isp.example. 300 IN A 203.0.113.30
113.0.203.in-addr.arpa. 1200 IN SOA ns1.isp.example. hostmaster.isp.example. 1 2 3 4 900
113.0.203.in-addr.arpa. 1200 IN NS ns1.isp.example.
${reverse(5)} 7200 IN PTR mail.example.com.
${reverse(7)} 7200 IN TXT hello
${reverse(8)} 7200 IN PTR gone.example.com.
${reverse(9)} 7200 IN PTR text.example.com.
${reverse(10)} 7200 IN PTR only6.example.com.
${reverse(11)} 7200 IN PTR other.example.com.
${reverse(12)} 7200 IN PTR dead.example.com.
${reverse(13)} 7200 IN PTR alias.example.com.
${reverse(14)} 7200 IN PTR mailserver.
${reverse(15)} 7200 IN PTR mail.example.com.113.0.203.in-addr.arpa.
${reverse(16)} 7200 IN PTR mail\\.example.com.
${reverse(17)} 7200 IN CNAME 17.0/25.113.0.203.in-addr.arpa.
0/25.113.0.203.in-addr.arpa. 450 IN SOA ns1.example.com. hostmaster.example.com. 1 2 3 4 400
mail2.example.com. 300 IN A 203.0.113.18
${reverse(18)} 7200 IN PTR mail2.example.com.
${reverse(18)} 7200 IN PTR gone.example.com.
${reverse(19)} 7200 IN PTR other.example.com.
${reverse(19)} 7200 IN PTR dead.example.com.
${reverse(30)} 7200 IN PTR 203-0-113-30.isp.example.
5.2.0.0.8.b.d.0.1.0.0.2.ip6.arpa. 1200 IN SOA ns1.isp.example. hostmaster.isp.example. 1 2 3 4 900
${ip6(6)} 7200 IN PTR v6.example.com.
;! ${reverse(40)} SERVFAIL
;! ${reverse(41)} REFUSED
;! ${reverse(42)} silent
;! dead.example.com. SERVFAIL
`;

interface Row {
  ip: string;
  id: string;
  iprev: string | null;
  evidence: string;
  records?: string[];
  visible: number | null;
}

const ptr = (last: number, name = "mx.example.org") => `${last}.113.0.203.in-addr.arpa. 3600 IN PTR ${name}.`;
const a = (name: string, last: number) => `${name}. 3600 IN A 203.0.113.${last}`;

const rows: Row[] = [
  {
    ip: "203.0.113.5",
    id: "ok",
    iprev: "pass",
    evidence: "A mail.example.com: 203.0.113.5 (TTL 300) from SERVER",
    records: [],
    visible: null,
  },
  {
    ip: "203.0.113.6",
    id: "ptr_nxdomain",
    iprev: "permerror",
    evidence: "PTR 6.113.0.203.in-addr.arpa: NXDOMAIN from SERVER",
    records: [a("mx.example.org", 6), ptr(6)],
    visible: 900,
  },
  {
    ip: "203.0.113.7",
    id: "ptr_nodata",
    iprev: "permerror",
    evidence: "PTR 7.113.0.203.in-addr.arpa: no such record (NOERROR, no data) from SERVER",
    records: [a("mx.example.org", 7), ptr(7)],
    visible: 900,
  },
  {
    ip: "203.0.113.8",
    id: "fwd_nxdomain",
    iprev: "fail",
    evidence: "A gone.example.com: NXDOMAIN from SERVER",
    records: [a("mx.example.org", 8), ptr(8), a("gone.example.com", 8)],
    visible: 7200,
  },
  {
    ip: "203.0.113.9",
    id: "fwd_nodata",
    iprev: "fail",
    evidence: "AAAA text.example.com: no such record (NOERROR, no data) from SERVER",
    records: [a("mx.example.org", 9), ptr(9), a("text.example.com", 9)],
    visible: 7200,
  },
  {
    ip: "203.0.113.10",
    id: "fwd_wrong_family",
    iprev: "fail",
    evidence: "AAAA only6.example.com: 2001:db8:25::77 (TTL 300) from SERVER",
    records: [a("mx.example.org", 10), ptr(10), a("only6.example.com", 10)],
    visible: 7200,
  },
  {
    ip: "203.0.113.11",
    id: "fwd_mismatch",
    iprev: "fail",
    evidence: "A other.example.com: 203.0.113.99 (TTL 300) from SERVER",
    records: [a("mx.example.org", 11), ptr(11), a("other.example.com", 11)],
    visible: 7200,
  },
  {
    ip: "203.0.113.12",
    id: "fwd_unreachable",
    iprev: "temperror",
    evidence: "A dead.example.com: SERVFAIL from SERVER",
    records: [a("mx.example.org", 12), ptr(12)],
    visible: 7200,
  },
  {
    ip: "203.0.113.13",
    id: "fwd_mismatch",
    iprev: "fail",
    evidence: "CNAME alias.example.com: other.example.com (TTL 300)",
    records: [a("mx.example.org", 13), ptr(13), a("alias.example.com", 13)],
    visible: 7200,
  },
  {
    ip: "203.0.113.14",
    // A name that a hosts file gives; whether the public DNS has it too, this resolver alone does not tell.
    id: "resolver_local_data",
    iprev: "temperror",
    evidence: "PTR 14.113.0.203.in-addr.arpa: mailserver (TTL 7200) from SERVER",
    records: [],
    visible: null,
  },
  {
    ip: "203.0.113.15",
    id: "ptr_missing_dot",
    iprev: "fail",
    evidence: "A mail.example.com.113.0.203.in-addr.arpa: NXDOMAIN from SERVER",
    records: [a("mail.example.com", 15), ptr(15, "mail.example.com")],
    visible: 7200,
  },
  {
    ip: "203.0.113.16",
    id: "ptr_name_invalid",
    iprev: "fail",
    evidence: "PTR name mail\\.example.com: not a host name, its addresses were not asked for",
    records: [a("mx.example.org", 16), ptr(16)],
    visible: 7200,
  },
  {
    ip: "203.0.113.17",
    id: "ptr_cname_dangling",
    iprev: "permerror",
    evidence: "CNAME 17.113.0.203.in-addr.arpa: 17.0/25.113.0.203.in-addr.arpa (TTL 7200)",
    records: [a("mx.example.org", 17), "17.0/25.113.0.203.in-addr.arpa. 3600 IN PTR mx.example.org."],
    visible: 400,
  },
  {
    ip: "203.0.113.18",
    id: "ptr_multi_partial",
    iprev: "pass",
    evidence: "A gone.example.com: NXDOMAIN from SERVER",
    records: [],
    visible: 7200,
  },
  {
    ip: "203.0.113.19",
    id: "fwd_unreachable",
    iprev: "temperror",
    evidence: "A dead.example.com: SERVFAIL from SERVER",
    records: [a("mx.example.org", 19), ptr(19)],
    visible: 7200,
  },
  {
    ip: "203.0.113.30",
    id: "ptr_generic",
    iprev: "pass",
    evidence: "PTR name 203-0-113-30.isp.example: holds the address 203.0.113.30",
    records: [a("mx.example.org", 30), ptr(30)],
    visible: 7200,
  },
  {
    ip: "203.0.113.40",
    id: "reverse_servfail",
    iprev: "temperror",
    evidence: "PTR 40.113.0.203.in-addr.arpa: SERVFAIL from SERVER",
    records: [],
    visible: 300,
  },
  {
    ip: "203.0.113.41",
    id: "reverse_refused",
    iprev: "temperror",
    evidence: "PTR 41.113.0.203.in-addr.arpa: REFUSED from SERVER",
    records: [],
    visible: 300,
  },
  {
    ip: "203.0.113.42",
    id: "reverse_timeout",
    iprev: "temperror",
    evidence: "PTR 42.113.0.203.in-addr.arpa: no answer from SERVER",
    records: [],
    visible: 300,
  },
  {
    ip: "2001:db8:25::5",
    id: "ptr_nxdomain",
    iprev: "permerror",
    evidence: `PTR ${ip6(5).slice(0, -1)}: NXDOMAIN from SERVER`,
    records: ["mx.example.org. 3600 IN AAAA 2001:db8:25::5", `${ip6(5)} 3600 IN PTR mx.example.org.`],
    visible: 900,
  },
  {
    ip: "2001:db8:25::6",
    id: "fwd_wrong_family",
    iprev: "fail",
    evidence: "A v6.example.com: 203.0.113.5 (TTL 300) from SERVER",
    visible: 7200,
  },
  {
    ip: "192.168.1.5",
    id: "ip_not_global",
    iprev: null,
    evidence: "192.168.1.5 is in 192.168.0.0/16: private use (RFC 1918)",
    records: [],
    visible: null,
  },
  {
    ip: "2002:cb00:7105::5",
    id: "ip_transition",
    iprev: null,
    evidence: "2002:cb00:7105::5 is in 2002::/16: 6to4 (RFC 3056)",
    records: [],
    visible: null,
  },
];

let server: ZoneServer;
let facts: Map<string, AddressFacts>;
beforeAll(async () => {
  server = await startZoneServer(zone);
  const options = {
    resolvers: [server.resolver],
    authoritative: false,
    timeoutMilliseconds: 300,
    concurrency: 8,
  };
  const result = await checkAddresses(
    rows.map((row) => row.ip),
    options,
  );
  expect(result.warnings).toEqual([]);
  facts = result.facts;
});
afterAll(() => server.close());

function recognized(ip: string) {
  return judge(recognize(facts.get(ip) as AddressFacts)!, { hostName: "mx.example.org" });
}

describe("each cause is told by the DNS of a real server", () => {
  test.each(rows)("$ip: $id", ({ ip, id, iprev, evidence, records, visible }) => {
    const diagnosis = diagnose(facts.get(ip) as AddressFacts, { hostName: "mx.example.org" });
    expect(diagnosis.cause?.id).toBe(id);
    expect(diagnosis.iprev).toBe(iprev);
    expect(diagnosis.evidence).toContain(evidence.replace("SERVER", server.resolver));
    expect(diagnosis.visibleAfterSeconds).toBe(visible);
    const created = diagnosis.fix
      .flatMap((step) => step.record ?? [])
      .filter((line) => !line.startsWith("dig "));
    if (records) expect(created).toEqual(records);
  });

  test("what is left of a time in a resolver is no longest time", () => {
    const isLeast = (ip: string) => recognized(ip).isLeastMemory ?? false;
    // A record's TTL, and the TTL of a SOA record that is less than its last number: either may have run down.
    expect(["203.0.113.11", "203.0.113.15", "203.0.113.8"].map(isLeast)).toEqual([true, true, true]);
    expect(isLeast("203.0.113.40")).toBe(false);
  });

  test("what one resolver alone could not find out proves nothing", () => {
    const open = rows.filter(({ ip }) => diagnose(facts.get(ip) as AddressFacts).cause?.unproven === true);
    expect(new Set(open.map(({ id }) => id))).toEqual(
      new Set([
        "fwd_unreachable",
        "reverse_servfail",
        "reverse_refused",
        "reverse_timeout",
        "resolver_local_data",
      ]),
    );
  });

  test.each(rows)("$id of $ip: words for people", ({ ip, id }) => {
    const diagnosis = diagnose(facts.get(ip) as AddressFacts);
    expect(diagnosis.cause?.summary).toContain(ip);
    expect(diagnosis.cause?.summary).toMatch(/\.$/);
    expect(JSON.stringify(diagnosis)).not.toMatch(/undefined|NaN|\[object/);
    if (id !== "ok") expect(diagnosis.fix.length).toBeGreaterThan(0);
  });
});

test("a resolver alone that refuses is not yet the provider's fault", () => {
  const { fix } = diagnose(facts.get("203.0.113.41") as AddressFacts);
  expect(fix.map(({ who, action }) => [who, action])).toEqual([
    ["you", "ask once more through another resolver (--resolver) or from another network"],
    [
      "hoster",
      "then if the lookup fails there, too: delegate the reverse zone of 203.0.113.41 to name servers that hold it, or load the zone on those it has",
    ],
  ]);
});

test("cause ids and titles are unique", () => {
  expect(new Set(causes.map((cause) => cause.id)).size).toBe(causes.length);
  expect(new Set(causes.map((cause) => cause.title)).size).toBe(causes.length);
});
