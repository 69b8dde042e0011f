// The README's pictures show what the program writes today.

import { readFileSync, statSync } from "node:fs";
import { expect, test } from "vitest";
import { terminalPicture } from "../../scripts/terminal-picture.js";

const TERMINAL = "docs/images/terminal.svg";
const PAGE = "docs/images/report.png";
/** A reader on a slow line waits for it. */
const MAXIMUM_BYTES = 200_000;

test("the terminal is the demo's, as npm run pictures draws it", () => {
  const picture = readFileSync(TERMINAL, "utf8");
  expect(picture).toBe(terminalPicture(readFileSync("fixtures/command-lines/demo.txt", "utf8")));
  expect(picture).toContain(">25.113.0.203.in-addr.arpa. 3600 IN PTR mx1.example.com.</text>");
  expect(picture).not.toContain("\u001b");
});

test("what a transcript holds is text in the picture", () => {
  const picture = terminalPicture("$ whybounce x\n==> standard output\n\u001b[31m<b> &\u001b[39m IN PTR \n");
  expect(picture).toContain('fill="#ff8f86">&lt;b&gt; &amp;</text>');
});

test("the README shows both, and they load quickly", () => {
  for (const path of [TERMINAL, PAGE]) {
    expect(readFileSync("README.md", "utf8")).toContain(`](${path})`);
    expect(statSync(path).size).toBeLessThan(MAXIMUM_BYTES);
  }
});
