// An audit is about the domains and addresses that are named: it asks nothing of the machine that it runs on.

import { networkInterfaces } from "node:os";
import { afterEach, expect, test, vi } from "vitest";
import { audit, check } from "../../src/index.ts";
import { startZoneServer } from "../support/zone-server.js";

const own = "203.0.113.5";
const asked = vi.hoisted(() => ({ times: 0 }));
vi.mock("node:os", async (original) => {
  const os = await original<typeof import("node:os")>();
  const address: ReturnType<typeof networkInterfaces> = {
    eth0: [{ address: "203.0.113.5", netmask: "", family: "IPv4", mac: "", internal: false, cidr: null }],
  };
  return { ...os, networkInterfaces: () => address };
});
vi.mock("../../src/machine/index.ts", async (original) => {
  const machine = await original<typeof import("../../src/machine/index.ts")>();
  const describeMachine = () => {
    asked.times += 1;
    return machine.describeMachine({ run: async () => null, hostName: "mx1" });
  };
  return { ...machine, describeMachine };
});

afterEach(() => void (asked.times = 0));

const ZONE = `
. 3600 IN SOA ns.example. root.example. 1 2 3 4 5
in-addr.arpa. 3600 IN NS ns.example.
ip6.arpa. 3600 IN NS ns.example.
mx1.example.com. 3600 IN A 203.0.113.5
`;

test.each([
  ["a check of an address that this machine has asks it", () => ({ run: check, targets: [own] }), 1],
  ["not one of a host name that leads to it", () => ({ run: check, targets: ["mx1.example.com"] }), 0],
  ["nor an audit", () => ({ run: audit, targets: [own] }), 0],
])("%s", async (_name, asking, times) => {
  const server = await startZoneServer(ZONE);
  const { run, targets } = asking();
  const dns = { resolvers: [server.resolver], authoritative: false };
  await run(targets, { dns }).finally(() => server.close());
  expect(asked.times).toBe(times);
});
