import { describe, expect, test } from "vitest";
import { explain } from "../../src/explain/explain.ts";
import { search } from "../../src/explain/search.ts";

describe("explain searches words", () => {
  test.each([
    ["dnssec", ["reverse_dnssec_bogus", "fwd_dnssec_bogus"]],
    ["DNSSEC signatures", ["reverse_dnssec_bogus", "fwd_dnssec_bogus"]],
    ["wildcard", ["reverse_wildcard"]],
    ["why is the greeting of my server not resolvable", []],
    ["name servers disagree", ["reverse_ns_inconsistent"]],
  ])("%s", async (words, ids) => {
    const { pages } = search(words);
    expect(pages).toEqual(expect.arrayContaining(ids));
  });

  test("words in a title count for more than words in a text", async () => {
    expect(search("dnssec").pages.slice(0, 2).toSorted()).toEqual([
      "fwd_dnssec_bogus",
      "reverse_dnssec_bogus",
    ]);
  });

  test("several hits are a list, within 80 columns", async () => {
    const text = await explain("dmarc policy");
    expect(text).toMatch(/^These speak of "dmarc policy"\. Say whybounce explain/);
    expect(text).toMatch(/^ {2}\d{3}\S* \S+ {2,}\S/m);
    for (const line of text.split("\n")) expect(line.length).toBeLessThanOrEqual(100);
  });

  test("one hit is the page itself", async () => {
    const { pages, codes } = search("eui64");
    expect([pages.length, codes.length]).toEqual([1, 0]);
    expect(await explain("eui64")).toBe(await explain(pages[0] ?? ""));
  });

  test("codes are found by what they mean", async () => {
    const { codes } = search("spf did not pass");
    expect(codes.map(({ enhancedStatusCode }) => enhancedStatusCode)).toContain("X.7.27");
  });

  test.each(["fcrdns", "rDNS", "iprev"])("what others call it: %s", async (word) => {
    expect(search(word)).toEqual(search("reverse dns"));
    expect(search(`${word} order`).pages).toContain("ok");
  });

  test.each(["", "constructor", "the of my", "x".repeat(5000), "💥 ()[]*+?"])(
    "nothing to search for: %s",
    async (words) => {
      expect(search(words)).toEqual({ codes: [], pages: [] });
    },
  );
});
