import { describe, expect, test } from "vitest";
import type { FixStep } from "../../src/model.ts";
import { startWith } from "../../src/render/start-with.ts";
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
    expect(start(id, title, fix)).toBe(`Start with 203.0.113.5 (1,100 refusals): ${want}`);
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
