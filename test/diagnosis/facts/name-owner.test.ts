import { describe, expect, test } from "vitest";
import { unaskedFacts } from "../../../src/dns/check/iprev.ts";
import { canBePublic, isInnerName } from "../../../src/diagnosis/facts/inner-name.ts";
import { ownerOfName, type OwnerHints } from "../../../src/diagnosis/facts/name-owner.ts";
import { mailHost } from "../../../src/diagnosis/words/steps.ts";

const zone = (nameServers: string[], contact: string | null = null) => ({
  apex: "113.0.203.in-addr.arpa",
  nameServers,
  contact,
  hoster: null,
});
const facts = (nameServers: string[] = [], contact: string | null = null) => ({
  ...unaskedFacts("203.0.113.5"),
  reverseZone: zone(nameServers, contact),
});

describe("whose name it is", () => {
  const host = { hostName: "mx.example.com" };
  test.each<[string, OwnerHints, string[], string]>([
    ["mail.example.com", host, [], "own"],
    ["mail.example.com", { senderDomains: ["example.com"] }, [], "own"],
    ["mail.example.com", { from: "news.example.com" }, [], "own"],
    ["mail.example.com", {}, [], "unknown"],
    ["mail.example.org", host, [], "other"],
    ["mail.example.org", { senderDomains: ["example.com"] }, [], "other"],
    // Defaults of hosters, whatever is known.
    ["vmi12.contaboserver.net", {}, [], "provider"],
    ["hosted-by.leaseweb.com", host, [], "provider"],
    [
      "static.5.113.0.203.clients.your-server.de",
      { hostName: "static.5.113.0.203.clients.your-server.de" },
      [],
      "provider",
    ],
    // Made of the address, but below the reader's own domain.
    ["203-0-113-5.pool.example.net", {}, [], "provider"],
    ["203-0-113-5.example.com", host, [], "own"],
    ["static.example.vn", {}, [], "provider"],
    ["static.example.com", host, [], "own"],
    // The domain of the zone's servers: the provider's where the reader's is another.
    ["vps77.example.net", host, ["ns1.example.net"], "provider"],
    ["vps77.example.net", {}, ["ns1.example.net"], "unknown"],
    ["gone.linode.com", {}, ["ns1.linode.com", "ns2.linode.com"], "provider"],
    ["mail.example.com", host, ["ns1.example.com"], "own"],
    // A host that forwards mail has its provider among the senders.
    ["vps77.example.net", { ...host, senderDomains: ["example.net"] }, ["ns1.example.net"], "provider"],
  ])("%s with %j at %j: %s", (name, hints, nameServers, owner) => {
    expect(ownerOfName(name, facts(nameServers), hints)).toBe(owner);
  });

  test("the zone's contact tells the provider, too", () => {
    expect(ownerOfName("vps77.example.net", facts([], "dns@example.net"), host)).toBe("provider");
  });
});

describe("names that mean nothing outside", () => {
  const inner = [
    "ip-172-31-5-6.eu-west-1.compute.internal",
    "ip-10-0-0-5.ec2.internal",
    "mx1.bx.internal.cloudapp.net",
    "mx1.c.project-1.internal",
    "mail.local",
    "localhost.localdomain",
    "mx1.subnet.vcn.oraclevcn.com",
    "host-10-0-0-5.openstacklocal",
    "MX1.Corp.LAN",
    "mx1.home.arpa",
    "mx1.tail1234.ts.net",
    "server.fritz.box",
  ];
  test.each(inner)("%s", (name) => {
    expect(isInnerName(name)).toBe(true);
    expect(canBePublic(name)).toBe(false);
  });

  test.each(["mx1.corpnet", "com", "co.uk", "5.113.0.203.in-addr.arpa"])(
    "%s can be no host's name",
    (name) => {
      expect(canBePublic(name)).toBe(false);
    },
  );

  test.each(["mail.example.com", "mail.example.co.uk", "local.example.com", "internal.example.com"])(
    "%s can",
    (name) => {
      expect(canBePublic(name)).toBe(true);
    },
  );

  test.each(inner.concat("mx1.corpnet"))("%s is never proposed, and the log's word for it told", (name) => {
    const hints = { hostName: name, attempts: 3 };
    expect(mailHost(hints, facts())).toEqual({
      name: "YOUR.MAIL.HOST",
      remark: expect.stringContaining(`; the log calls this host only ${name}, which means nothing outside`),
    });
    const given = { ...hints, attempts: 0 };
    expect(mailHost(given, facts()).remark).toContain(`; it is not ${name}, which means nothing outside`);
  });

  test("a provider's name is proposed only where it leads here", () => {
    const hostName = "vmi12.contaboserver.net";
    expect(mailHost({ hostName, attempts: 3 }, facts()).name).toBe("YOUR.MAIL.HOST");
    const nameAddresses = new Map([[`A ${hostName}`, ["203.0.113.5"]]]);
    expect(mailHost({ hostName, attempts: 3, nameAddresses }, facts()).name).toBe(hostName);
  });
});
