// What several addresses of one host tell together: relief over IPv4, random addresses, several ways out, NAT.

import { describe, expect, test } from "vitest";
import { happenedSentences } from "../../../src/report/document/headline.ts";
import { renderParts } from "../../../src/index.ts";
import type { Results } from "../../../src/model/report.ts";
import { render as renderZone } from "../../../src/report/zone.ts";
import { about, checked, exim, eximMainlog, postfix, report, reportOn, SOA } from "./logs.ts";

const REVERSE = SOA("113.0.203.in-addr.arpa");
const REVERSE6 = SOA("8.b.d.0.1.0.0.2.ip6.arpa");
const healthy = (last: number, name: string) => [
  `${last}.113.0.203.in-addr.arpa. 60 IN PTR ${name}.`,
  `${name}. 60 IN A 203.0.113.${last}`,
];
const zone = (...lines: string[]) => [REVERSE, REVERSE6, SOA("example.com"), ...lines].join("\n");
const ids = (sender: { findings: { id: string }[] }) => sender.findings.map(({ id }) => id);

describe("relief first", () => {
  const ip = "2001:db8:25::5";
  const good = zone(...healthy(60, "mail6.example.com"));
  const sentences = async (log: string, dns = good) => happenedSentences(await report(log, dns));

  test("Postfix: the line, before the lasting repair", async () => {
    const told = await sentences(postfix({ host: "mail6.example.com", ip }));
    const relief = told.findIndex((sentence) => sentence.startsWith("Relief at once"));
    expect(told[relief]).toBe(
      "Relief at once: let mail leave over IPv4, on mail6.example.com: postconf -e smtp_address_preference=ipv4 && postfix reload (a mail that waits may still try IPv6).",
    );
    expect(told[told.length - 1]).toMatch(/^The lasting repair: 2001:db8:25::5 /);
    expect(relief).toBe(2);
  });

  test("Exim: its own option", async () => {
    const told = await sentences(exim({ host: "mail6.example.com", ip, localIp: ip }));
    expect(told.join(" ")).toContain("dns_ipv4_lookup = * in the main part of Exim's configuration");
    expect(told.join(" ")).not.toContain("postconf");
  });

  test("not where the host is not known to be the same", async () => {
    const told = await sentences(
      postfix({ host: "localhost", ip, sender: "a@example.org" }) +
        postfix({ host: "other.example.com", ip: "203.0.113.60" }),
    );
    expect(told.join(" ")).not.toContain("Relief");
  });

  test.each([
    ["fails", zone("mail6.example.com. 60 IN A 203.0.113.61")],
    ["cannot be asked", zone(...healthy(60, "mail6.example.com"), ";! 60.113.0.203.in-addr.arpa SERVFAIL")],
    ["does not exist", zone()],
  ])("not where the IPv4 address %s", async (_what, dns) => {
    const told = await report(postfix({ host: "mail6.example.com", ip }), dns);
    expect(happenedSentences(told).join(" ")).not.toContain("Relief");
    expect(about(told, ip).relief).toBeNull();
    expect(about(told, ip).stopgap).toContain("if the reverse DNS of the host's IPv4 address is in order");
  });

  test("not where the name of the IPv4 address was only put together", async () => {
    const told = await report(postfix({ host: "mail6", ip }), zone(...healthy(60, "mail6.example.com")));
    expect(about(told, ip).relief).toBeNull();
    const proven = zone(...healthy(60, "mail6.example.com"), `mail6.example.com. 60 IN AAAA ${ip}`);
    expect(about(await report(postfix({ host: "mail6", ip }), proven), ip).relief?.ip).toBe("203.0.113.60");
  });

  test("stands before the steps in the table", async () => {
    const { report: told, ...rest } = {
      report: await report(postfix({ host: "mail6.example.com", ip }), good),
      inputFailed: false,
      weeks: [],
      timeline: null,
      recipients: [],
      events: [],
    };
    const table = [...(await renderParts({ report: told, ...rest }, "table"))].join("");
    expect(table.indexOf("At once")).toBeGreaterThan(0);
    expect(table.indexOf("At once")).toBeLessThan(table.indexOf("To do"));
  });
});

