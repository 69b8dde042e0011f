import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Results } from "../../src/model/report.ts";
import { render } from "../../src/report/print/html.ts";
import {
  checkResults,
  comparedResults,
  hostileResults,
  hostileWith,
  nothingFound,
  resultsWithoutDns,
  sampleResults,
} from "./sample.ts";

const target = { width: 80, color: false, unicode: true };
const page = (results: Results) => render(results, target);

test.each([
  ["report.html", comparedResults],
  ["check.html", checkResults],
])("golden %s", async (name, results) => {
  await expect(page(results)).toMatchFileSnapshot(`../../fixtures/reports/${name}`);
});

test("on a narrow screen actions with one cause can still be told apart", () => {
  const hidden = [...page(sampleResults).matchAll(/<th scope="col" class="[^"]*wide[^"]*">([^<]*)</g)];
  const names = hidden.map(([, name]) => name);
  expect(names).toContain("Refusals");
  expect(names).not.toContain("For");
});

/** Every tag with its attributes, in order: what a browser acts upon. */
function tagsOf(html: string): string[] {
  return html.match(/<[^>]*>/g) ?? [];
}

describe("what strangers write", () => {
  const harmless = tagsOf(page(hostileWith("word")));

  test.each([
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' autofocus onfocus=alert(1) x='",
    "</style></script></title><svg onload=alert(1)>",
    "<!-- --> <![CDATA[ ]]> &lt;b&gt; &#60;",
  ])("is text: %s", (text) => {
    expect(tagsOf(page(hostileWith(text)))).toEqual(harmless);
  });

  test("any text whatever leaves the markup as it is", () => {
    const text = fc.oneof(
      fc.string({ unit: "binary", minLength: 1 }),
      fc
        .array(fc.constantFrom("<", ">", '"', "'", "&", "`", "=", "/", "!", "-", "a", "script", " "), {
          minLength: 1,
        })
        .map((parts) => parts.join("")),
    );
    fc.assert(
      fc.property(text, (written) => {
        expect(tagsOf(page(hostileWith(written)))).toEqual(harmless);
      }),
      { numRuns: 100 },
    );
  });

  test("shows what a browser would hide", () => {
    expect(page(hostileResults)).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
  });
});

describe("the page", () => {
  const pages = [
    sampleResults,
    comparedResults,
    checkResults,
    resultsWithoutDns,
    nothingFound,
    hostileResults,
  ].map(page);

  test("its policy allows its own style and script, and nothing else", () => {
    for (const html of pages) {
      const policy = /<meta http-equiv="Content-Security-Policy" content="(?<policy>[^"]*)">/.exec(html)
        ?.groups?.["policy"];
      const hashOf = (tag: string) => {
        const content = new RegExp(`<${tag}>([^]*?)</${tag}>`).exec(html)?.[1] ?? "";
        return `&#39;sha256-${createHash("sha256").update(content).digest("base64")}&#39;`;
      };
      expect(policy).toBe(
        `default-src &#39;none&#39;; style-src ${hashOf("style")}; script-src ${hashOf("script")}; base-uri &#39;none&#39;; form-action &#39;none&#39;`,
      );
      expect(html.match(/<script/g)).toHaveLength(1);
      expect(html.match(/<style/g)).toHaveLength(1);
    }
  });

  test("loads nothing, and has neither style nor script in an attribute", () => {
    for (const html of pages) {
      const attributes = tagsOf(html).join("\n");
      expect(attributes).not.toMatch(/\s(?:src|srcset|style|action|on\w+)=/);
      expect(attributes.match(/href="[^#]/g)).toBeNull();
      expect(html).not.toMatch(/url\(|@import/);
    }
  });

  test("headings go down one level at a time, and every anchor is there once", () => {
    for (const html of pages) {
      const levels = [...html.matchAll(/<h(\d)/g)].map(([, level]) => Number(level));
      expect(levels[0]).toBe(1);
      levels.forEach((level, index) => expect(level - (levels[index - 1] ?? 0)).toBeLessThanOrEqual(1));
      const ids = [...html.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id);
      expect(new Set(ids).size).toBe(ids.length);
      for (const [, anchor] of html.matchAll(/(?:href="#|labelledby=")([^"]*)"/g))
        expect(ids).toContain(anchor);
    }
  });

  test("every record, command and ticket is there to be copied", () => {
    const html = page(sampleResults);
    for (const sender of sampleResults.report.sendingIps) {
      const texts = [
        ...sender.fix.flatMap((step) => step.record ?? []),
        ...sender.commands,
        ...sender.heloCommands,
      ];
      for (const text of [...texts, ...(sender.ticket === null ? [] : [sender.ticket])])
        expect(html).toContain(`<pre><code>${text}</code></pre>`);
    }
  });
});
