import { setFlagsFromString } from "node:v8";
import { runInThisContext } from "node:vm";
import { describe, expect, test } from "vitest";
import { inWords, type Judgment } from "../../src/diagnosis/diagnose.ts";
import type { Evidence, Finding, Step } from "../../src/model/cause.ts";
import type { DnsAnswer, LocalSign } from "../../src/model/dns.ts";
import { failedAnswer } from "../../src/dns/ask/answer.ts";
import { withRemedy, withRequest } from "../../src/diagnosis/remedy.ts";

const IP = "203.0.113.5";
const addressStep: Step = {
  kind: "set-address",
  who: "you",
  task: "make sure that the name leads to this address",
  record: { owner: "mail.example.com", type: "A", target: IP },
  where: "the DNS of the name's own domain",
};
const answerOf = (name: string, status: "nxdomain" | "servfail" | "refused", server: string): DnsAnswer => ({
  ...failedAnswer({ name, type: "PTR" }, server, { status: "servfail", detail: null }),
  status,
});
const recordOf = (target: string) => ({ owner: "5.113.0.203.in-addr.arpa", type: "PTR" as const, target });
const ptrStep: Step = {
  kind: "set-ptr",
  who: "hoster",
  task: "create the PTR record",
  record: recordOf("mail.example.com"),
  where: "zone 113.0.203.in-addr.arpa",
};
const repairStep: Step = {
  kind: "fix-servers",
  who: "hoster",
  task: "make the name servers of the reverse zone answer",
  record: null,
  where: "zone 113.0.203.in-addr.arpa",
};

const found = (nameServers: string[], changes: Partial<Judgment> = {}): Judgment => ({
  iprev: "permerror",
  ptr: [],
  reverseZone: { apex: "113.0.203.in-addr.arpa", nameServers, contact: null, hoster: null },
  cause: { id: "ptr_nxdomain", class: "fail", title: "No PTR record", summary: "" },
  problem: "it has no PTR record",
  findings: [],
  evidence: [{ kind: "answer", answer: answerOf("5.113.0.203.in-addr.arpa", "nxdomain", "192.0.2.53") }],
  steps: [addressStep, ptrStep],
  stopgap: null,
  visibleAfterSeconds: 3600,
  ...changes,
});
const inReport = (...steps: Step[]) => inWords(found([], { steps })).fix;

const ownHost = { hostName: "mail.example.com" };
const stranger = ["ns1.example.net", "ns2.example.net"];

describe("a hoster that is known", () => {
  test("its panel in place of the zone's name, its command, no ticket", () => {
    const remedy = withRemedy(IP, found(["ns1.linode.com", "ns2.linode.com"]));
    expect(remedy).toMatchObject({
      reverseZone: { hoster: "linode" },
      fix: [
        ...inReport(addressStep),
        {
          where:
            "Akamai (Linode): Cloud Manager > Linode > Network > IP address > Edit RDNS. It accepts the PTR record only once the name leads to the address: create the address record first, and wait until dig shows it",
        },
      ],
      ticket: null,
      commands: ["linode-cli networking ip-update 203.0.113.5 --rdns mail.example.com"],
    });
  });

  test("that wants a ticket gets one", () => {
    const remedy = withRemedy(IP, found(["ns1.colocrossing.com"]));
    expect(remedy.ticket).toMatch(/\nSubject: Please set the reverse DNS of 203\.0\.113\.5\n/);
    expect(remedy.commands).toEqual([]);
  });

  test("whose name servers fail: no panel helps, a letter does", () => {
    const remedy = withRemedy(IP, found(["ns1.linode.com"], { steps: [repairStep] }));
    expect(remedy.fix).toEqual(inReport(repairStep));
    expect(remedy.commands).toEqual([]);
    expect(remedy.ticket).toBe(`To: Akamai (Linode) support
Subject: Problem with the reverse DNS of 203.0.113.5
Customer: YOUR CUSTOMER NUMBER

Hello,

Reverse DNS of 203.0.113.5 (5.113.0.203.in-addr.arpa.): please make the name
servers of the reverse zone answer.

What the DNS says now:

  - PTR 5.113.0.203.in-addr.arpa: NXDOMAIN from 192.0.2.53

To check that it is done:

  dig +short @ns1.linode.com -x 203.0.113.5
    must give an answer, not an error

Thank you.`);
  });
});

