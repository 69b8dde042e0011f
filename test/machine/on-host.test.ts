// Which addresses are this host's, in a network of the test's own: on the loopback interface, on one without a carrier, within a
// network that a route makes local.

import { spawnSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { mustSkip } from "../support/servers.ts";

const NETWORK = [
  "ip link set lo up",
  "ip address add 203.0.113.5/32 dev lo",
  "ip address add 2001:db8::5/128 dev lo nodad",
  "ip link add there0 type veth peer name away0",
  "ip address add 198.51.100.7/24 dev there0",
  "ip address add 2001:db8:1::7/64 dev there0",
  "ip link set there0 up",
  "ip route add local 192.0.2.0/28 dev lo",
];

function inNetwork(commands: readonly string[]) {
  const script = ["set -e", ...commands].join("\n");
  return spawnSync("unshare", ["--map-root-user", "--net", "sh", "-c", script], { encoding: "utf8" });
}

const isMissing = inNetwork(NETWORK).status !== 0;
/** In a container the settings of the kernel may be fixed. */
const BIND_ANY = "echo 1 >/proc/sys/net/ipv4/ip_nonlocal_bind";
const isFixed = inNetwork([BIND_ANY]).status !== 0;

describe.skipIf(mustSkip("addresses of this host", isMissing ? ["unshare --net, ip"] : []))(
  "this host has",
  () => {
    const code =
      'import { onHostAmong } from "./dist/machine/network.js"; console.log(JSON.stringify(await onHostAmong(process.argv.slice(1))));';
    const onHost = (ips: readonly string[], more: readonly string[] = []) => {
      const asked = `"${process.execPath}" --input-type=module -e '${code}' ${ips.join(" ")}`;
      const { stdout, stderr } = inNetwork([...NETWORK, ...more, asked]);
      if (stdout === "") throw new Error(stderr);
      return JSON.parse(stdout) as string[];
    };
    const own = ["203.0.113.5", "2001:db8::5", "198.51.100.7", "2001:db8:1::7", "192.0.2.3"];
    const others = ["203.0.113.6", "2001:db8::6", "192.0.2.99"];

    test("what an interface has, with or without a carrier, and what a route makes its own", () => {
      expect(onHost([...own, ...others])).toEqual(own);
    });

    test.skipIf(isFixed)("not all that may be bound where the system lets any address be bound", () => {
      expect(onHost(["203.0.113.5", "203.0.113.6"], [BIND_ANY])).toEqual(["203.0.113.5"]);
    });
  },
);
