// Records that people have published, what is said of them, and the record that is offered in their place.

import { describe, expect, test } from "vitest";
import type { Finding } from "../../../src/model/posture.ts";
import { checkSpf } from "../../../src/posture/spf/check.ts";
import { corrected } from "../../../src/posture/spf/slips.ts";
import { inWords } from "../../../src/posture/words/index.ts";
import { askOf, type ZoneData } from "../ask-of.ts";

const zones: ZoneData = {
  "example.com": [{ A: "203.0.113.5" }, { MX: ["10", "mail.example.com"] }],
  "mail.example.com": [{ A: "203.0.113.5" }],
  "h1.example.com": [{ A: "198.51.100.1" }],
  "h2.example.com": [{ A: "198.51.100.2" }],
  "h3.example.com": [{ A: "198.51.100.3" }],
  "one.example": [{ TXT: "v=spf1 ip4:198.51.100.7 ~all" }],
  "double.example": [{ TXT: "v=spf1 ip4:198.51.100.7 ~all" }, { TXT: "v=spf1 ip4:198.51.100.8 ~all" }],
  "two.example": [{ TXT: "v=spf1 ip4:198.51.100.8 ~all" }],
};

async function findingsOf(record: string, ip: string): Promise<Finding[]> {
  const ask = askOf({ ...zones, "example.com": [...zones["example.com"]!, { TXT: record }] });
  const budget = { left: () => 100, spend: () => true };
  const task = { domain: "example.com", ips: [ip], helo: null, isSigned: false, lookup: { ask, budget } };
  return (await checkSpf(task)).findings;
}

const IPV4 = "192.0.2.77";
const IPV6 = "2001:db8::5";

describe("the record that is offered", () => {
  test.each([
    [
      "a host with IPv4 alone stays for its IPv4 mail",
      "v=spf1 +a +mx ~all",
      IPV6,
      `v=spf1 ip6:${IPV6} +a +mx ~all`,
    ],
    [
      "three such hosts stay",
      "v=spf1 a:h1.example.com a:h2.example.com a:h3.example.com -all",
      IPV6,
      `v=spf1 ip6:${IPV6} a:h1.example.com a:h2.example.com a:h3.example.com -all`,
    ],
    ["a host that does not exist goes", "v=spf1 a:gone.example.com -all", IPV6, `v=spf1 ip6:${IPV6} -all`],
    ["= for a colon", "v=spf1 include=one.example ~all", IPV4, `v=spf1 ip4:${IPV4} include:one.example ~all`],
    ["= for a colon before an address", `v=spf1 ip4=${IPV4} -all`, IPV4, `v=spf1 ip4:${IPV4} -all`],
    ["no blank before all", `v=spf1 mx ip4:${IPV4}~all`, IPV4, `v=spf1 mx ip4:${IPV4} ~all`],
    [
      "no blank between an include and all",
      "v=spf1 include:one.example-all",
      IPV4,
      `v=spf1 ip4:${IPV4} include:one.example -all`,
    ],
    [
      "no blank between an include and ~all",
      "v=spf1 include:one.example~all",
      IPV4,
      `v=spf1 ip4:${IPV4} include:one.example ~all`,
    ],
    [
      "no blank between two includes",
      "v=spf1 include:one.exampleinclude:two.example ~all",
      IPV4,
      `v=spf1 ip4:${IPV4} include:one.example include:two.example ~all`,
    ],
    [
      "a list with commas",
      `v=spf1 ip4:198.51.100.3,${IPV4} -all`,
      IPV4,
      `v=spf1 ip4:198.51.100.3 ip4:${IPV4} -all`,
    ],
    ["capitals at the end", "v=spf1 mx -ALL", IPV4, `v=spf1 ip4:${IPV4} mx -all`],
    [
      "the version a second time",
      "v=spf1 mx v=spf1 include:one.example ~all",
      IPV4,
      `v=spf1 ip4:${IPV4} mx include:one.example ~all`,
    ],
    ["a dash before all", `v=spf1 ip4:${IPV4} \u2013all`, IPV4, `v=spf1 ip4:${IPV4} -all`],
  ])("%s", async (_name, record, ip, want) => {
    const findings = await findingsOf(record, ip);
    const offered = new Set(findings.flatMap((each) => each.record?.value ?? []));
    expect([...offered]).toEqual([want]);
  });

  test("what it leaves out because nobody can read it is named", async () => {
    const [first] = await findingsOf("v=spf1 ip4:203.0.113 ip4:198.51.100.3, ~all", IPV4);
    expect(first?.id).toBe("spf_syntax");
    expect(inWords(first!).fix?.action).toBe(
      "correct the record; the new one leaves out what can mean several things (ip4:203.0.113): add it in the right form, if it names a sender",
    );
  });
});

describe("what is said", () => {
  const said = async (record: string, ip: string, id: string) => {
    const told = (await findingsOf(record, ip)).find((each) => each.id === id);
    const { summary, fix } = told ? inWords(told) : {};
    return { summary, action: fix?.action };
  };

  test("= in the place of a colon names nobody", async () => {
    expect(
      await said("v=spf1 include=one.example ip4=198.51.100.3 ~all", IPV4, "spf_no_effect"),
    ).toMatchObject({
      summary:
        "include=one.example and ip4=198.51.100.3 have = in the place of a colon: receivers pass that over, and it names nobody (RFC 7208 section 6)",
      action: "write a colon in the place of =",
    });
  });

  test("hosts of the other family are not said to lead nowhere", async () => {
    const record = "v=spf1 a:h1.example.com a:h2.example.com a:h3.example.com -all";
    expect(await said(record, IPV6, "spf_void_lookups")).toMatchObject({
      action: "name the senders with IPv6 before these terms, with ip6:",
    });
    const gone = "v=spf1 a:g1.example.com a:g2.example.com a:g3.example.com -all";
    expect(await said(gone, IPV6, "spf_void_lookups")).toMatchObject({
      action: "remove the terms that lead nowhere",
    });
  });

  test("several records of an included domain are told of that domain", async () => {
    expect(await said("v=spf1 include:double.example mx ~all", IPV4, "spf_multiple")).toEqual({
      summary:
        "2 SPF records stand beside each other at double.example, and receivers count none of them (permerror)",
      action:
        "ask whoever runs double.example to leave one, or take include:double.example out, which leads there",
    });
  });

  test("a record that cannot be read is not said to have no all", async () => {
    expect(await said(`v=spf1 mx ip4:${IPV4}~all`, IPV4, "spf_all_open")).toEqual({});
  });
});

test("terms are corrected in a time that grows no faster than they do", () => {
  const started = performance.now();
  for (const piece of ["include:", "a", "-all", ",", "redirect=", "ip4=", "mx:a"])
    corrected(piece.repeat(8000));
  expect(performance.now() - started).toBeLessThan(2000);
});
