// What Gmail refuses for the sender's records, as what is to be done: in the data, and in the reports.

import { describe, expect, test } from "vitest";
import { compareActions } from "../../src/diagnosis/action-order.ts";
import { render } from "../../src/index.ts";
import { documentOf } from "../../src/report/document.ts";
import type { FormatName } from "../../src/report/formats.ts";
import type { RefusalReport, RefusalState } from "../../src/model/refusals.ts";
import type { Report } from "../../src/model/report.ts";
import { refusalActions } from "../../src/posture/refusals/actions.ts";
import { sampleReport, sampleResults } from "../report/sample.ts";

function refusal(domain: string | null, changes: Partial<RefusalReport> = {}, lost = 1): RefusalReport {
  return {
    cause: { id: "spf_not_passed", title: "SPF did not pass" },
    domain,
    domainSource: domain === null ? null : "reply",
    sendingIp: "203.0.113.5",
    sendingIpSource: "reply",
    codes: { "550-5.7.27": lost },
    counts: { attempts: lost, messages: lost, affected: lost, lost, retrying: 0, delivered: 0 },
    firstSeen: "2026-02-20T10:00:00.000Z",
    lastSeen: "2026-02-21T10:00:00.000Z",
    senderDomains: [],
    reportingMtas: [],
    selectors: [],
    state: "stands",
    findings: [],
    evidence: ["Gmail: 550-5.7.27 SPF did not pass"],
    fix: [
      {
        who: "dns provider",
        action: "add 203.0.113.5 to the record",
        record: `${domain}. 3600 IN TXT "v=spf1 ip4:203.0.113.5 -all"`,
        where: `zone ${domain}`,
        main: true,
      },
      { who: "you", action: "check it", record: `whybounce audit --only spf ${domain}`, where: null },
    ],
    ...changes,
  };
}

const advice: RefusalReport["fix"] = [{ who: "you", action: "send less", record: null, where: null }];

const spf = 'example.com. 3600 IN TXT "v=spf1 ip4:203.0.113.5 ip4:203.0.113.6 -all"';
function unlisted(ip: string, lost: number, record = spf): RefusalReport {
  const step = {
    who: "you" as const,
    action: `add ${ip} to the record`,
    record,
    where: "the DNS of example.com",
  };
  const finding = {
    id: "spf_ip_not_listed" as const,
    check: "spf" as const,
    class: "fail" as const,
    domain: "example.com",
    ip,
    summary: `${ip} is not in the SPF record of example.com (fail)`,
    data: { result: "fail" as const, nearest: null },
    fix: step,
  };
  return refusal("example.com", { sendingIp: ip, fix: [step], findings: [finding] }, lost);
}

describe("one domain that is refused from several addresses", () => {
  test("is one action where the same record repairs it", () => {
    const [action, ...others] = refusalActions([unlisted("203.0.113.6", 2), unlisted("203.0.113.5", 3)]);
    expect(others).toEqual([]);
    expect(action).toMatchObject({
      id: "spf_not_passed/example.com",
      ips: ["203.0.113.5", "203.0.113.6"],
      lost: 5,
      problem: "203.0.113.5 and 203.0.113.6 are not in the SPF record of example.com.",
      steps: [
        {
          action:
            "add 203.0.113.5 and 203.0.113.6 to the record; leave out the ones that do not send for example.com, or only forward its mail",
          records: [spf],
        },
      ],
      check: "whybounce audit --only spf example.com 203.0.113.5 203.0.113.6",
    });
  });

  test("is as many actions as there are records, each with an id of its own", () => {
    const other = 'example.com. 3600 IN TXT "v=spf1 ip4:203.0.113.0/24 -all"';
    const groups = [
      ...["203.0.113.5", "203.0.113.6"].map((ip) => unlisted(ip, 3)),
      ...["203.0.113.7", "203.0.113.8"].map((ip) => unlisted(ip, 2, other)),
    ];
    expect(refusalActions(groups).map(({ id, ips }) => [id, ips.length])).toEqual([
      ["spf_not_passed/example.com", 2],
      ["spf_not_passed/example.com/2", 2],
    ]);
  });

  test("is several where no domain is known: each is about its address", () => {
    const cause = { id: "rate_unusual", title: "unusual rate of mail" } as const;
    const of = (sendingIp: string) =>
      refusal(null, { cause, sendingIp, state: "not in the DNS", fix: advice });
    expect(refusalActions([of("203.0.113.5"), of("203.0.113.6")]).map(({ id }) => id)).toEqual([
      "rate_unusual/203.0.113.5",
      "rate_unusual/203.0.113.6",
    ]);
  });

  test.each<FormatName>(["table", "html", "markdown", "mail"])(
    "%s: is told once, with all addresses and the record",
    async (format) => {
      const groups = [unlisted("203.0.113.5", 9000), unlisted("203.0.113.6", 2)];
      const told = (await text(reportWith(groups), format))
        .replaceAll(/=\r?\n/g, "")
        .replaceAll("=3D", "=")
        .replaceAll("&quot;", '"');
      expect(told).toContain("example.com from 2 addresses");
      expect(told).toContain(spf);
      expect(told.match(/203\.0\.113\.5 is not in the SPF record/g)).toBeNull();
      if (format !== "mail") expect(told).toMatch(/203\.0\.113\.5 \(9,000\), 203\.0\.113\.6 \(2\)/);
    },
  );
});

