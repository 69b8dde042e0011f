import { describe, expect, test } from "vitest";
import { judge, recognize, type Judgment } from "../../src/diagnosis/diagnose.ts";
import { withRemedy } from "../../src/diagnosis/remedy.ts";
import { unaskedFacts } from "../../src/dns/check/iprev.ts";
import type { ActionStep } from "../../src/model/action.ts";
import type { Step } from "../../src/model/cause.ts";
import { startOf, startWith } from "../../src/report/document/start-with.ts";
import { worstFirst } from "../../src/model/standing.ts";
import { sampleReport } from "./sample.ts";

const IP = "203.0.113.5";
const forward: Step = {
  kind: "set-address",
  who: "you",
  task: "make sure that the mail host's name leads to this address",
  record: { owner: "mail.example.com", type: "A", target: IP },
  where: null,
};
const reverse: Step = {
  kind: "set-ptr",
  who: "hoster",
  task: "create the PTR record",
  shortTask: "create one",
  remark: " (put your mail host's full name in place of mail.example.com)",
  record: { owner: "5.113.0.203.in-addr.arpa", type: "PTR", target: "mail.example.com" },
  where: null,
};
const change: Step = { ...reverse, kind: "change-ptr", task: "have the PTR record changed", main: true };
const waiting: Step = {
  kind: "wait",
  who: "nobody",
  task: "wait until it is known",
  record: null,
  where: null,
};

const judgmentOf = (problem: string, steps: Step[]): Judgment => ({
  ...judge(recognize(unaskedFacts("192.168.1.5"))!),
  problem,
  steps,
});

function start(problem: string, steps: Step[]): string | null {
  const [sender] = sampleReport.sendingIps.filter(({ attempts }) => attempts === 1100);
  if (!sender) throw new Error("the sample has that address");
  return startWith({ sendingIps: [{ ...sender, ...withRemedy(IP, judgmentOf(problem, steps)) }] });
}

describe("the step to start with", () => {
  test.each<[string, Step[], string]>([
    [
      "it has no PTR record",
      [forward, { ...reverse, main: true }],
      "Ask your provider to create one; the exact record is below.",
    ],
    [
      "it has no PTR record at the reverse name",
      [{ ...reverse, who: "zone holder", main: true }],
      "Ask the holder of the reverse zone to create one; the exact record is below.",
    ],
    [
      "the PTR record holds an address",
      [forward, { ...change, shortTask: "have it changed" }],
      "Have it changed; the exact record is below.",
    ],
    [
      "the PTR name has no address",
      [forward, reverse],
      "Make sure that the mail host's name leads to this address; the exact record is below.",
    ],
    ["it has too many PTR names", [waiting], "Wait until it is known."],
    ["the PTR name is odd", [], "See below."],
  ])("%s", (problem, steps, advice) => {
    expect(start(problem, steps)).toBe(
      `Start with 203.0.113.5 (1,100 refusals; 640 of 830 deliveries lost): ${problem}. ${advice}`,
    );
  });

  test("is said of a report that was read back from JSON, too", () => {
    const [sender] = sampleReport.sendingIps.filter(({ attempts }) => attempts === 1100);
    const { presentation: _, ...readBack } = sender!;
    expect(startWith({ sendingIps: [readBack] }, "above")).toBe(
      "Start with 203.0.113.5 (1,100 refusals; 640 of 830 deliveries lost): No PTR record. " +
        "Create the PTR record of 203.0.113.5; the exact record is above.",
    );
  });

  test("none where nothing is known or left to be done", () => {
    expect(startWith({ sendingIps: [] })).toBeNull();
    const passing = sampleReport.sendingIps.filter(({ cause }) => cause?.class === "pass");
    expect(startWith({ sendingIps: passing })).toBeNull();
  });
});