describe("a hoster that is not known", () => {
  test("a ticket, and the zone as it was told", () => {
    const remedy = withRemedy(IP, found(stranger));
    expect(remedy).toMatchObject({
      reverseZone: { hoster: null },
      fix: inReport(addressStep, ptrStep),
      commands: [],
    });
    expect(remedy.ticket).toContain("5.113.0.203.in-addr.arpa. PTR mail.example.com.");
  });

  test("name servers of the reader's own domain: lines for them, no ticket", () => {
    const remedy = withRemedy(IP, found(["ns1.example.com", "ns.example.org"]), ownHost);
    expect(remedy.ticket).toBeNull();
    expect(remedy.commands.join("\n")).toMatch(/BIND[^]*PowerDNS[^]*Windows DNS/);
    expect(remedy.fix[1]).toMatchObject({
      who: "you",
      where: "zone 113.0.203.in-addr.arpa; ns1.example.com is yours, going by its name",
    });
  });

  test("that fail: the reader's own repair, no ticket to a provider", () => {
    const remedy = withRemedy(IP, found(["ns1.example.com"], { steps: [repairStep] }), {
      from: "example.com",
    });
    expect(remedy).toMatchObject({ ticket: null, commands: [], fix: [{ who: "you" }] });
    expect(withRemedy(IP, found(["ns1.example.com"], { steps: [repairStep] })).ticket).not.toBeNull();
  });

  test("which hold a wrong record: it is replaced", () => {
    const ptr = [{ name: "old.example.net", ttl: 60, addresses: [], confirms: false }];
    const hints = { from: "example.com" };
    const { commands } = withRemedy(IP, found(["ns1.example.com"], { ptr }), hints);
    expect(commands[1]).toContain("pdnsutil replace-rrset ");
    const steps: Step[] = [{ ...ptrStep, replaces: "CNAME" }];
    expect(withRemedy(IP, found(["ns1.example.com"], { steps }), hints).commands[1]).toContain(
      "delete-rrset",
    );
  });

  test("name servers of the domain that the PTR record names: whose they are, that does not tell", () => {
    const ptr = [{ name: "mail.example.com", ttl: 60, addresses: [], confirms: false }];
    const { commands, ticket } = withRemedy(IP, found(["ns1.example.com"], { ptr }));
    expect(commands).toEqual([]);
    expect(ticket).toContain("whoever runs the zone 113.0.203.in-addr.arpa");
  });
});

describe("at the end of CNAME records", () => {
  const at = (owner: string, name = "mail.example.com"): Step[] => [
    { ...ptrStep, who: "zone holder", record: { owner, type: "PTR", target: name } },
  ];
  const zone = (apex: string, nameServers: string[], contact: string | null = null) => ({
    reverseZone: { apex, nameServers, contact, hoster: null },
  });

  test("in the reader's own part of the reverse zone: lines for that part", () => {
    const steps = at("5.0/29.113.0.203.in-addr.arpa");
    const parts = zone("0/29.113.0.203.in-addr.arpa", ["ns1.example.com"]);
    const { commands, ticket } = withRemedy(IP, found([], { ...parts, steps }), { from: "example.com" });
    expect(ticket).toBeNull();
    expect(commands).toEqual([
      "5 3600 IN PTR mail.example.com. ; BIND, in the file of 0/29.113.0.203.in-addr.arpa",
      "pdnsutil add-record 0/29.113.0.203.in-addr.arpa 5 PTR 3600 mail.example.com. # PowerDNS",
      'Add-DnsServerResourceRecordPtr -ZoneName "0/29.113.0.203.in-addr.arpa" -Name "5" -PtrDomainName "mail.example.com." # Windows DNS',
    ]);
  });

  test("in a zone of the reader's domain, whoever serves it: lines for that zone", () => {
    const parts = zone("example.com", ["ns1.example.net"]);
    const remedy = withRemedy(IP, found([], { ...parts, steps: at("5.rev.example.com") }), {
      from: "example.com",
    });
    expect(remedy.ticket).toBeNull();
    expect(remedy.fix[0]).toMatchObject({
      who: "you",
      where: expect.stringContaining("example.com is yours"),
    });
    expect(remedy.commands[1]).toContain("pdnsutil add-record example.com 5.rev PTR ");
  });

  test("outside the reverse tree who lends addresses has no panel for it", () => {
    const steps = at("5.rev.example.org");
    const lender = zone("example.org", ["ns1.linode.com", "ns2.linode.com"], "dns@example.org");
    const remedy = withRemedy(IP, found([], { ...lender, steps }));
    expect(remedy).toMatchObject({ commands: [], reverseZone: { hoster: null } });
    expect(remedy.ticket).toMatch(/^To: dns@example\.org$/m);
  });

  test("a DNS service gets a command for the record's own name", () => {
    const steps = at("5.rev.example.org");
    const service = zone("example.org", ["ns-cloud-a1.googledomains.com"]);
    const [command] = withRemedy(IP, found([], { ...service, steps })).commands;
    expect(command).toContain(" 5.rev.example.org. --type PTR ");
  });

  test("no option of dig and no word of a shell is made of an owner", () => {
    for (const owner of ["-f/etc/passwd.example.org", "$(id).example.org"]) {
      const { ticket } = withRemedy(IP, found([], { ...zone("example.org", []), steps: at(owner) }));
      expect(ticket).toContain("  dig +short -x 203.0.113.5\n");
    }
  });
});

