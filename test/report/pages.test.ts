// The pages in a real browser: no findings of axe-core, nothing wider than a telephone, all of it to be used by keyboard,
// and fit for paper.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { render, type FormatName } from "../../src/index.ts";
import { render as auditPage } from "../../src/report/audit/html.ts";
import type { AuditReport } from "../../src/model/audit.ts";
import { browserPath, startBrowser, type Browser } from "../support/browser.ts";
import { mustSkip } from "../support/servers.ts";
import { startZoneServer } from "../support/zone-server.js";
import { run } from "../probe/run.ts";
import { ZONE } from "../probe/zone.ts";
import { comparedResults, hostileResults, nothingFound } from "./sample.ts";
import { reportsOfThreeSizes } from "./three-sizes.ts";

const program = browserPath();
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const names = [
  "1 address",
  "6 addresses",
  "200 addresses",
  "compared",
  "hostile",
  "nothing found",
  "audit",
  "probe",
] as const;
const PHONE = 390;

describe.skipIf(mustSkip("the pages in a browser", program === null ? ["chromium"] : []))("a page", () => {
  let browser: Browser;
  let pages: Record<(typeof names)[number], string>;

  beforeAll(async () => {
    browser = await startBrowser(program ?? "");
    pages = await makePages();
  });
  afterAll(() => browser.close());

  const views = names.flatMap((name) =>
    (["light", "dark"] as const).flatMap((scheme) =>
      [1100, PHONE].map((width) => [name, scheme, width] as const),
    ),
  );

  test.each(views)("%s, %s, %i pixels: axe-core finds nothing", async (name, scheme, width) => {
    await browser.open(pages[name], { width, scheme });
    await browser.evaluate(`${axe}; void 0`);
    const { violations, passes } = await browser.evaluate<Findings>(
      `axe.run().then(({ violations, passes }) => JSON.parse(JSON.stringify({ violations, passes })))`,
    );
    const told = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
    expect(told).toEqual([]);
    expect(passes.map(({ id }) => id)).toContain("color-contrast");
    expect(await browser.evaluate<number>("document.documentElement.scrollWidth")).toBeLessThanOrEqual(width);
  });

  test("can be found in, sorted and copied from without a mouse", async () => {
    await browser.open(pages["200 addresses"], { width: 1100, scheme: "light" });
    const reach = async (selector: string) => {
      for (let tries = 0; tries < 60; tries += 1) {
        await browser.press("Tab");
        if (await browser.evaluate<boolean>(`document.activeElement.matches(${JSON.stringify(selector)})`))
          return;
      }
      throw new Error(`the Tab key never reaches ${selector}`);
    };
    await browser.press("Tab");
    expect(await browser.evaluate("document.activeElement.textContent")).toBe("Skip to the report");
    await browser.press("Enter");
    await reach("#find");
    for (const key of "news25.") await browser.press(key);
    const hidden = `[...document.querySelectorAll("article")].filter((article) => article.hidden).length`;
    expect(await browser.evaluate(hidden)).toBeGreaterThan(0);
    await reach(".sort");
    await browser.press("Enter");
    expect(await browser.evaluate(`document.activeElement.closest("th").ariaSort`)).toBe("ascending");
    await reach(".copy button");
    await browser.press("Enter");
    await new Promise((done) => setTimeout(done, 100));
    expect(await browser.evaluate("document.activeElement.textContent")).toMatch(
      /^(?:Copied|Press Ctrl\+C)$/,
    );
  });

  test("leaves on paper what only a screen can use, and is whole", async () => {
    await browser.open(pages["200 addresses"], { width: 794, scheme: "dark", media: "print" });
    const shown = `[...document.querySelectorAll(".find, .copy button, .skip")].filter((element) => element.checkVisibility()).length`;
    expect(await browser.evaluate(shown)).toBe(0);
    expect(await browser.evaluate("getComputedStyle(document.body).backgroundColor")).toBe(
      "rgb(255, 255, 255)",
    );
    const cut = `[...document.querySelectorAll("pre, .scroll")].filter((element) => element.scrollHeight > element.clientHeight + 1 || element.scrollWidth > element.clientWidth + 1).length`;
    expect(await browser.evaluate(cut)).toBe(0);
    expect((await browser.pdf()).subarray(0, 5).toString()).toBe("%PDF-");
  });

  test("takes few sheets of paper for two hundred addresses, all of which are told", async () => {
    await browser.open(pages["200 addresses"], { width: 794, scheme: "light", media: "print" });
    const sheets = (await browser.pdf()).toString("latin1").match(/\/Type\s*\/Page\b(?!s)/g) ?? [];
    // Fonts differ from machine to machine; in the type of a screen it was twenty-four.
    expect(sheets.length).toBeGreaterThan(4);
    expect(sheets.length).toBeLessThanOrEqual(18);
    const hidden = `[...document.querySelectorAll("tbody tr")].filter((row) => !row.checkVisibility()).length`;
    expect(await browser.evaluate(hidden)).toBe(0);
  });

  test("breaks no date of its heading on paper, however wide that is", async () => {
    await browser.open(pages["200 addresses"], { width: 794, scheme: "light", media: "print" });
    // The lines that the dates of the heading stand on, beyond one for each date.
    const broken = `(() => {
      const heading = document.querySelector("h1");
      const texts = document.createTreeWalker(heading, NodeFilter.SHOW_TEXT);
      const dates = [];
      for (let node = texts.nextNode(); node !== null; node = texts.nextNode())
        for (const { index, 0: date } of node.data.matchAll(/\\d{4}-\\d\\d-\\d\\d/g)) {
          const range = document.createRange();
          range.setStart(node, index);
          range.setEnd(node, index + date.length);
          dates.push(range);
        }
      let further = dates.length > 0 ? 0 : Infinity;
      for (let width = 160; width < 760; width += 3) {
        heading.style.width = width + "px";
        for (const range of dates) further += range.getClientRects().length - 1;
      }
      return further;
    })()`;
    expect(await browser.evaluate(broken)).toBe(0);
  });
});

interface Findings {
  violations: { id: string; nodes: { html: string }[] }[];
  passes: { id: string }[];
}

async function makePages() {
  const sizes = await reportsOfThreeSizes();
  const html = (results: Parameters<typeof render>[0]) => render(results, "html" satisfies FormatName);
  const audit = JSON.parse(readFileSync("fixtures/audits/report.json", "utf8")) as AuditReport;
  return {
    "1 address": await html(sizes.get("1")!),
    "6 addresses": await html(sizes.get("6")!),
    "200 addresses": await html(sizes.get("200")!),
    compared: await html(comparedResults),
    hostile: await html(hostileResults),
    "nothing found": await html(nothingFound),
    audit: auditPage(audit, { width: 80, color: false, unicode: true }),
    probe: await probePage(),
  };
}

async function probePage(): Promise<string> {
  const dns = await startZoneServer(ZONE);
  try {
    return (
      await run(["-f", "html", "--no-local", "--resolver", dns.resolver, "203.0.113.5", "203.0.113.25"])
    ).stdout;
  } finally {
    await dns.close();
  }
}