describe("one group is one action", () => {
  test("with who acts, the domain as its zone, its address, its record, and the command that checks it", () => {
    const [action] = refusalActions([refusal("example.com", {}, 3)]);
    expect(action).toMatchObject({
      id: "spf_not_passed/example.com/203.0.113.5",
      about: "sender",
      cause: { id: "spf_not_passed", class: "fail" },
      stands: true,
      who: "dns provider",
      zone: "example.com",
      ips: ["203.0.113.5"],
      lost: 3,
      steps: [
        {
          action: "add 203.0.113.5 to the record",
          records: ['example.com. 3600 IN TXT "v=spf1 ip4:203.0.113.5 -all"'],
        },
      ],
      check: "whybounce audit --only spf example.com",
    });
    expect(action?.steps).toHaveLength(1);
  });

  test("without an address, and without anything that could be asked", () => {
    const cause = { id: "rate_unusual", title: "unusual rate of mail" } as const;
    const group = refusal(null, { cause, sendingIp: null, state: "not in the DNS", fix: advice });
    expect(refusalActions([group])).toMatchObject([{ id: "rate_unusual", ips: [], zone: null, check: null }]);
  });

  test.each<[RefusalState | null, { class: string; stands: boolean } | null]>([
    ["stands", { class: "fail", stands: true }],
    ["not in the DNS", { class: "fail", stands: true }],
    ["not known", { class: "not_checkable", stands: false }],
    ["could not be asked", { class: "temp", stands: false }],
    ["passes now", null],
    [null, null],
  ])("%s", (state, want) => {
    const actions = refusalActions([refusal("example.com", { state })]);
    expect(actions.map(({ cause, stands }) => ({ class: cause.class, stands }))).toEqual(want ? [want] : []);
  });
});

/** Actions of the sample's addresses, and of these. */
function reportWith(refusals: RefusalReport[], changes: Partial<Report> = {}): Report {
  const report = { ...sampleReport, refusals, ...changes };
  const actions = [...(report.actions ?? []), ...refusalActions(refusals)].toSorted(compareActions);
  return { ...report, actions };
}

const text = async (report: Report, format: FormatName, details = false) =>
  render({ ...sampleResults, report }, format, { details, width: 120 });