describe("a provider's name servers are nobody else's", () => {
  const withTarget = (target: string) =>
    found(["ns1.example.com"], { steps: [{ ...ptrStep, record: recordOf(target) }] });

  test.each([
    ["a name that was read in the zone itself", "host7.example.com", {}],
    ["a host with a name made from its address", "mail.example.net", { hostName: "203-0-113-5.example.com" }],
    [
      "a greeting like that",
      "mail.example.net",
      { helo: { name: "dyn-203-0-113-5.example.com", kind: "host name" as const, addresses: [], ip: null } },
    ],
    ["the sender of other mail", "mail.example.net", { from: "example.net" }],
  ])("%s makes no zone the reader's", (_name, target, hints) => {
    const remedy = withRemedy(IP, withTarget(target), hints as Parameters<typeof withRemedy>[2]);
    expect(remedy.ticket).toMatch(/^To: /);
    expect(remedy.commands).toEqual([]);
    expect(remedy.fix[0]?.where).not.toContain("is yours");
  });

  test("a provider's default name makes none, though it says who the provider is", () => {
    const nameServers = ["a.static.cnode.io"];
    const ptr = [{ name: "old.example.net", ttl: 60, addresses: [], confirms: false }];
    const hints = { hostName: "v198-51-100-9.9ob0.static.cnode.io" };
    expect(withRemedy(IP, found(nameServers, { ptr }), hints)).toMatchObject({
      reverseZone: { hoster: "conoha" },
    });
  });
});

test("a zone that CNAME records lead to outside of the reverse tree is not its keeper's", () => {
  const nameServers = ["ns1.your-server.de", "ns.second-ns.com"];
  const reverseZone = {
    apex: "rev.example.com",
    nameServers,
    contact: "postmaster@your-server.de",
    hoster: null,
  };
  expect(withRemedy(IP, found([], { reverseZone })).reverseZone).toMatchObject({ hoster: null });
  expect(withRemedy(IP, found(nameServers)).reverseZone).toMatchObject({ hoster: "hetzner" });
});

test("a hoster without PTR records for IPv6: nothing is asked for that it does not have", () => {
  const ip = "2001:db8::5";
  const nameServers = ["ns1.open-telekom-cloud.com"];
  const remedy = withRemedy(ip, found(nameServers));
  expect(remedy).toMatchObject({
    fix: [{ who: "you", action: "let the mail host send over IPv4", record: null }],
    ticket: null,
    commands: [],
    presentation: { advice: "let the mail host send over IPv4", hasRecord: false },
  });
  expect(withRemedy(IP, found(nameServers)).fix).toHaveLength(2);
  expect(withRemedy(ip, found(nameServers, { steps: [addressStep] })).fix).toEqual(inReport(addressStep));
});

test("what is yours to replace is told, each word once", () => {
  const { presentation } = withRemedy(IP, found(["ns1.your-server.de"]));
  expect(presentation.placeholders).toEqual([
    "SERVER is the server's name or ID",
    "PRIMARY_IP is the Primary IP's name or ID",
    "FLOATING_IP is the Floating IP's name or ID",
    "LOAD_BALANCER is the Load Balancer's name or ID",
    "USER is the user of the Robot web service (curl asks for the password)",
  ]);
  expect(
    withRemedy(IP, found(["ns1.your-server.de"], { steps: [repairStep] })).presentation.placeholders,
  ).toEqual([]);
});

