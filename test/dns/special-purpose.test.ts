import { expect, test } from "vitest";
import { specialPurposeOf } from "../../src/dns/check/special-purpose.ts";

test.each([
  { ip: "10.1.2.3", want: "10.0.0.0/8" },
  { ip: "100.64.0.1", want: "100.64.0.0/10" },
  { ip: "127.0.0.1", want: "127.0.0.0/8" },
  { ip: "172.31.255.255", want: "172.16.0.0/12" },
  { ip: "192.168.1.1", want: "192.168.0.0/16" },
  { ip: "224.0.0.1", want: "224.0.0.0/4" },
  { ip: "::1", want: "::1/128" },
  { ip: "fd00::1", want: "fc00::/7" },
  { ip: "fe80::1", want: "fe80::/10" },
  { ip: "2002:cb00:7105::1", want: "2002::/16" },
  { ip: "2001:0:1::1", want: "2001::/32" },
  { ip: "64:ff9b::cb00:7105", want: "64:ff9b::/96" },
  // Documentation addresses count as ordinary ones.
  { ip: "192.0.2.1", want: undefined },
  { ip: "198.51.100.1", want: undefined },
  { ip: "203.0.113.5", want: undefined },
  { ip: "2001:db8::5", want: undefined },
  { ip: "172.32.0.1", want: undefined },
  { ip: "100.128.0.1", want: undefined },
])("$ip: $want", ({ ip, want }) => {
  expect(specialPurposeOf(ip)?.block).toBe(want);
});
