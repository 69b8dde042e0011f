import { simpleParser } from "mailparser";
import { describe, expect, test } from "vitest";
import { UserError } from "../../src/base/errors.ts";
import type { MailTarget, Results } from "../../src/model/report.ts";
import { render as renderCsv } from "../../src/report/csv.ts";
import { documentOf } from "../../src/report/document.ts";
import { mailHtml } from "../../src/report/print/mail-html.ts";
import { render } from "../../src/report/print/mail.ts";
import {
  checkResults,
  comparedResults,
  hostileResults,
  hostileWith,
  nothingFound,
  sampleResults,
} from "./sample.ts";

const target = { width: 80, color: false, unicode: true };
const mail: MailTarget = { to: ["postmaster@example.com", "root"], from: "whybounce@example.com" };
const write = (results: Results, to: MailTarget | undefined = mail) =>
  render(results, to === undefined ? target : { ...target, mail: to });

test("golden", async () => {
  await expect(await write(comparedResults)).toMatchFileSnapshot("../../fixtures/reports/report.eml");
});

test("a mail program finds text, HTML and the CSV", async () => {
  const parsed = await simpleParser(await write(sampleResults));
  expect(parsed.text).toContain("5.113.0.203.in-addr.arpa. 3600 IN PTR mail.example.com.");
  expect(parsed.html).toContain("5.113.0.203.in-addr.arpa. 3600 IN PTR mail.example.com.</pre>");
  expect(parsed.attachments.map(({ filename, contentType }) => [filename, contentType])).toEqual([
    ["whybounce-2026-02-23.csv", "text/csv"],
  ]);
  expect(parsed.attachments[0]?.content.toString()).toBe(renderCsv(sampleResults, target));
  expect(parsed.from?.text).toBe("whybounce@example.com");
});

test("sendmail gets the lines it wants, and none too long", async () => {
  const text = await write(comparedResults);
  expect(text).not.toContain("\r");
  expect(Math.max(...text.split("\n").map((line) => line.length))).toBeLessThan(999);
});

test.each([
  [
    sampleResults,
    "whybounce: 1,208 PTR refusals by Gmail, 647 deliveries lost, 3 addresses, 2026-02-15 23:00 to 2026-02-22 23:00 UTC",
  ],
  [nothingFound, "whybounce: no PTR refusals by Gmail, 2026-02-15 23:00 to 2026-02-22 23:00 UTC"],
  [checkResults, "whybounce: 3 addresses checked, 2026-02-23"],
])("the subject says it", async (results, subject) => {
  expect((await simpleParser(await write(results))).subject).toBe(subject);
});

describe("headers", () => {
  const headersOf = (text: string) => text.slice(0, text.indexOf("\n\n")).replaceAll(/[0-9a-f]{32}/g, "");

  test("hold nothing that strangers wrote", async () => {
    const headers = headersOf(await write(hostileWith("x\r\nBcc: evil@example.org\r\n\r\nhello")));
    expect(headers).toBe(headersOf(await write(hostileResults)));
    expect(headers).not.toContain("evil");
  });

  test.each([
    "a@example.com\r\nBcc: b@example.com",
    "a@example.com, b@example.com",
    "A <a@example.com>",
    "",
    "a b",
  ])("no address: %j", async (address) => {
    await expect(write(sampleResults, { to: [address], from: null })).rejects.toThrow(UserError);
    await expect(write(sampleResults, { to: ["root"], from: address })).rejects.toThrow(UserError);
  });

  test("for root and without a sender, unless told", async () => {
    const headers = headersOf(await render(sampleResults, target));
    expect(headers).toContain("\nTo: <root>\n");
    expect(headers).not.toMatch(/^From:/m);
  });
});

test("what strangers write is text in the HTML part", () => {
  const tags = (text: string) => mailHtml(documentOf(hostileWith(text), "mail")).match(/<[^>]*>/g);
  expect(tags("</pre><img src=x onerror='alert(1)'>\"")).toEqual(tags("word"));
});