test("a registry: its way for the delegation, a ticket to the hoster for the record", () => {
  const delegate: Step = {
    kind: "delegate",
    who: "registry",
    task: "have the zone delegated",
    record: null,
    where: null,
  };
  const nameServers = ["pri.authdns.ripe.net", "sns.authdns.ripe.net"];
  const remedy = withRemedy(IP, found(nameServers, { steps: [delegate, addressStep, ptrStep] }));
  expect(remedy.fix[0]?.where).toMatch(/^RIPE NCC: /);
  expect(remedy.fix.slice(1)).toEqual(inReport(addressStep, ptrStep));
  expect(remedy.ticket).toMatch(/Subject: Please set the reverse DNS/);
});

test("a ticket for the provider's part of two ways out", () => {
  const steps: Step[] = [
    { ...addressStep, way: "a" },
    { ...ptrStep, kind: "change-ptr", way: "b", task: "have the PTR record changed" },
  ];
  expect(withRemedy(IP, found(stranger, { steps })).ticket).toMatch(/Subject: Please set the reverse DNS/);
});

test("a ticket tells records, not how they were asked for", () => {
  const answers = [
    answerOf("x", "servfail", "127.0.0.53:5353"),
    answerOf("y", "servfail", "[::1]:53"),
    answerOf("z", "servfail", "8.8.8.8"),
  ];
  const server = { zone: "", milliseconds: 1 };
  const refusals = [
    { ...answerOf("x", "refused", "192.0.2.1"), ...server, nameServer: "ns1.example.net" },
    { ...answerOf("x", "refused", "10.0.0.2"), ...server, nameServer: "ns2.example.net" },
  ];
  const [own, second, foreign] = answers.map((answer): Evidence => ({ kind: "answer", answer }));
  const evidence: Evidence[] = [
    { kind: "unasked", unasked: { reason: "not wanted" } },
    own!,
    { kind: "servers", answers: refusals },
    second!,
    foreign!,
  ];
  const { ticket } = withRemedy(IP, found(stranger, { steps: [repairStep], evidence }));
  expect(ticket).toContain(`
What the DNS says now:

  - PTR x: SERVFAIL through a resolver
  - PTR x: REFUSED from ns1.example.net (192.0.2.1), ns2.example.net
    (10.0.0.2)
  - PTR y: SERVFAIL through a resolver
  - PTR z: SERVFAIL from 8.8.8.8

`);
});

describe("nothing to be made up", () => {
  test("no letter and no command when all is well", () => {
    const well = found(["ns1.linode.com"], {
      steps: [],
      cause: { id: "ok", class: "pass", title: "", summary: "" },
    });
    expect(withRemedy(IP, well)).toMatchObject({
      ticket: null,
      commands: [],
      reverseZone: { hoster: "linode" },
    });
  });

  test("nor when the repair is the reader's own", () => {
    expect(withRemedy(IP, found(stranger, { steps: [addressStep] }))).toMatchObject({
      ticket: null,
      commands: [],
    });
  });

  test("nor when a name is not fit for a shell", () => {
    const steps = [{ ...ptrStep, record: recordOf("$(id).example.com") }];
    expect(withRemedy(IP, found(["ns1.linode.com"], { steps })).commands).toEqual([]);
  });

  test("no zone known, but a default name", () => {
    const ptr = [{ name: "vmi123456.contaboserver.net", ttl: 60, addresses: [IP], confirms: true }];
    const remedy = withRemedy(IP, found([], { reverseZone: null, ptr }));
    expect(remedy.reverseZone).toBeNull();
    expect(remedy.commands[0]).toContain("api.contabo.com");
  });

  test("a host that greets with the wrong name gets the settings", () => {
    const ptr = [{ name: "mail.example.com", ttl: 60, addresses: [IP], confirms: true }];
    const findings: Finding[] = [{ id: "helo_not_fqdn", summary: "" }];
    expect(withRemedy(IP, found(stranger, { steps: [], ptr, findings })).heloCommands).toContain(
      "primary_hostname = mail.example.com",
    );
  });

  test("but never the name of an example", () => {
    const steps = [{ ...ptrStep, record: recordOf("YOUR.MAIL.HOST") }];
    const findings: Finding[] = [{ id: "helo_not_fqdn", summary: "" }];
    expect(withRemedy(IP, found(stranger, { steps, findings })).heloCommands).toEqual([]);
  });

  test("nor the name it greets with already", () => {
    const helo = { name: "mail.example.com", kind: "host name" as const, ipv4: null, ipv6: null };
    const findings: Finding[] = [{ id: "helo_mismatch", summary: "" }];
    expect(withRemedy(IP, found(stranger, { findings }), { helo }).heloCommands).toEqual([]);
  });

  test("nor an address record that nobody has seen", () => {
    expect(withRemedy(IP, found(stranger)).ticket).not.toContain("already");
    const nameAddresses = new Map([["A mail.example.com", ["203.0.113.9"]]]);
    expect(withRemedy(IP, found(stranger), { nameAddresses }).ticket).not.toContain("already");
    nameAddresses.set("A mail.example.com", ["203.0.113.9", IP]);
    expect(withRemedy(IP, found(stranger), { nameAddresses }).ticket).toMatch(
      /already has A 203\.0\.113\.5$/m,
    );
  });
});