describe("random addresses of one network", () => {
  const [one, other] = ["2001:db8:1:0:3d2c:91ab:77f0:c1e4", "2001:db8:1:0:8d11:ab1b:70f0:1ee4"];
  const log = [one, other, one].map((ip) => postfix({ host: "mail6.example.com", ip })).join("");

  test("are one trouble: a fixed address comes first, and no record for a random one", async () => {
    const told = await report(log, zone(...healthy(60, "mail6.example.com")));
    const [first, second] = [about(told, one), about(told, other)];
    expect(first.fix[0]?.action).toMatch(/^bind one fixed IPv6 address of 2001:db8:1::\/64 for sending/);
    const words = JSON.stringify(
      [first, second].map(({ fix, ticket, commands }) => ({ fix, ticket, commands })),
    );
    expect(words).not.toMatch(/IN (?:AAAA|PTR)/);
    expect(second.fix.map(({ action }) => action)).toEqual([
      expect.stringContaining(`what is told of ${one}`),
    ]);
    expect([first, second].map(({ ticket }) => ticket)).toEqual([null, null]);
    expect(ids(first)).toContain("ipv6_random_iid");
    expect(ids(second)).not.toContain("ipv6_random_iid");
    expect(happenedSentences(told).join(" ")).toContain("Bind one fixed IPv6 address for sending");
  });

  test("one fixed address was asked for once, and for each of them", async () => {
    for (const lines of [
      [one, other, one],
      [one, other, other],
    ]) {
      const text = lines.map((ip) => postfix({ host: "mail6.example.com", ip })).join("");
      const told = await report(text, zone(...healthy(60, "mail6.example.com")));
      const [action] = told.actions ?? [];
      expect(action?.ips.toSorted()).toEqual([one, other].toSorted());
      const [bind, records, ...further] = action?.steps ?? [];
      expect(bind?.action).toMatch(/^bind one fixed IPv6 address of 2001:db8:1::\/64 for sending \([^)]*\)$/);
      expect(records?.action).toMatch(/^then let mail6\.example\.com lead to that fixed address/);
      expect(further).toEqual([]);
      const start = happenedSentences(told).join(" ");
      expect(start).toContain("Bind one fixed IPv6 address for sending.");
      expect(start).not.toContain("for each of them");
    }
  });

  test("one alone may be fixed: that is to be seen before its records are made", async () => {
    const told = await report(postfix({ host: "mail6.example.com", ip: one }), zone());
    const [first, ...others] = about(told, one).fix;
    expect(first?.action).toMatch(
      /^see first that 2001:db8:1:0:3d2c:91ab:77f0:c1e4 stays: .* bind a fixed one/,
    );
    expect(others.map(({ record }) => record?.split(" ")[3])).toEqual(
      expect.arrayContaining(["AAAA", "PTR"]),
    );
    expect(happenedSentences(told).join(" ")).toContain("Ask your provider to create one");
  });

  test("the fixed address that the host's name has is named", async () => {
    const told = await report(log, zone("mail6.example.com. 60 IN AAAA 2001:db8:1::25"));
    const { fix } = about(told, one);
    expect(fix[0]?.action).toContain("2001:db8:1::25, to which mail6.example.com leads already");
    expect(fix[1]?.record).toBe("whybounce check --helo mail6.example.com 2001:db8:1::25");
  });

  test("thirty of them are told by one", async () => {
    const ips = Array.from({ length: 30 }, (_, index) => `2001:db8:1:0:3d2c:91ab:77f0:c1${index + 10}`);
    const told = await report(ips.map((ip) => postfix({ host: "mail6.example.com", ip })).join(""), zone());
    const firstSteps = told.sendingIps.map(({ fix }) => fix[0]?.action ?? "");
    expect(firstSteps.filter((action) => action.startsWith("bind one fixed"))).toHaveLength(1);
    expect(firstSteps.filter((action) => action.startsWith("do once"))).toHaveLength(29);
  });

  test("two hosts, two networks or hand-made addresses are several troubles", async () => {
    const apart = await report(
      postfix({ host: "a.example.com", ip: one }) + postfix({ host: "b.example.com", ip: other }),
      zone(),
    );
    expect(about(apart, one).fix[0]?.action).not.toContain("bind one fixed");
    const networks = ["2001:db8:1:0:3d2c:91ab:77f0:c1e4", "2001:db8:2:0:3d2c:91ab:77f0:c1e4"];
    const two = await report(networks.map((ip) => postfix({ host: "a.example.com", ip })).join(""), zone());
    expect(about(two, networks[0]!).fix[0]?.action).not.toContain("bind one fixed");
  });
});