describe("in the reports", () => {
  test("they stand among the others, in the order of the mail lost", async () => {
    const report = reportWith([refusal("many.example", {}, 5000), refusal("few.example")]);
    expect(report.actions?.[0]?.zone).toBe("many.example");
    const told = await text(report, "table");
    expect(told).toMatch(/^1 +SPF did not pass .*many\.example/m);
    expect(told).toMatch(/^1\. SPF did not pass: many\.example from 203\.0\.113\.5$/m);
    expect(told.indexOf("1. SPF did not pass")).toBeLessThan(told.indexOf("2. No PTR record"));
  });

  test.each<RefusalState>(["not known", "could not be asked"])(
    "%s: what nobody knows to be mended is in the order of the mail lost, too",
    (state) => {
      const groups = [refusal("stands.example", {}, 100), refusal("open.example", { state }, 5000)];
      const told = reportWith(groups).actions?.filter(({ about }) => about === "sender");
      expect(told?.map(({ zone }) => zone)).toEqual(["open.example", "stands.example"]);
    },
  );

  test("the page says in which order they are, and what comes last", async () => {
    const titleOf = async (report: Report) =>
      /<h2 id="actions">(.*)<\/h2>/.exec(await text(report, "html"))?.[1];
    const report = reportWith([refusal("one.example")]);
    const [first, ...others] = report.actions ?? [];
    const standing = { ...report, actions: report.actions?.filter(({ stands }) => stands) ?? [] };
    expect(await titleOf(standing)).toBe("What to do, most mail lost first");
    const passing = { ...first!, stands: false, cause: { ...first!.cause, class: "warn" as const } };
    expect(await titleOf({ ...report, actions: [...others, passing] })).toBe(
      "What to do, most mail lost first, what passes today last",
    );
  });

  test.each<FormatName>(["table", "html", "markdown", "mail"])(
    "%s: each group has its record, whether it is an action or not",
    async (format) => {
      const groups = [refusal("one.example"), refusal("two.example", { state: "passes now" })];
      const told = (await text(reportWith(groups), format)).replaceAll(/=\r?\n/g, "");
      for (const { domain } of groups) expect(told).toContain(`${domain}. 3600 IN TXT`);
    },
  );

  test("a report with one such action alone has no number and no overview, and one in the past its own block", async () => {
    const none = { sendingIps: [], actions: [] };
    const one = await text(reportWith([refusal("one.example")], none), "table");
    expect(one).toMatch(/^SPF did not pass: one\.example from 203\.0\.113\.5$/m);
    expect(one).not.toMatch(/^no\. /m);
    const past = await text(reportWith([refusal("past.example", { state: "passes now" })], none), "table");
    expect(past).toMatch(/^past\.example from 203\.0\.113\.5: SPF did not pass$/m);
  });

  test("what they lost is told on top, beside what the addresses lost, and in a mail's subject", async () => {
    const groups = [refusal("one.example", {}, 3), refusal("two.example", { state: "passes now" }, 4)];
    const subjectOf = async (report: Report) => documentOf({ ...sampleResults, report }, "mail").subject;
    const report = reportWith(groups);
    expect(await text(report, "table")).toMatch(
      /^Gmail also refused mail of 2 domains 7 times for the sender's records or way\s+of\s+sending\.\s+7\s+deliveries\s+are\s+lost\.\s/m,
    );
    const alsoOfAddress = reportWith([...groups, refusal("", { domain: null }, 5)]);
    expect(await text(alsoOfAddress, "table")).toMatch(/^Gmail also refused mail 12 times for the sender's/m);
    expect(await text(report, "html")).toMatch(/>7<[^]{0,80}deliveries lost to these/);
    expect(await subjectOf(report)).toContain("3 addresses; 7 sender refusals, 7 deliveries lost, 2026-");
    const none = {
      attempts: 0,
      messages: 0,
      affected: 0,
      lost: 0,
      retrying: 0,
      delivered: 0,
      unattributed: 0,
    };
    const alone = reportWith(groups, { sendingIps: [], actions: [], totals: none });
    expect(await text(alone, "html")).toMatch(/>7<[^]{0,80}deliveries lost to these/);
    expect(await subjectOf(alone)).toContain(
      "whybounce: 7 sender refusals by Gmail, 7 deliveries lost, 2026-",
    );
  });

  test.each<FormatName>(["table", "html", "markdown"])(
    "%s: what to do comes before the proof",
    async (format) => {
      const told = await text(reportWith([refusal("one.example")], { sendingIps: [], actions: [] }), format);
      const places = ["one.example. 3600 IN TXT", "2026-02-20 10:00", "Gmail: 550-5.7.27"].map((part) =>
        told.lastIndexOf(part),
      );
      expect(places[0]).toBeGreaterThan(0);
      expect(places).toEqual(places.toSorted((one, other) => one - other));
    },
  );

  test("they are told once: neither in a table of their own nor again among the other reasons", async () => {
    const row = (code: string, meaning: string, attempts: number) => ({ code, meaning, attempts });
    const otherGmailRejections = [
      row("550-5.7.27", "SPF did not pass", 7),
      row("550-5.7.27", "another reason", 4),
      row("550-5.1.1", "the recipient does not exist", 3),
    ];
    const groups = [refusal("one.example", {}, 3), refusal("two.example", {}, 4)];
    const told = await text(reportWith(groups, { otherGmailRejections }), "table");
    expect(told).not.toContain("Refused by Gmail for the sender");
    const others = told.slice(told.indexOf("Refused by Gmail for other reasons"));
    expect(others).not.toContain("SPF did not pass");
    expect(others).toMatch(/^4 +550-5\.7\.27 +another reason\n3 +550-5\.1\.1/m);
    const more = otherGmailRejections.map((each) => ({ ...each, attempts: each.attempts + 1 }));
    expect(await text(reportWith(groups, { otherGmailRejections: more }), "table")).toMatch(
      /^1 +550-5\.7\.27 +SPF did not pass/m,
    );
  });

  test("with what to begin is said again at the end of a long report about them alone", async () => {
    const groups = ["one", "two", "three", "four", "five"].map((name) => refusal(`${name}.example`));
    const told = await text(reportWith(groups, { sendingIps: [], actions: [] }), "table");
    expect(told.trimEnd().split("\n\n").at(-1)).toBe(
      "Start with five.example from 203.0.113.5 (1 refusal; 1 delivery lost): SPF did not pass. Add\n203.0.113.5 to the record; the exact record is above.",
    );
  });

  test("an input that holds them is not said to hold no refusals", async () => {
    const [input] = sampleReport.inputs;
    const inputs = [{ ...input!, rejections: 0, warnings: [] }];
    const report = reportWith([refusal("one.example")], { inputs });
    const told = await text(report, "table");
    expect(told).toMatch(/, no PTR refusals by Gmail$/m);
    const plain = { ...report, refusals: [], otherGmailRejections: [], otherReceivers: [] };
    expect(await text(plain, "table")).toMatch(/, no refusals$/m);
  });

  test("more than there is room for are told of, and all are there with details", async () => {
    const domains = Array.from({ length: 130 }, (_, number) => `d${number}.example`);
    const report = reportWith(domains.map((domain) => refusal(domain)));
    const told = await text(report, "table");
    expect(told).toMatch(/\d+ more actions are left out here: --format json has them all\./);
    const detailed = await text(report, "table", true);
    expect(domains.filter((domain) => !detailed.includes(`\n${domain}. 3600 IN TXT`))).toEqual([]);
    expect(detailed).not.toContain("left out here");
  });

  test("the same holds for groups that are no actions", async () => {
    const domains = Array.from({ length: 130 }, (_, number) => `d${number}.example`);
    const report = reportWith(domains.map((domain) => refusal(domain, { state: "passes now" })));
    expect(await text(report, "table")).toContain("100 more groups of them in the JSON report.");
    const detailed = await text(report, "table", true);
    expect(domains.filter((domain) => !detailed.includes(`\n${domain}. 3600 IN TXT`))).toEqual([]);
  });

  test("an address that is refused for both reasons has an action for each", async () => {
    const ip = sampleReport.actions![0]!.ips[0]!;
    const report = reportWith([refusal("one.example", { sendingIp: ip })]);
    expect(report.actions?.filter(({ ips }) => ips.includes(ip)).map(({ about }) => about)).toEqual([
      "reverse DNS",
      "sender",
    ]);
    const told = await text(report, "table");
    expect(told).toContain(`No PTR record: ${ip}`);
    expect(told).toContain(`SPF did not pass: one.example from ${ip}`);
    // The first sentences are about the reverse DNS: where to start, and then the sender's records.
    expect(told.indexOf("Start with")).toBeLessThan(told.indexOf("Gmail also refused mail of 1 domain"));
  });

  test("what lost most mail is where to start, whichever reason Gmail had", async () => {
    const told = await text(reportWith([refusal("many.example", {}, 5000), refusal("few.example")]), "table");
    const [happened, start] = [
      "Gmail also refused mail of 2 domains",
      "Start with many.example from 203.0.113.5",
    ];
    expect(told.indexOf(happened)).toBeGreaterThan(0);
    expect(told.indexOf(start)).toBeGreaterThan(told.indexOf(happened));
    expect(told).not.toContain("start with");
    expect(told).toMatch(
      /^The operator of the domain's DNS: zone many\.example\nmany\.example\. 3600 IN TXT/m,
    );
    const little = await text(reportWith([refusal("few.example")]), "table");
    expect(little).toMatch(/^Start with 203\.0\.113\.5 /m);
    expect(little).toContain("For these, start with few.example");
  });

  test("that it starts with one record for two addresses is said of both", async () => {
    const both = reportWith([unlisted("203.0.113.5", 1), unlisted("203.0.113.6", 1)]);
    expect((await text(both, "table")).replaceAll(/\s+/g, " ")).toContain(
      "For these, start with example.com from 2 addresses: add 203.0.113.5 and 203.0.113.6 to the record",
    );
  });

  test("a zone file has the record behind a semicolon: one beside the old one would do harm", async () => {
    const told = await text(reportWith([refusal("one.example")]), "zone");
    expect(told).toContain('\n; one.example. 3600 IN TXT "v=spf1 ip4:203.0.113.5 -all"\n');
  });
});
