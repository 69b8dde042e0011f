import { BlockList } from "node:net";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseCheckTarget } from "../../../src/base/standards/check-target.ts";
import { addressesIn, parseIpRange, sizeOf, type IpRange } from "../../../src/base/standards/ip-range.ts";
import { canonicalIp } from "../../../src/base/standards/ip.ts";

const range = (text: string) => parseIpRange(text) as IpRange;

describe("a range", () => {
  test.each([
    ["203.0.113.0/30", "203.0.113.0", "203.0.113.3", 4],
    ["203.0.113.5/32", "203.0.113.5", "203.0.113.5", 1],
    ["203.0.113.250-255", "203.0.113.250", "203.0.113.255", 6],
    ["203.0.113.255 - 203.0.114.1", "203.0.113.255", "203.0.114.1", 3],
    ["255.255.255.254/31", "255.255.255.254", "255.255.255.255", 2],
    ["2001:DB8::fffe/126", "2001:db8::fffc", "2001:db8::ffff", 4],
    ["2001:db8::ffff-2001:db8::1:1", "2001:db8::ffff", "2001:db8::1:1", 3],
    ["[2001:db8::1]-[2001:db8::2]", "2001:db8::1", "2001:db8::2", 2],
  ])("%s", (text, first, last, size) => {
    const ips = addressesIn(range(text));
    expect([ips[0], ips.at(-1), ips.length, sizeOf(range(text))]).toEqual([first, last, size, size]);
  });

  test.each([
    "203.0.113.5",
    "203-0-113-5.example.com",
    "mail-1.example.com",
    "a/24",
    "203.0.113/24",
    "-5",
    "5-",
  ])("%s is none", (text) => {
    expect(parseIpRange(text)).toBeNull();
  });

  test.each([
    ["203.0.113.0/33", "prefix too long"],
    ["2001:db8::/129", "prefix too long"],
    ["203.0.113.5-4", "last before first"],
    ["203.0.113.5-2001:db8::5", "two families"],
  ])("%s: %s", (text, problem) => {
    expect(parseIpRange(text)).toBe(problem);
  });

  test("16 million addresses are not listed to be counted", () => {
    expect(sizeOf(range("10.0.0.0/8"))).toBe(2 ** 24);
    expect(sizeOf(range("::/0"))).toBe(2 ** 128);
  });
});

test("a block has those addresses that Node's own list of blocks holds", () => {
  const word = fc.integer({ min: 0, max: 0xffff });
  const ipv4 = fc.ipV4().map((ip) => ({ ip, family: "ipv4" as const, bits: 32 }));
  const ipv6 = fc
    .array(word, { minLength: 8, maxLength: 8 })
    .map((words) => canonicalIp(words.map((each) => each.toString(16)).join(":")) ?? "")
    .filter((ip) => ip.includes(":"))
    .map((ip) => ({ ip, family: "ipv6" as const, bits: 128 }));
  fc.assert(
    fc.property(fc.oneof(ipv4, ipv6), fc.integer({ min: 0, max: 8 }), ({ ip, family, bits }, hostBits) => {
      const prefix = bits - hostBits;
      const block = new BlockList();
      block.addSubnet(ip, prefix, family);
      const ips = addressesIn(range(`${ip}/${prefix}`));
      expect(ips).toHaveLength(2 ** hostBits);
      expect(new Set(ips).size).toBe(ips.length);
      expect(ips).toContain(ip);
      for (const each of ips) {
        expect(canonicalIp(each)).toBe(each);
        expect(block.check(each, family)).toBe(true);
      }
    }),
  );
});

test.each([
  ["203.0.113.5", { kind: "addresses", text: "203.0.113.5", ips: ["203.0.113.5"] }],
  ["Mail.Example.COM.", { kind: "name", text: "Mail.Example.COM.", name: "mail.example.com" }],
  ["bücher.example", { kind: "name", text: "bücher.example", name: "xn--bcher-kva.example" }],
  ["198.51.100.0/22", { kind: "addresses", ips: { length: 1024 } }],
  ["198.51.100.0/21", { kind: "mistake", problem: "2,048 addresses" }],
  ["localhost", { kind: "mistake" }],
  ["", { kind: "mistake" }],
  ["x".repeat(5000), { kind: "mistake", text: `${"x".repeat(60)}...` }],
])("%s as a target", (text, want) => {
  expect(parseCheckTarget(text)).toMatchObject(want);
});