describe("a log that names no host", () => {
  const random = Array.from({ length: 30 }, (_, index) => `2001:db8:1:0:3d2c:91ab:77f0:c1${index + 10}`);
  const mainlog = (ips: string[]) => ips.map((ip) => eximMainlog({ ip, localIp: ip })).join("");
  const troubles = ({ sendingIps }: Awaited<ReturnType<typeof report>>) =>
    sendingIps.filter(({ fix }) => !fix[0]?.action.startsWith("do once")).length;

  test("is of one host: thirty random addresses are one trouble, in a log and what it was rotated to", async () => {
    const files = { mainlog: mainlog(random.slice(0, 20)), "mainlog.1": mainlog(random.slice(20)) };
    const told = await reportOn(files, zone());
    expect(told.sendingIps).toHaveLength(30);
    expect(troubles(told)).toBe(1);
  });

  test("its several addresses are told once", async () => {
    const told = await reportOn({ mainlog: mainlog(["203.0.113.26", "203.0.113.28"]) }, zone());
    expect(told.sendingIps.flatMap(ids).filter((id) => id === "several_addresses")).toHaveLength(1);
  });

  test("two logs are of two hosts, and what is piped in may be of many", async () => {
    const [one, other] = random.map((ip) => mainlog([ip]));
    expect(troubles(await reportOn({ "a.log": one!, "b.log": other! }, zone()))).toBe(2);
    expect(troubles(await report(`${one}${other}`, zone()))).toBe(2);
  });
});

test("check: random addresses of the host that the caller names are one trouble", async () => {
  const ips = ["2001:db8:1:0:3d2c:91ab:77f0:c1e4", "2001:db8:1:0:8d11:ab1b:70f0:1ee4"];
  const [first, second] = await checked(ips, "mail6.example.com", zone());
  expect(first?.fix[0]?.action).toMatch(/^bind one fixed IPv6 address/);
  expect(second?.fix[0]?.action).toContain(`what is told of ${ips[0]}`);
});

