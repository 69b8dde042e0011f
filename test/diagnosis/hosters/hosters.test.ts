import { describe, expect, test } from "vitest";
import {
  findHoster,
  hosters,
  isDefaultName,
  isDefaultPtr,
  placeToSet,
} from "../../../src/diagnosis/hosters/index.ts";
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
    ["Azure's other name servers", ["prd1.azuredns-cloud.net", "prd2.azuredns-cloud.net"], null, [], "azure"],
    ["Azure's other contact", [], "msnhst@microsoft.com", [], "azure"],
    ["Azure's first contact", ["ns9.example.net"], "azuredns-hostmaster@microsoft.com", [], "azure"],
    [
      "a default name outranks name servers where customers keep zones of their own",
      ["ns1.your-server.de", "ns.second-ns.com", "ns3.second-ns.de"],
      "postmaster@your-server.de",
      ["ip203-0-113-6.pbiaas.com"],
      "ionos",
    ],
    ["a hoster of Japan", ["ns1.dns.ne.jp", "ns2.dns.ne.jp"], null, [], "sakura"],
    [
      "a default name within the reverse zone",
      ["ns1.example.net"],
      null,
      ["192-0-2-5-revip-jp1-default.2.0.192.in-addr.arpa."],
      "ntt-ecl",
    ],
    ["an access provider of the United States", ["dbru.br.ns.els-gms.att.net"], null, [], "att"],
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

  test.each([
    ["a reverse zone", "113.0.203.in-addr.arpa", "hetzner"],
    ["a part of one", "0-31.113.0.203.in-addr.arpa.", "hetzner"],
    ["IPv6", "8.b.d.0.1.0.0.2.IP6.ARPA", "hetzner"],
    ["a zone that a chain of CNAME records leads to", "rev.example.com", null],
    ["a domain that only ends alike", "example.notarpa", null],
  ])("who keeps %s lends the address or does not", (_name, zone, want) => {
    expect(findHoster(["ns1.your-server.de"], "postmaster@your-server.de", [], zone)?.id ?? null).toBe(want);
  });

  test("a DNS service keeps any zone for its holder", () => {
    expect(findHoster(["ada.ns.cloudflare.com"], null, [], "rev.example.com")?.id).toBe("cloudflare");
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
    ["otc", "ecs-203-0-113-6.compute.eu-de.open-telekom-cloud.com"],
    ["zap", "vps-zap123456-1.zap-srv.com"],
    ["lima-city", "db1-0a2b.trafficplex.cloud"],
    ["sakura", "tk2-240-29809.vs.sakura.ne.jp"],
    ["sakura", "os3-357-11662.vs.sakura.ne.jp"],
    ["conoha", "v203-0-113-6.9ob0.static.cnode.io"],
    ["conoha", "v203-0-113-6.a046.g.tyo1.static.cnode.io"],
    ["conoha", "va203-0-113-6-f.a04e.g.tyo1.static.cnode.io"],
    ["xserver-vps", "x203-0-113-6.static.xvps.ne.jp"],
    ["kagoya", "v203-0-113-6.vir.kagoya.net"],
    ["ntt-ecl", "203-0-113-6-revip-jp1-default.113.0.203.in-addr.arpa"],
    ["spectrum", "rrcs-203-0-113-6.west.biz.rr.com"],
    ["sendgrid", "wrqvtvsv.outbound-mail.sendgrid.net"],
    ["sendgrid", "s.wfbtzhsc.outbound-mail.sendgrid.net"],
  ])("%s: %s", (id, name) => {
    expect(isDefaultName(name)).toBe(true);
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

  test("all products, and all kinds of resources, when nothing tells which", () => {
    const { setBy, where, commands } = way("hetzner", "203.0.113.5");
    expect(setBy).toBe("self");
    expect(where).toMatch(/^Hetzner Cloud: Hetzner Console > .*; or Hetzner dedicated server: Robot > /);
    expect(commands).toEqual([
      "hcloud server set-rdns SERVER --ip 203.0.113.5 --hostname mail.example.com",
      "hcloud primary-ip set-rdns PRIMARY_IP --ip 203.0.113.5 --hostname mail.example.com",
      "hcloud floating-ip set-rdns FLOATING_IP --ip 203.0.113.5 --hostname mail.example.com",
      "hcloud load-balancer set-rdns LOAD_BALANCER --ip 203.0.113.5 --hostname mail.example.com",
      expect.stringMatching(
        /^curl -u USER -X POST https:\/\/robot-ws\.your-server\.de\/rdns\/203\.0\.113\.5 /,
      ),
    ]);
  });

  test("one product when the present name tells which", () => {
    const { where, commands } = way("hetzner", "203.0.113.5", "mail.example.com", [
      "static.203-0-113-5.clients.your-server.de",
    ]);
    expect(where).toMatch(
      /^Hetzner dedicated server: Robot > Servers > IPs > text field to the right of the address/,
    );
    expect(commands).toEqual([expect.stringContaining("robot-ws")]);
  });

  test("a zone may be the reader's own where customers have zones, unless the default name says whose it is", () => {
    const own = "If Hetzner does not lend you the address and the reverse zone is your own: konsoleH";
    expect(way("hetzner", "203.0.113.5").where).toContain(own);
    const ptr = ["static.203-0-113-5.clients.your-server.de"];
    expect(way("hetzner", "203.0.113.5", "mail.example.com", ptr).where).not.toContain(own);
    expect(way("linode", "203.0.113.5").where).not.toContain("is your own");
  });

  test("what is from memory says so, and nothing else does", () => {
    expect(way("strato", "203.0.113.5").where).toMatch(/Reverse DNS \(unverified: /);
    expect(way("wedos", "203.0.113.5").where).not.toContain("unverified");
    const { where } = way("ionos", "203.0.113.5");
    expect(where).toMatch(
      /Data Center Designer [^;]*; the user [^;]*; or IONOS VPS .* > Reverse DNS \(unverified: /,
    );
  });

  test.each([
    ["oracle", /wait until dig shows it/],
    ["sakura", /wait until dig shows it\. The name needs an address record of its own: a CNAME is refused$/],
    ["ionos", /It advises letting the name lead to the address first/],
    ["wedos", /A change takes up to an hour to be seen/],
    ["vultr", /A change takes up to 12 hours to be seen/],
    ["scaleway", /A change takes up to 24 hours to be seen/],
    ["azure", /run it again once it does$/],
    ["aws", /NAT gateway/],
  ])("%s: what to know before one tries", (id, want) => {
    expect(way(id, "203.0.113.5").where).toMatch(want);
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

  test.each(["alibaba", "huawei", "liquidweb", "otc"])("%s has no PTR records for IPv6", (id) => {
    const { name } = hosters.find((hoster) => hoster.id === id)!;
    expect(way(id, "2001:db8::5")).toEqual({
      setBy: "nobody",
      where: `${name} has no PTR records for its IPv6 addresses: let the mail host send over IPv4`,
      commands: [],
      placeholders: [],
    });
    expect(way(id, "203.0.113.5").where).not.toContain("IPv6");
  });

  test("nor has Azure, but for zones of its customers' own", () => {
    expect(way("azure", "2001:db8::5")).toMatchObject({
      setBy: "limited",
      where: expect.stringMatching(/has no PTR records .* your own: Azure DNS > DNS zones$/),
      commands: [],
    });
  });

  test("Hetzner's form for IPv6 begins with the wrong address", () => {
    expect(way("hetzner", "2001:db8::5").where).toContain("enter the mail host's full address");
    expect(way("hetzner", "203.0.113.5").where).not.toContain("enter the mail host's full address");
  });

  test("not known is not no: a ticket asks", () => {
    const aws = way("aws", "2001:db8::5");
    expect(aws).toMatchObject({ setBy: "ticket", commands: [] });
    expect(aws.where).toMatch(
      /Whether Amazon Web Services has PTR records for IPv6 is not known: ask its support/,
    );
    expect(aws.where).not.toContain("Elastic IPs >");
    expect(way("aws", "203.0.113.5").setBy).toBe("self");
    expect(way("memset", "2001:db8::5").setBy).toBe("ticket");
    expect(way("iana", "2001:db8::5")).toEqual(way("iana", "203.0.113.5"));
  });

  test("Google's call for IPv6 does not change the IPv4 record", () => {
    const call = "gcloud compute instances update-access-config VM --zone ZONE --network-interface nic0";
    expect(way("gcp", "203.0.113.5").commands).toEqual([
      `${call} --public-ptr --public-ptr-domain=mail.example.com.`,
    ]);
    expect(way("gcp", "2001:db8::5").commands).toEqual([
      `${call} --ipv6-public-ptr-domain=mail.example.com.`,
    ]);
  });

  test("Azure's first PTR record needs a DNS label", () => {
    expect(way("azure", "203.0.113.5").commands[0]).toMatch(/ --dns-name LABEL$/);
    expect(way("azure", "203.0.113.5", "mail.example.com", ["old.example.com"]).commands[0]).toMatch(
      / --reverse-fqdn mail\.example\.com\.$/,
    );
  });

  test.each([
    ["203.0.113.5", [], / PUT .*ptrs\/203\.0\.113\.5 /],
    ["203.0.113.5", ["vmi1.contaboserver.net"], / PUT .*ptrs\/203\.0\.113\.5 /],
    ["2001:db8::5", [], / POST .*ptrs .*"ip":"2001:db8::5"/],
    ["2001:db8::5", ["old.example.com"], / PUT .*ptrs\/2001:db8::5 /],
  ])("Contabo makes records for IPv6 only, and changes all: %s with %j", (ip, ptr, want) => {
    const { commands } = way("contabo", ip, "mail.example.com", ptr);
    expect(commands).toEqual([expect.stringMatching(want)]);
    expect(commands[0]).toContain('-H "x-request-id: UUID"');
  });

  test("no line for a shell where requests must be signed: the call is told, and a program that signs", () => {
    const { where, commands } = way("ovh", "203.0.113.5");
    expect(where).toContain("the signed API call POST /ip/{block}/reverse with ipReverse and reverse");
    expect(commands).toEqual(["ovhcloud ip reverse set BLOCK 203.0.113.5 mail.example.com."]);
  });

  test("the record stands where CNAME records lead", () => {
    const { commands } = placeToSet(
      hosters.find(({ id }) => id === "cloudflare")!,
      "203.0.113.5",
      "mail.example.com",
      [],
      "5.0/27.113.0.203.in-addr.arpa",
    );
    expect(commands[0]).toContain('"name":"5.0/27.113.0.203.in-addr.arpa"');
  });

  test.each(["5.$(id).in-addr.arpa", "5.113.0.203.in-addr.arpa;id", "5.a'b.in-addr.arpa", ""])(
    "nor does the owner %j go into a command",
    (owner) => {
      for (const hoster of hosters)
        expect(placeToSet(hoster, "203.0.113.5", "mail.example.com", [], owner).commands).toEqual([]);
    },
  );

  test("nothing is said of words where there is no command", () => {
    for (const { id } of hosters) expect(way(id, "203.0.113.5", "").placeholders).toEqual([]);
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
    expect(hoster.note ?? "", hoster.id).not.toMatch(/\.$/);
    for (const ip of ["203.0.113.5", "2001:db8::5"]) {
      const { where, commands } = placeToSet(hoster, ip, "mail.example.com");
      expect([where, ...commands].join(" "), hoster.id).not.toMatch(/[<]|undefined|null/);
    }
  }
});

test("what was read somewhere says where, and when", () => {
  const read = hosters
    .flatMap(({ places }) => places)
    .flatMap(({ verified, commands = [] }) => [verified, ...commands.map((command) => command.verified)])
    .filter((verified) => verified !== null);
  expect(read.length).toBeGreaterThan(50);
  for (const { source, date } of read) {
    expect(source).toMatch(/\w{4}/);
    expect(date).toMatch(/^20\d\d-[01]\d-[0-3]\d$/);
  }
});