describe("who makes the first records, and where", () => {
  const [first, second] = sampleReport.actions ?? [];
  const stepOf = (who: ActionStep["who"], records: string[], way?: string): ActionStep => ({
    who,
    action: "create it",
    where: who === "you" ? "the DNS of the name's own domain" : "zone 113.0.203.in-addr.arpa",
    records,
    command: null,
    ...(way === undefined ? {} : { way }),
    ...(who === "you" ? {} : { main: true }),
  });
  const told = (steps: ActionStep[]) =>
    startOf({ ...sampleReport, actions: [{ ...first!, steps }, { ...second! }] });

  test("is said of each step: the reader's own record before the provider's", () => {
    expect(told([stepOf("you", ["A 1"]), stepOf("hoster", ["PTR 1"])])).toEqual([
      { label: "1. You: the DNS of the name's own domain", records: ["A 1"] },
      { label: "2. Your provider: zone 113.0.203.in-addr.arpa", records: ["PTR 1"] },
    ]);
  });

  test("of many addresses too, with one record of each step", () => {
    const many = (type: string) => Array.from({ length: 1200 }, (_, index) => `${type} ${index}`);
    expect(told([stepOf("you", many("A")), stepOf("hoster", many("PTR"))])).toMatchObject([
      { label: "1. You: the DNS of the name's own domain (one of 1,200 records)", records: ["A 0"] },
      { records: ["PTR 0"] },
    ]);
  });

  test("has no number where it is one step, and the letter of its way", () => {
    expect(told([stepOf("hoster", ["PTR 1"])])?.map(({ label }) => label)).toEqual([
      "Your provider: zone 113.0.203.in-addr.arpa",
    ]);
    const ways = [stepOf("hoster", ["PTR 1"], "a"), stepOf("hoster", ["PTR 2"], "b")];
    expect(told(ways)).toMatchObject([
      { label: "a) Your provider: zone 113.0.203.in-addr.arpa", records: ["PTR 1"] },
    ]);
  });

  test("is silent where a step makes no record, or the first block follows at once", () => {
    expect(told([stepOf("you", []), stepOf("hoster", ["PTR 1"])])).toHaveLength(1);
    expect(told([stepOf("hoster", [])])).toBeNull();
    expect(startOf({ ...sampleReport, actions: [first!] })).toBeNull();
  });
});

test("the address that lost mail comes before one that was only refused more often", () => {
  const [sample] = sampleReport.sendingIps.filter(({ cause }) => cause?.class === "fail");
  if (!sample) throw new Error("the sample has an address that fails");
  const none = { ...sample, attempts: 0, messages: 0, affected: 0, lost: 0, retrying: 0, delivered: 0 };
  const retried = { ...none, ip: "203.0.113.1", attempts: 30, affected: 3, delivered: 3 };
  const queued = { ...none, ip: "203.0.113.2", attempts: 9, affected: 1, retrying: 1 };
  const lost = { ...none, ip: "203.0.113.3", attempts: 2, affected: 2, lost: 2 };
  const repaired = {
    ...lost,
    ip: "203.0.113.4",
    lost: 9,
    cause: { ...sample.cause!, class: "pass" as const },
  };
  const senders = [repaired, retried, queued, lost];
  expect(worstFirst(senders).map(({ ip }) => ip)).toEqual(
    [lost, queued, retried, repaired].map(({ ip }) => ip),
  );
  expect(startWith({ sendingIps: senders })).toMatch(
    /^Start with 203\.0\.113\.3 \(2 refusals; all 2 deliveries lost\): /,
  );
  expect(startWith({ sendingIps: [{ ...lost, affected: 5, lost: 4 }] })).toMatch(
    /^Start with 203\.0\.113\.3 \(2 refusals; 4 of 5 deliveries lost\): /,
  );
  expect(startWith({ sendingIps: [retried] })).toMatch(/^Start with 203\.0\.113\.1 \(30 refusals\): /);
});

test.each([
  [{ attempts: 30, affected: 38, lost: 34 }, "(30 refusals; 34 of 38 deliveries lost)"],
  [{ attempts: 30, affected: 34, lost: 34 }, "(30 refusals; all 34 deliveries lost)"],
  [{ attempts: 1, affected: 1, lost: 1 }, "(1 refusal; 1 delivery lost)"],
  [{ attempts: 30, affected: 38, lost: 0 }, "(30 refusals)"],
])("lost deliveries read as if they were a part of the refusals: %j", (counts, words) => {
  const [sender] = sampleReport.sendingIps.filter(({ attempts }) => attempts === 1100);
  expect(startWith({ sendingIps: [{ ...sender!, ...counts }] })).toContain(` ${words}: `);
});
