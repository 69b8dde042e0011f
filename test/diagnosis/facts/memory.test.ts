// Whether a time is all of it or what is left in a resolver goes with the answer that told it, whatever other answers say the same number.

import { describe, expect, test } from "vitest";
import type { AddressFacts, DnsAnswer } from "../../../src/model/dns.ts";
import { longest, negativeTtl, ptrTtl, recordMemories, whole } from "../../../src/diagnosis/facts/memory.ts";

const answer = (changes: Partial<DnsAnswer>): DnsAnswer => ({
  name: "5.113.0.203.in-addr.arpa",
  type: "PTR",
  status: "answer",
  detail: null,
  server: "192.0.2.53",
  authoritative: false,
  truncated: false,
  records: [],
  aliases: [],
  soa: null,
  extendedErrors: [],
  ...changes,
});
const soa = (ttl: number, minimum: number) =>
  ({ ttl, minimum, zone: "113.0.203.in-addr.arpa" }) as unknown as NonNullable<DnsAnswer["soa"]>;

describe("a negative answer", () => {
  test.each([
    ["a zone's own server, the SOA record's TTL", true, soa(300, 3600), whole(300)],
    ["a zone's own server, MINIMUM", true, soa(3600, 300), whole(300)],
    ["a resolver, run down", false, soa(299, 3600), { seconds: 299, isLeft: true }],
    ["a resolver, where MINIMUM is the time", false, soa(3600, 300), whole(300)],
  ])("of %s", (_, authoritative, record, want) => {
    expect(negativeTtl(answer({ status: "nxdomain", authoritative, soa: record }))).toEqual(want);
  });
  test("without an SOA record is not remembered", () => {
    expect(negativeTtl(answer({ status: "nxdomain" }))).toBeNull();
  });
});

test("a resolver's record with the same number makes no server's time a rest", () => {
  const records = [{ data: "mail.example.com", ttl: 300 }] as DnsAnswer["records"];
  const remembered = answer({ records });
  const facts = {
    ptr: answer({ records, authoritative: true }),
    resolver: { ptr: remembered },
    names: [{ ttl: 300, forward: remembered }],
  } as unknown as AddressFacts;
  expect(ptrTtl(facts)).toEqual(whole(300));
  expect(recordMemories(remembered)).toEqual([{ seconds: 300, isLeft: true }]);
});

test("a failure's five minutes are no rest, although a record has 300 seconds left", () => {
  const left = { seconds: 120, isLeft: true };
  expect(longest([whole(300), left])).toEqual(whole(300));
  expect(longest([whole(300), { seconds: 300, isLeft: true }])).toEqual({ seconds: 300, isLeft: true });
  expect(longest([null, left, null])).toEqual(left);
  expect(longest([])).toBeNull();
});
