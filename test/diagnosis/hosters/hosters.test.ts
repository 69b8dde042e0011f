import { describe, expect, test } from "vitest";
import { findHoster, hosters, isDefaultPtr, placeToSet } from "../../../src/diagnosis/hosters/index.ts";
import { processorTime } from "../../support/processor-time.ts";

const find = (nameServers: string[], contact: string | null = null, ptr: string[] = []) =>
  findHoster(nameServers, contact, ptr)?.id ?? null;

describe("whose zone it is", () => {
  test.each([
    ["all name servers", ["ns1.your-server.de", "ns.second-ns.com", "ns3.second-ns.de"], null, [], "hetzner"],
    ["most of them", ["x1.amazonaws.com", "x2.amazonaws.com", "pdns1.ultradns.net"], null, [], "aws"],
    ["half of them is not most", ["x1.amazonaws.com", "pdns1.ultradns.net"], null, [], null],
    ["the shared one alone", ["pdns1.ultradns.net"], null, [], null],
    ["capitals, final dot", ["NS1.Linode.com.", "ns2.linode.COM"], null, [], "linode"],
    ["a name that only ends alike", ["ns1.notlinode.com", "ns2.notlinode.com"], null, [], null],
    ["numbered ones", ["ns-12.awsdns-01.com", "ns-1024.awsdns-02.co.uk"], null, [], "route53"],
    ["a virtual machine's", ["ns-gce-public1.googledomains.com"], null, [], "gcp"],
    ["the holder's own zone", ["ns-cloud-b1.googledomains.com"], null, [], "cloud-dns"],
    ["the SOA's contact", [], "tech@ovh.net", [], "ovh"],
    ["the default name", ["ns1.example.net"], null, ["vmi123456.contaboserver.net"], "contabo"],
    [
      "the default name outranks a DNS service",
      ["ada.ns.cloudflare.com"],
      null,
      ["srv12.hstgr.cloud"],
      "hostinger",
    ],
    ["a hoster's name servers outrank it", ["ns1.linode.com"], null, ["srv12.hstgr.cloud"], "linode"],
    ["a registry", ["pri.authdns.ripe.net", "sns.authdns.ripe.net"], "dns@ripe.net", [], "ripe"],
    ["IANA", ["a.in-addr-servers.arpa", "b.in-addr-servers.arpa"], null, [], "iana"],
    [
      "nobody known",
      ["ns1.example.net", "ns2.example.net"],
      "hostmaster@example.net",
      ["mail.example.com"],
      null,
    ],
    ["nothing known", [], null, [], null],
  ])("%s", (_name, nameServers, contact, ptr, want) => {
    expect(find(nameServers, contact, ptr)).toBe(want);
  });

  test("names of strangers cost no time", () => {
    const evil = [
      "a-".repeat(126),
      "1-".repeat(126),
      `ec2-${"1".repeat(240)}`,
      `static.${"1.".repeat(120)}x`,
      `${"a".repeat(200)}.compute.amazonaws.co`,
      "x".repeat(100_000),
      `apnic${"1".repeat(240)}!`,
    ];
    const time = processorTime(() => {
      for (let round = 0; round < 20; round += 1) findHoster(evil, "x".repeat(10_000), evil);
    });
    expect(time).toBeLessThan(1_000);
  });
});

describe("default names", () => {
  test.each([
    ["aws", "ec2-203-0-113-6.compute-1.amazonaws.com"],
    ["aws", "ec2-203-0-113-6.eu-west-1.compute.amazonaws.com"],
    ["gcp", "6.113.0.203.bc.googleusercontent.com"],
    ["ovh", "vps-0a1b2c3d.vps.ovh.net"],
    ["ovh", "ip6.ip-203-0-113.eu"],
    ["ovh", "ns512345.ip-203-0-113.net"],
    ["hetzner", "static.6.113.0.203.clients.your-server.de"],
    ["hetzner", "static.203-0-113-6.clients.your-server.de"],
    ["linode", "203-0-113-6.ip.linodeusercontent.com"],
    ["vultr", "203.0.113.6.vultrusercontent.com"],
    ["contabo", "vmi123456.contaboserver.net"],
    ["scaleway", "6-113-0-203.instances.scw.cloud"],
    ["ionos", "ip203-0-113-6.pbiaas.com"],
    ["ionos", "s12345678.onlinehome-server.info"],
    ["strato", "h1234567.stratoserver.net"],
    ["huawei", "ecs-203-0-113-6.compute.hwclouds-dns.com"],
    ["otc", "ecs-203-0-113-6.reverse.open-telekom-cloud.com"],
    ["upcloud", "203-0-113-6.de-fra1.upcloud.host"],
    ["netcup", "v2202411123456789012.quicksrv.de"],
    ["leaseweb", "hosted-by.leaseweb.com"],
    ["hostinger", "srv1459982.hstgr.cloud"],
    ["godaddy", "6.113.0.203.host.secureserver.net"],
    ["ibm-classic", "6.71.0cb.ip4.static.sl-reverse.com"],
    ["gandi", "xvm-113-6.dc2.ghst.net"],
    ["infomaniak", "ov-0a1b2c.infomaniak.ch"],
    ["aruba", "host6-113-0-203.serverdedicati.aruba.it"],
    ["hostwinds", "hwsrv-123456.hostwindsdns.com"],
    ["colocrossing", "203-0-113-6-host.colocrossing.com"],
    ["comcast-business", "203-0-113-6-static.hfc.comcastbusiness.net"],
  ])("%s: %s", (id, name) => {
    expect(
      hosters.filter((hoster) => isDefaultPtr(hoster, `${name.toUpperCase()}.`)).map((hoster) => hoster.id),
    ).toEqual([id]);
    expect(
      isDefaultPtr(
        hosters.find((hoster) => hoster.id === id)!,
        `mail.${name}`,
      ),
    ).toBe(false);
  });
});

