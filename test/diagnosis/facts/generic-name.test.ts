import { expect, test } from "vitest";
import { genericReason } from "../../../src/diagnosis/facts/generic-name.ts";

const ip = "203.0.113.5";

test.each([
  { name: "203-0-113-5.isp.example", ip, generic: true },
  { name: "5.113.0.203.static.isp.example", ip, generic: true },
  { name: "host-203.0.113.isp.example", ip, generic: true },
  { name: "ip203000113005.isp.example", ip, generic: true },
  { name: "cb007105.isp.example", ip, generic: true },
  { name: "static-203-0-113-5.isp.example", ip, generic: true },
  { name: "ec2-203-0-113-5.compute-1.amazonaws.com", ip, generic: true },
  { name: "dsl-12-34.isp.example", ip, generic: true },
  { name: "12.dynamic.isp.example", ip, generic: true },
  { name: "2001-db8-25--5.isp.example", ip: "2001:db8:25::5", generic: true },
  { name: "20010db8002500000000000000000005.isp.example", ip: "2001:db8:25::5", generic: true },
  { name: "mail.example.com", ip, generic: false },
  { name: "mx5.example.com", ip, generic: false },
  { name: "pool107.example.com", ip, generic: false },
  { name: "pool.example.com", ip, generic: false },
  { name: "static-pool-12.isp.example", ip, generic: false },
  { name: "203-0-114-5.isp.example", ip, generic: false },
  { name: "resolver1.mail.example.com", ip, generic: false },
  { name: "example.com", ip, generic: false },
  { name: "5.203-0-113.example", ip, generic: false },
])("$name at $ip: $generic", ({ name, ip: address, generic }) => {
  expect(genericReason(name, address) !== null).toBe(generic);
});
