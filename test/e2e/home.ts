// A host as people have it at home or in a small office: a private IPv4 address behind a gateway that translates it, and an
// IPv6 address that the system made by chance.

import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createMachine, showFolder, type Machine } from "./machine.ts";
import { execute, ip } from "./network.ts";

export const home = {
  inner: "10.0.0.5",
  /** What others see of it. */
  outer: "203.0.113.77",
  random: "2001:db8:25:9:3d2c:91ab:77f0:c1e4",
  fixed: "2001:db8:25:9::25",
};

const gateway = { inner: "10.0.0.1", inner6: "2001:db8:25:9::1", outer6: "2001:db8:26::77" };
const project = fileURLToPath(new URL("../../", import.meta.url));

export async function startHome(packages: (name: string) => string): Promise<Machine> {
  const connect = (name: string) => connectBehindGateway(name, packages("nftables"));
  const machine = await createMachine(0, "home", [packages("postfix")], ["postfix", "postdrop"], connect);
  await showFolder(machine, project);
  machine.write("/etc/postfix/main.cf", MAIN);
  machine.write("/etc/postfix/master.cf", machine.read("/usr/share/postfix/master.cf.dist"));
  await machine.run(["postconf", "-MX", "smtp/inet"]);
  await machine.run(["postconf", "-F", "*/*/chroot=n"]);
  await machine.run(["sh", "-c", "postfix set-permissions 2>/dev/null || true"]);
  await machine.run(["postfix", "start"]);
  return machine;
}

const MAIN = `compatibility_level = 3.6
myhostname = mx.home.example
mydestination =
alias_maps =
alias_database =
inet_protocols = all
maillog_file = /var/log/mail.log
`;

/** The tool as a user of the host runs it. */
export function whybounceAt(machine: Machine, ...words: string[]): Promise<string> {
  return machine.run([process.execPath, join(project, "bin/whybounce.js"), ...words]);
}

async function connectBehindGateway(name: string, nftables: string): Promise<void> {
  await ip("netns", "add", name);
  await ip("netns", "add", "gateway");
  await ip("link", "add", "to-gateway", "type", "veth", "peer", "name", "outer", "netns", "gateway");
  await ip("link", "set", "to-gateway", "master", "internet", "up");
  await ip("-n", "gateway", "link", "add", "inner", "type", "veth", "peer", "name", "eth0", "netns", name);
  for (const [place, device] of [
    ["gateway", "lo"],
    ["gateway", "outer"],
    ["gateway", "inner"],
    [name, "lo"],
    [name, "eth0"],
  ] as const)
    await ip("-n", place, "link", "set", device, "up");
  await addresses("gateway", "outer", [`${home.outer}/32`, `${gateway.outer6}/64`]);
  await addresses("gateway", "inner", [`${gateway.inner}/24`, `${gateway.inner6}/64`]);
  await addresses(name, "eth0", [`${home.inner}/24`, `${home.random}/64`]);
  await ip("-n", "gateway", "route", "add", "192.0.2.0/24", "dev", "outer");
  await ip("-n", name, "route", "add", "default", "via", gateway.inner);
  await ip("-n", name, "-6", "route", "add", "default", "via", gateway.inner6);
  await ip("-6", "route", "add", "2001:db8:25:9::/64", "via", gateway.outer6);
  await translate(nftables);
}

export async function addresses(place: string, device: string, all: string[]): Promise<void> {
  for (const address of all) {
    const family = address.includes(":") ? ["-6", "address", "add", address, "dev", device, "nodad"] : null;
    await ip("-n", place, ...(family ?? ["address", "add", address, "dev", device]));
  }
}

async function translate(packages: string): Promise<void> {
  const folder = join(process.env["WHYBOUNCE_E2E_FOLDER"]!, "nftables");
  await execute("sh", ["-c", 'for file in "$0"/*.deb; do dpkg-deb -x "$file" "$1"; done', packages, folder]);
  const rules = `add table ip nat; add chain ip nat out { type nat hook postrouting priority 100 ; };
    add rule ip nat out oifname outer snat to ${home.outer}`;
  const script = `echo 1 > /proc/sys/net/ipv4/ip_forward; echo 1 > /proc/sys/net/ipv6/conf/all/forwarding
    LD_LIBRARY_PATH=$(ls -d "$0"/usr/lib/*-linux-gnu "$0"/lib/*-linux-gnu 2>/dev/null | tr '\\n' :) "$0"/usr/sbin/nft "$1"`;
  await ip("netns", "exec", "gateway", "sh", "-c", script, folder, rules);
}