test("what a resolver has of its own stands in no letter", () => {
  const localSigns: LocalSign[] = ["authority", "ttl 0"];
  const own: Evidence = {
    kind: "answer",
    answer: { ...answerOf("local", "nxdomain", "192.0.2.53"), localSigns },
  };
  const evidence: Evidence[] = [
    { kind: "answer", answer: answerOf("zone", "nxdomain", "192.0.2.1") },
    own,
    { kind: "local data", answer: answerOf("local", "nxdomain", "192.0.2.53"), signs: localSigns },
  ];
  const { ticket } = withRemedy(IP, found(stranger, { evidence }));
  expect(ticket).toContain("PTR zone: NXDOMAIN");
  expect(ticket).not.toContain("local");
});

describe("a registry's zone", () => {
  const delegate: Step = {
    kind: "delegate",
    who: "registry",
    task: "the holder of the address block has to delegate it",
    zone: "113.0.203.in-addr.arpa",
    record: null,
    where: null,
    main: true,
  };
  const ofZone = (apex: string, server: string, contact: string) =>
    found([server], {
      steps: [delegate, { ...ptrStep, inNewZone: true }],
      reverseZone: { apex, nameServers: [server], contact, hoster: null },
    });

  test("of a region: the ticket is for the holder of the block, and not for the registry", () => {
    const { ticket } = withRemedy(IP, ofZone("203.in-addr.arpa", "pri.authdns.ripe.net", "dns@ripe.net"));
    expect(ticket).toMatch(/^To: whoever holds the address block$/m);
    expect(ticket).toContain("\n  113.0.203.in-addr.arpa.\n");
    expect(ticket).not.toMatch(/ripe/i);
  });

  test.each([
    [IP, "let the mail host send from another address"],
    ["2001:db8::5", "let the mail host send over IPv4"],
  ])("of nobody: %s has no way in its own family, and nobody is written to", (ip, action) => {
    const top = ofZone("in-addr.arpa", "a.in-addr-servers.arpa", "nstld@iana.org");
    const { fix, ticket } = withRemedy(ip, top);
    expect(fix.map((step) => step.action)).toEqual([action]);
    expect(ticket).toBeNull();
  });
});

describe("what a ticket asks for", () => {
  const needOf = (changes: Partial<Judgment>) =>
    withRemedy(IP, found(stranger, changes)).presentation?.request?.need;
  const warning = { id: "ptr_generic", class: "warn", title: "", summary: "" } as const;

  test.each<[string, Partial<Judgment>, string]>([
    ["is needed", {}, "needed"],
    ["is one of several ways out", { steps: [{ ...ptrStep, way: "b" }] }, "if chosen"],
    ["may be left alone", { steps: [{ ...ptrStep, relation: "optional" }] }, "optional"],
    ["is a fault for which Gmail refuses nothing", { cause: warning }, "optional"],
  ])("%s", (_, changes, want) => {
    expect(needOf(changes)).toBe(want);
  });
});

test("ten thousand diagnoses have one description in memory, and no words of a ticket before it is shared", () => {
  setFlagsFromString("--allow-natives-syntax");
  const haveSameMap = runInThisContext("(one, other) => %HaveSameMap(one, other)") as (
    one: object,
    other: object,
  ) => boolean;
  const one = withRequest(IP, found(["ns1.linode.com", "ns2.linode.com"]));
  const other = withRequest(IP, found(["ns1.example.com"], { isLeastMemory: true }));
  expect(haveSameMap(one, other)).toBe(true);
  expect(haveSameMap(one.presentation, other.presentation)).toBe(true);
  expect(other.presentation.request).toBeDefined();
  expect(other.ticket).toBeNull();
});