describe("the way to the record", () => {
  const way = (id: string, ip: string, name = "mail.example.com", ptr: string[] = []) =>
    placeToSet(
      hosters.find((hoster) => hoster.id === id)!,
      ip,
      name,
      ptr,
    );

  test("both products when nothing tells which", () => {
    expect(way("hetzner", "203.0.113.5")).toEqual({
      setBy: "self",
      where:
        "Hetzner Cloud: Hetzner Console > Server > Networking > Primary IP > Edit reverse DNS; or Hetzner dedicated server: Robot > Servers > IPs > text field right of the address",
      commands: [
        "hcloud server set-rdns SERVER --ip 203.0.113.5 --hostname mail.example.com",
        "curl -u USER -d ptr=mail.example.com https://robot-ws.your-server.de/rdns/203.0.113.5",
      ],
    });
  });

  test("one product when the present name tells which", () => {
    expect(
      way("hetzner", "203.0.113.5", "mail.example.com", ["static.203-0-113-5.clients.your-server.de"]),
    ).toMatchObject({
      where: "Hetzner dedicated server: Robot > Servers > IPs > text field right of the address",
      commands: [expect.stringContaining("robot-ws")],
    });
  });

  test.each([
    ["vultr", "203.0.113.5", "set-ipv4 INSTANCE_ID 203.0.113.5 --entry mail.example.com"],
    ["vultr", "2001:db8::5", "set-ipv6 INSTANCE_ID 2001:db8::5 --entry mail.example.com"],
    [
      "cloud-dns",
      "203.0.113.5",
      "create 5.113.0.203.in-addr.arpa. --type PTR --ttl 3600 --rrdatas mail.example.com.",
    ],
  ])("%s: address, family and reverse name are filled in", (id, ip, want) => {
    expect(way(id, ip).commands[0]).toContain(want);
  });

  test("no IPv6 record where the hoster has none", () => {
    expect(way("alibaba", "2001:db8::5")).toMatchObject({
      where: expect.stringMatching(/Alibaba Cloud has no PTR records for IPv6$/),
      commands: [],
    });
    expect(way("otc", "2001:db8::5").commands).toEqual([]);
    expect(way("otc", "203.0.113.5").commands).toHaveLength(1);
  });

  test.each([
    "$(id).example.com",
    "a;b.example.com",
    "mail",
    "-x.example.com",
    "a b.example.com",
    "x_y.example.com",
    "mail.example.com\n",
    "",
  ])("%j goes into no command", (name) => {
    for (const { id } of hosters) expect(way(id, "203.0.113.5", name).commands).toEqual([]);
  });

  test.each(["203.0.113.005", "2001:DB8::5", "203.0.113.5;id", "fe80::1%$(id)"])(
    "nor the address %j",
    (ip) => {
      for (const { id } of hosters) expect(way(id, ip).commands).toEqual([]);
    },
  );
});

test("each entry is complete, and nothing is left to be filled in", () => {
  expect(new Set(hosters.map(({ id }) => id)).size).toBe(hosters.length);
  for (const hoster of hosters) {
    expect(hoster.places.length, hoster.id).toBeGreaterThan(0);
    expect(hoster.nameServers.length, hoster.id).toBeGreaterThan(0);
    for (const ip of ["203.0.113.5", "2001:db8::5"]) {
      const { where, commands } = placeToSet(hoster, ip, "mail.example.com");
      expect([where, ...commands].join(" "), hoster.id).not.toMatch(/[<]|undefined|null/);
    }
  }
});
