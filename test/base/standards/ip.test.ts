import fc from "fast-check";
import { isIP, isIPv6, SocketAddress } from "node:net";
import { describe, expect, test } from "vitest";
import { canonicalIp, hexadecimalGroups, ipFamily, reverseName } from "../../../src/base/standards/ip.ts";

describe("the canonical spelling", () => {
  test.each([
    ["203.0.113.5", "203.0.113.5"],
    [" 203.0.113.5 ", "203.0.113.5"],
    ["[203.0.113.5]", "203.0.113.5"],
    ["2001:db8::1", "2001:db8::1"],
    ["2001:DB8:0:0:0:0:0:1", "2001:db8::1"],
    ["2001:0db8:0025:0001:5054:00ff:fe12:3456", "2001:db8:25:1:5054:ff:fe12:3456"],
    ["2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"],
    ["[IPv6:2001:db8::1]", "2001:db8::1"],
    ["ipv6:2001:db8::1", "2001:db8::1"],
    ["::ffff:203.0.113.5", "203.0.113.5"],
    ["::FFFF:cb00:7105", "203.0.113.5"],
    ["2001:db8::1%eth0", "2001:db8::1"],
    ["::", "::"],
    ["203.0.113.010", null],
    ["203.0.113", null],
    ["203.0.113.256", null],
    ["203.0.113.5.6", null],
    ["2001:db8:::1", null],
    ["2001:db8::12345", null],
    ["gmail-smtp-in.l.google.com", null],
    ["", null],
    ["[]", null],
  ])("%j is %j", (text, want) => {
    expect(canonicalIp(text)).toBe(want);
  });

  test("of IPv6 is the one that Node has", () => {
    const group = fc.oneof(fc.constant(0), fc.constant(0xffff), fc.nat(0xffff));
    fc.assert(
      fc.property(fc.array(group, { minLength: 8, maxLength: 8 }), (groups) => {
        const written = groups.map((number) => number.toString(16)).join(":");
        const { address } = new SocketAddress({ address: written, family: "ipv6" });
        expect(canonicalIp(written)).toBe(address.replace(/^::ffff:(?=.*\.)/, ""));
      }),
      { numRuns: 2000 },
    );
  });

  test("is stable, and an address, for every address", () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (address) => {
        const canonical = canonicalIp(address);
        expect(isIP(canonical ?? "")).not.toBe(0);
        expect(canonicalIp(canonical ?? "")).toBe(canonical);
      }),
    );
  });
});

test.each([
  ["203.0.113.5", 4],
  ["2001:db8::5", 6],
])("family of %s", (ip, want) => {
  expect(ipFamily(ip)).toBe(want);
});

test.each([
  ["203.0.113.5", "5.113.0.203.in-addr.arpa"],
  ["2001:db8::567:89ab", "b.a.9.8.7.6.5.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa"],
  ["::1", `1.${"0.".repeat(31)}ip6.arpa`],
  ["::203.0.113.5", `5.0.1.7.0.0.b.c.${"0.".repeat(24)}ip6.arpa`],
  ["2001:db8::", `${"0.".repeat(24)}8.b.d.0.1.0.0.2.ip6.arpa`],
])("reverse name of %s", (ip, want) => {
  expect(reverseName(ip)).toBe(want);
});

test("eight groups of four digits", () => {
  expect(hexadecimalGroups("2001:db8::1:0:0:1").join(":")).toBe("2001:0db8:0000:0000:0001:0000:0000:0001");
});

test("what Node takes for an IPv6 address is one, and nothing else", () => {
  const group = fc.constantFrom(
    "",
    "0",
    "1",
    "ffff",
    "ABCD",
    "12345",
    "g",
    "192.0.2.1",
    "256.0.2.1",
    "01.2.3.4",
  );
  fc.assert(
    fc.property(fc.array(group, { minLength: 2, maxLength: 10 }), (groups) => {
      const text = groups.join(":");
      expect(canonicalIp(text) !== null).toBe(isIPv6(text));
    }),
  );
});
