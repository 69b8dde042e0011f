import { describe, expect, test } from "vitest";
import { textOfHtml } from "../../../../src/reading/mail/bounce/html.ts";

describe("the text of a page", () => {
  test.each([
    ["line ends and blanks", "<p>a\n  b</p><div>c<br>d</div>", "\na b\n\nc\nd\n"],
    ["entities", "&lt;a@example.com&gt;&nbsp;&amp;&quot;&apos;", `<a@example.com> &"'`],
    ["characters by their number", "550&#45;5&#x2E;7.25 &#x1F4E7;", "550-5.7.25 \u{1f4e7}"],
    ["numbers that are none", "&#0; &#x110000; &#9999999;", "&#0; &#x110000; &#9999999;"],
    ["names that nobody knows", "&copy; &hello; &amp", "&copy; &hello; &amp"],
    ["what a page does not show", "a<style>b</style>c<SCRIPT>d</SCRIPT>e<!-- f -->g", "aceg"],
    ["a style that does not end", "a<style>b", "ab"],
  ])("%s", (_name, html, text) => {
    expect(textOfHtml(html)).toBe(text);
  });

  test.each(["<style>", "<", "&#", "<p ", "</", "<!--"])("a mebibyte of %j is no more than that", (piece) => {
    expect(textOfHtml(piece.repeat((1 << 20) / piece.length)).length).toBeLessThanOrEqual(1 << 20);
  });
});
