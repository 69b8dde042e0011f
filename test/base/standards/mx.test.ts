// One place reads what an MX record holds, for checks, probes, audits and reports.

import { expect, test } from "vitest";
import { isLoopbackIp } from "../../../src/base/standards/ip.ts";
import { mxHosts, readMx } from "../../../src/base/standards/mx.ts";

test("a record has its preference before the host", () => {
  expect(readMx("10 mx.example.com")).toEqual({ preference: 10, host: "mx.example.com" });
  expect(readMx("0 .")).toEqual({ preference: 0, host: "." });
});

test.each([
  [
    ["20 b.example.com", "5 a.example.com", "100 c.example.com"],
    ["a", "b", "c"],
  ],
  [["10 a.example.com", "20 a.example.com"], ["a"]],
  [["0 ."], []],
  [[], []],
])("the hosts of %j come in the order of their preference, each once", (records, hosts) => {
  const names = mxHosts(records.map((data) => ({ data })));
  expect(names).toEqual(hosts.map((host) => `${host}.example.com`));
});

test.each([
  ["127.0.0.1", true],
  ["127.255.0.9", true],
  ["::1", true],
  ["203.0.113.5", false],
  ["12.7.0.1", false],
  ["::127", false],
])("%s is of the own host: %s", (ip, isOwn) => {
  expect(isLoopbackIp(ip)).toBe(isOwn);
});