describe("several addresses of one host", () => {
  const ips = ["203.0.113.26", "203.0.113.28", "203.0.113.10"];
  const log = ips.map((ip) => postfix({ host: "mx1.example.com", ip })).join("");

  test("are told once, on one that fails", async () => {
    const told = await report(log, zone(...healthy(10, "mail10.example.com")));
    const tellers = told.sendingIps.filter((sender) => ids(sender).includes("several_addresses"));
    expect(tellers.map(({ ip }) => ip)).toEqual(["203.0.113.26"]);
    const { summary } = tellers[0]!.findings.find(({ id }) => id === "several_addresses")!;
    expect(summary).toMatch(/^Mail of mx1\.example\.com left from three addresses: /);
    for (const ip of ips) expect(summary).toContain(ip);
    expect(summary).toContain("Postfix smtp_bind_address");
    expect(summary).not.toContain("Exim");
    expect(summary).toContain("Either send from 203.0.113.10, which is in order (");
  });

  test("the way that needs fewest records is told at the top, before the first of the records", async () => {
    const document = async (dns: string) => {
      const told = await report(log, dns);
      return happenedSentences(
        told,
        told.sendingIps.flatMap(({ presentation }) => presentation?.shorterWay ?? [])[0],
      );
    };
    const told = await document(zone());
    const place = told.findIndex((sentence) =>
      sentence.startsWith("mx1.example.com sends from several of these addresses."),
    );
    expect(told[place]).toContain("send from one of them (Postfix smtp_bind_address;");
    expect(told[place + 1]).toMatch(/^Start with /);
    const good = (await document(zone(...healthy(10, "mail10.example.com")))).join(" ");
    expect(good).toContain("send from 203.0.113.10, which is in order");
  });

  test("a name that receives mail is not to lead to all of them unsaid", async () => {
    const mx = ["example.com. 60 IN MX 10 mx1.example.com.", "mx1.example.com. 60 IN A 198.51.100.9"];
    const found = (told: Awaited<ReturnType<typeof report>>) =>
      told.sendingIps.flatMap(({ findings }) =>
        findings.filter(({ id }) => id === "shared_host_name").map(({ summary }) => summary),
      );
    const [summary, ...others] = found(await report(log, zone(...mx)));
    expect(summary).toMatch(/^mx1\.example\.com receives the mail of example\.com \(MX\), /);
    expect(others).toEqual([]);
    expect(found(await report(log, zone()))).toEqual([]);
    const [first] = ips.map((ip) => postfix({ host: "mx1.example.com", ip }));
    expect(found(await report(first!, zone(...mx)))).toEqual([]);
  });

  test("a name that receives the mail of several domains is told with all of them, and before the records in a zone file", async () => {
    const domains = ["example.com", "example.net", "example.org", "sales.example.org"];
    const mx = [
      SOA("example.net"),
      SOA("example.org"),
      ...domains.map((domain) => `${domain}. 60 IN MX 10 mx1.example.com.`),
      "mx1.example.com. 60 IN A 198.51.100.9",
    ];
    const mails = domains.flatMap((domain) =>
      ips.map((ip) => postfix({ host: "mx1.example.com", ip, sender: `news@${domain}` })),
    );
    const told = await report(mails.join(""), zone(...mx));
    const warning =
      /mx1\.example\.com receives the mail of at least example\.com, example\.net, example\.org \(MX\), /;
    expect(told.sendingIps.flatMap(({ findings }) => findings).map(({ summary }) => summary)).toContainEqual(
      expect.stringMatching(warning),
    );
    expect(told.sendingIps.flatMap(({ presentation }) => presentation?.shorterWay ?? [])[0]).toContain(
      "the mail for at least example.com, example.net, example.org, which it receives, may come to any",
    );
    const results = { report: told } as Results;
    const lines = [...renderZone(results, { width: 80, color: false, unicode: true })].join("").split("\n");
    const place = lines.findIndex((line) => line.startsWith("; ") && warning.test(line));
    expect(place).toBeGreaterThan(0);
    expect(place).toBeLessThan(lines.findIndex((line) => line.startsWith("mx1.example.com.")));
    expect(lines.filter((line) => warning.test(line))).toHaveLength(1);
  });

  const thirty = Array.from({ length: 30 }, (_, index) => `203.0.113.${100 + index}`);
  const others = [
    postfix({ host: "mx1.example.com", ip: "2001:db8:25::5" }),
    postfix({ host: "mx2.example.com", ip: "203.0.113.90" }),
  ];

  test.each([
    ["by one name", () => "mx1.example.com"],
    ["by two names", (index: number) => (index % 2 === 0 ? "mx1.example.com" : "mx1")],
  ])("thirty of them, told once, are counted as thirty although not all are named: %s", async (_, hostOf) => {
    const lines = thirty.map((ip, index) => postfix({ host: hostOf(index), ip }));
    const told = await report([...lines, ...others].join(""), zone());
    const tellers = told.sendingIps.flatMap(({ findings }) =>
      findings.filter(({ id }) => id === "several_addresses"),
    );
    expect(tellers).toHaveLength(1);
    expect(tellers[0]?.summary).toMatch(
      /^Mail of mx1\.example\.com left from 30 addresses: .* and 1[345] more\. /,
    );
  });

  test.each([
    ["one address of each family", ["203.0.113.26", "2001:db8:25::5"].map((ip) => ({ host: "mx1", ip }))],
    ["two hosts", ips.map((ip, index) => ({ host: `mx${index}.example.com`, ip }))],
    ["machines that nobody has named", ips.map((ip) => ({ host: "localhost", ip }))],
  ])("not: %s", async (_what, refused) => {
    const told = await report(refused.map(postfix).join(""), zone());
    expect(told.sendingIps.flatMap(ids)).not.toContain("several_addresses");
  });

  test("nor where all of them are in order", async () => {
    const told = await report(
      log,
      zone(...[10, 26, 28].flatMap((last) => healthy(last, `m${last}.example.com`))),
    );
    expect(told.sendingIps.flatMap(ids)).not.toContain("several_addresses");
  });
});

describe("NAT", () => {
  const ip = "203.0.113.26";
  test.each([
    ["a private address", "172.31.5.6", "ip_behind_nat"],
    ["a carrier's shared address", "100.64.3.4", "ip_behind_nat"],
    ["another public address", "198.51.100.7", "ip_source_mismatch"],
  ])("Exim sends from %s", async (_what, localIp, want) => {
    const told = await report(exim({ host: "mx1.example.com", ip, localIp }), zone());
    const found = about(told, ip).findings.filter(({ id }) => id.startsWith("ip_"));
    expect(found.map(({ id }) => id)).toEqual([want]);
    expect(found[0]!.summary.includes("bind the one you mean")).toBe(want === "ip_source_mismatch");
  });

  test("two private addresses are two", async () => {
    const log = ["172.31.5.6", "10.0.0.6"].map((localIp) => exim({ host: "mx1.example.com", ip, localIp }));
    const told = await report(log.join(""), zone());
    expect(about(told, ip).findings.find(({ id }) => id === "ip_behind_nat")?.summary).toContain(
      `The mail server's own addresses are 172.31.5.6, 10.0.0.6, private ones: on the way out they are translated (NAT) to ${ip}.`,
    );
  });
});
