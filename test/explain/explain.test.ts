import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { causes } from "../../src/diagnosis/causes/index.ts";
import { findingRules } from "../../src/diagnosis/findings/index.ts";
import { UserError } from "../../src/base/errors.ts";
import { codes } from "../../src/model/codes/index.ts";
import { explain } from "../../src/explain/explain.ts";
import { topics } from "../../src/model/topics.ts";
import { postureTopics } from "../../src/model/posture-topics.ts";
import { probeTopics } from "../../src/model/probe-topics.ts";
import { folderOf, topicIds, type ExplainedId } from "../../src/model/explained.ts";

const docs = new URL("../../docs/", import.meta.url);
const idsIn = (folder: string) => readdirSync(new URL(folder, docs)).map((name) => name.replace(/\.md$/, ""));
const page = (id: ExplainedId) => readFileSync(new URL(`${folderOf(id)}/${id}.md`, docs), "utf8");
const tooWide = (text: string) => text.split("\n").filter((line) => line.length > 80);

describe("the pages", () => {
  test("there is one for each topic, and none besides", () => {
    expect([...idsIn("causes"), ...idsIn("findings")].toSorted()).toEqual(topicIds.toSorted());
    const groups = { ...postureTopics, ...probeTopics };
    expect(idsIn("findings").toSorted()).toEqual(Object.values<readonly string[]>(groups).flat().toSorted());
    expect(new Set(topicIds).size).toBe(topicIds.length);
  });

  test("each cause and each finding that is listed can be told, by the DNS or by the history of a store", () => {
    const roles = Object.values(topics).flatMap((ids) => Object.entries<string>(ids));
    const idsOf = (role: string) =>
      roles.filter(([, own]) => own === role || own === "both").map(([id]) => id);
    const ofHistory = ["broken_since", "mended_since"];
    expect(idsOf("cause").toSorted()).toEqual(causes.map(({ id }) => id).toSorted());
    expect(idsOf("finding").toSorted()).toEqual(
      [...findingRules.map(({ id }) => id), ...ofHistory].toSorted(),
    );
  });

  test.each(topicIds)("%s says what it means, how to prove it, how to fix it, and when it is seen", (id) => {
    const text = page(id);
    expect(text).toMatch(new RegExp(String.raw`^# [^\n]{3,50} \(${id}\)\n\n## What it means\n`));
    expect(text.match(/^## .*/gm)).toEqual([
      "## What it means",
      "## Prove it by hand",
      "## How to fix it",
      "## When Gmail sees it",
    ]);
    expect((text.match(/^```$/gm) ?? []).length % 2).toBe(0);
  });

  const allowed = /^(?:203\.0\.113|198\.51\.100|192\.0\.2|10\.0\.0|192\.168\.1|127\.0\.0)\.\d+$/;
  test.each(topicIds)("%s names nobody's address or domain", (id) => {
    const text = page(id).replaceAll(/\S+\.(?:arpa|spamhaus\.org)\b/g, "");
    const addresses = text.match(/\b\d{1,3}(?:\.\d{1,3}){3}\b/g) ?? [];
    expect(addresses.filter((address) => !allowed.test(address))).toEqual([]);
    const domains = text.match(/\b[a-z0-9-]+\.(?:com|net|org)\b/g) ?? [];
    expect(
      domains.filter((domain) => !/^(?:example\.(?:com|net|org)|google\.com|spamhaus\.org)$/.test(domain)),
    ).toEqual([]);
  });

  test.each(topicIds)("%s fits a terminal", async (id) => {
    const text = await explain(id);
    expect(tooWide(text)).toEqual([]);
    expect(text).toMatch(/^[\n\x20-\x7e]+\n$/);
    expect(text).not.toMatch(/```|^#/m);
  });
});

describe("what is asked", () => {
  test.each([
    ["550-5.7.25", "550-5.7.25: no PTR record"],
    ["5.7.25", "550-5.7.25: no PTR record"],
    ["550 5.7.25", "550-5.7.25: no PTR record"],
    ["550-5.7.25 [203.0.113.5] The IP address sending this message", "550-5.7.25: no PTR record"],
    ["421 4.7.23", "421-4.7.23, 451-4.7.23: no PTR record"],
    ["451-4.7.23", "421-4.7.23, 451-4.7.23: no PTR record"],
    ["450 4.7.23", "421-4.7.23, 451-4.7.23: no PTR record"],
    ["5.7.26", "550-5.7.26: unauthenticated sender"],
    ["4.7.27", "421-4.7.27, 550-5.7.27: SPF did not pass"],
    ["5.7.23", "550-5.7.23: SPF did not pass (not a code of Gmail's)"],
    ["ptr_nxdomain", "No PTR record (ptr_nxdomain)"],
    ["PTR-NXDOMAIN", "No PTR record (ptr_nxdomain)"],
    [" ptr nxdomain ", "No PTR record (ptr_nxdomain)"],
    ["ok", "The reverse DNS is in order (ok)"],
  ])("%s", async (topic, want) => {
    expect((await explain(topic)).startsWith(want)).toBe(true);
  });

  test("a code with several meanings shows them all", async () => {
    expect((await explain("5.7.1")).match(/^550-5\.7\.1: .*/gm)).toHaveLength(4);
    expect((await explain("421-4.7.0")).match(/^421-4\.7\.0: .*/gm)).toHaveLength(3);
  });

  test("every code fits a terminal and points to pages that exist", async () => {
    for (const { replyCodes, enhancedStatusCode, pages } of codes) {
      const enhanced = enhancedStatusCode.replace("X", String(replyCodes[0]).slice(0, 1));
      const text = await explain(`${replyCodes[0]}-${enhanced}`);
      expect(text).toContain(`${replyCodes[0]}-${enhanced}`);
      expect(tooWide(text)).toEqual([]);
      expect(pages.filter((id) => !topicIds.includes(id))).toEqual([]);
    }
  });

  test.each([
    [
      "550-5.7.26 Unauthenticated email from example.com is not accepted due to domain's DMARC policy.",
      "DMARC policy forbids",
    ],
    [
      "550-5.7.26 The MAIL FROM domain [example.com] has an SPF record with a hard fail policy (-all)",
      "must not send (-all)",
    ],
    [
      "550-5.7.1 The IP you're using to send email is not authorized to send email directly to our servers.",
      "not allowed to send directly",
    ],
    [
      "451-4.7.26 example.com, but temporary DNS failures prevent authentication",
      "name servers of the sender's domain",
    ],
    ["504 5.7.40 Unrecognized Authentication Type", "not about DMARC"],
  ])("the words after a code with several meanings choose one of them: %.40s", async (topic, title) => {
    const text = await explain(topic);
    expect(text.match(/^\d{3}-[45]\.\S+: .*/gm)).toHaveLength(1);
    expect(text).toContain(title);
  });

  test("a code about the sender's records names the checks", async () => {
    expect(await explain("5.7.27")).toContain("    whybounce audit --only spf example.com 203.0.113.5");
    expect(await explain("5.1.1")).not.toContain("whybounce audit");
  });

  test("a code for reverse DNS gives the command that its advice names", async () => {
    const text = await explain("421-4.7.23");
    expect(text).toContain("Run whybounce check");
    expect(text).toMatch(/^ {4}whybounce check 203\.0\.113\.5$/m);
    expect(text).not.toContain("whybounce audit");
    expect(await explain("550-5.7.27")).toContain("whybounce audit --only spf");
  });

  test("nothing: a list of everything", async () => {
    const text = await explain("");
    expect(tooWide(text)).toEqual([]);
    for (const id of topicIds) expect(text).toMatch(new RegExp(`^  ${id} +\\S`, "m"));
    expect(text).toMatch(/^ {2}550 5\.7\.25 +no PTR record/m);
  });
});

describe("a word that means nothing", () => {
  test.each([
    ["ptr_nxdomian", "did you mean ptr_nxdomain? whybounce explain lists all of them"],
    ["nxdomian", "explain nxdomian: no such code or cause; "],
    ["fwd_mismach", "did you mean fwd_mismatch"],
    ["550-5.7.52", "did you mean 550-5.7."],
    ["5.7.99", "did you mean "],
    [
      "bananas and pears",
      "explain bananas and pears: no such code or cause; whybounce explain lists all of them",
    ],
    ["../../package", "explain ../../package: no such code or cause"],
    ["constructor", "no such code or cause"],
    ["x".repeat(100_000), `explain ${"x".repeat(80)}...: no such code or cause; whybounce`],
    ["5.7.25.1", "no such code or cause"],
  ])("%.30s", async (topic, message) => {
    await expect(explain(topic)).rejects.toThrow(UserError);
    await expect(explain(topic)).rejects.toThrow(message);
  });
});

test("the pages are in the package", () => {
  const manifest = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as {
    files: string[];
  };
  for (const folder of ["docs/causes", "docs/findings"])
    expect(manifest.files.some((path) => folder.startsWith(path))).toBe(true);
});
