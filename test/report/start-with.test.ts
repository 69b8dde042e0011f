import { describe, expect, test } from "vitest";
import type { FixStep } from "../../src/model/cause.ts";
import { startWith } from "../../src/report/document/start-with.ts";
import { worstFirst } from "../../src/model/standing.ts";
import { sampleReport } from "./sample.ts";

const forward: FixStep = {
  who: "you",
  action: "make sure that the mail host's name leads to this address",
  record: "mail.example.com. 3600 IN A 203.0.113.5",
  where: null,
};
const reverse: FixStep = {
  who: "hoster",
  action: "create the PTR record (put your mail host's name in place of mail.example.com)",
  record: "5.113.0.203.in-addr.arpa. 3600 IN PTR mail.example.com.",
  where: null,
};
const waiting: FixStep = { who: "nobody", action: "wait until it is known.", record: null, where: null };

function start(id: string, title: string, fix: FixStep[]): string | null {
  const [sender] = sampleReport.sendingIps.filter(({ attempts }) => attempts === 1100);
  if (!sender) throw new Error("the sample has that address");
  return startWith([{ ...sender, cause: { id, class: "fail", title, summary: "" }, fix }]);
}

describe("the step to start with", () => {
  test.each([
    [
      "ptr_nxdomain",
      "No PTR record",
      [forward, reverse],
      "it has no PTR record. Ask your provider to create one; the exact record is below.",
    ],
    [
      "ptr_is_ip",
      "The PTR record holds an address",
      [forward, { ...reverse, action: "have the PTR record changed" }],
      "the PTR record holds an address. Have the PTR record changed; the exact record is below.",
    ],
    [
      "fwd_nodata",
      "The PTR name has no address",
      [forward, reverse],
      "the PTR name has no address. Make sure that the mail host's name leads to this address; the exact record is below.",
    ],
    [
      "reverse_timeout",
      "Too many PTR names",
      [waiting],
      "it has too many PTR names. Wait until it is known.",
    ],
    ["fwd_nodata", "PTR oddity", [], "PTR oddity. See below."],
  ])("%s", (id, title, fix, want) => {
    expect(start(id, title, fix)).toBe(
      `Start with 203.0.113.5 (1,100 refusals, 640 deliveries lost): ${want}`,
    );
  });

  test("the one that says itself that it repairs the cause", () => {
    const main = { ...waiting, main: true };
    expect(start("ptr_nxdomain", "No PTR record", [forward, main, reverse])).toMatch(
      /Wait until it is known\.$/,
    );
  });

  test("none where nothing is known or left to be done", () => {
    expect(startWith([])).toBeNull();
    expect(startWith(sampleReport.sendingIps.filter(({ cause }) => cause?.class === "pass"))).toBeNull();
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
  expect(startWith(senders)).toMatch(/^Start with 203\.0\.113\.3 \(2 refusals, 2 deliveries lost\): /);
  expect(startWith([retried])).toMatch(/^Start with 203\.0\.113\.1 \(30 refusals\): /);
});
