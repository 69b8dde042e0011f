import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { MAX_MESSAGE_LENGTH, splitMbox } from "../../../src/reading/mail/mbox.ts";
import { readerOf } from "../../support/byte-reader.ts";

async function split(text: string | Buffer, sizes?: number[]): Promise<string[]> {
  const messages: string[] = [];
  for await (const { raw, number } of splitMbox(readerOf(Buffer.from(text), sizes))) {
    expect(number).toBe(messages.length + 1);
    messages.push(raw.toString("latin1"));
  }
  return messages;
}

const DATE = "Mon Nov 23 04:00:29 2026";
const message = (n: number) => `Subject: ${n}\n\nbody ${n}\n`;

describe("MMDF", () => {
  const mark = "\u0001\u0001\u0001\u0001\n";
  const mails = [1, 2, 3].map(
    (n) => `${message(n)}\nFrom here on ${DATE}\n\u0001\u0001\u0001\u0001 within\n`,
  );
  const packed = mails.map((mail) => mark + mail + mark).join("");

  test.each([1, 2, 5, 7, 64])("marks part the messages, read by %d bytes", async (size) => {
    expect(await split(packed, [size])).toEqual(mails);
  });

  test("with line ends of Windows, and one mark between two messages", async () => {
    const crlf = packed.replaceAll("\n", "\r\n");
    expect(await split(crlf)).toEqual(mails.map((mail) => mail.replaceAll("\n", "\r\n")));
    expect(await split(mails.map((mail) => mark + mail).join(""))).toEqual(mails);
  });
});

describe("separators", () => {
  test.each([
    ["Postfix and most others", `From MAILER-DAEMON  ${DATE}`],
    ["a sender", `From news@example.com ${DATE}`],
    ["one blank before the day", "From news@example.com Sun Nov  1 04:00:29 2026"],
    ["no seconds", "From news@example.com Mon Nov 23 04:00 2026"],
    ["a zone's name", "From news@example.com Mon Nov 23 04:00:29 CET 2026"],
    ["a zone before the year", "From 1849@xxx Thu Jan 01 00:00:02 +0000 2026"],
    ["a zone after the year", "From news@example.com Mon Nov 23 04:00:29 2026 +0100"],
    ["UUCP", `From news@example.com ${DATE} remote from gateway`],
    ["RFC 822 date", "From - Mon, 23 Nov 2026 04:00:29 +0000"],
    ["Thunderbird until lately", `From - ${DATE}`],
    ["Thunderbird today", "From "],
    ["no sender", "From -"],
  ])("%s", async (_name, line) => {
    const first = `${line}\n${message(1)}\n`;
    const second = `${line}\n${message(2)}`;
    expect(await split(first + second)).toEqual([first, second]);
    const crlf = [first, second].map((text) => text.replaceAll("\n", "\r\n"));
    expect(await split(crlf.join(""))).toEqual(crlf);
  });

  test.each([
    ["a header follows", "no blank line\n", `From a@example.com ${DATE}\n${message(2)}`],
    [
      "a quoted From_ line follows",
      "x\n\n",
      `From a@example.com ${DATE}\n>From b@example.com ${DATE}\n${message(2)}`,
    ],
    ["a blank line stands before, no header follows", "x\n\n", `From a@example.com ${DATE}\n\nbody only\n`],
  ])("%s", async (_name, end, second) => {
    const first = `From a@example.com ${DATE}\nSubject: 1\n\n${end}`;
    expect(await split(first + second)).toEqual([first, second]);
  });
});

describe("lines that are text", () => {
  test.each([
    ["From here on we are alone.\n"],
    ["From: somebody\n"],
    ["From Monday to Friday 9:00 2026\n"],
    [">From news@example.com Mon Nov 23 04:00:29 2026\nSubject: x\n"],
    [" From news@example.com Mon Nov 23 04:00:29 2026\nSubject: x\n"],
    ["From \n\nno header follows\n"],
    ["From news@example.com Mon Nov 23 04:00:29 2026 and more\nSubject: x\n"],
    [`From ${"x".repeat(700)} ${DATE}\nSubject: x\n`],
  ])("%j", async (body) => {
    const whole = `From a@example.com ${DATE}\n${message(1)}\n${body}\nend\n`;
    expect(await split(whole)).toEqual([whole]);
  });

  test("a date within a paragraph separates only before a header", async () => {
    const whole = `From a@example.com ${DATE}\nSubject: 1\n\nthe log says\nFrom b@example.com ${DATE}\nand goes on\n`;
    expect(await split(whole)).toEqual([whole]);
  });
});

describe("the begin and the end", () => {
  test("one message without a From_ line", async () => {
    expect(await split(message(1))).toEqual([message(1)]);
  });

  test("nothing, or blanks", async () => {
    expect(await split("")).toEqual([]);
    expect(await split("\r\n\r\n  \n")).toEqual([]);
  });

  test("blank lines in front", async () => {
    const only = `From a@example.com ${DATE}\n${message(1)}`;
    expect(await split(`\n\r\n\n${only}`)).toEqual([only]);
  });

  test("a From_ line at the very end", async () => {
    const whole = `From a@example.com ${DATE}\n${message(1)}\nFrom b@example.com ${DATE}`;
    expect(await split(whole)).toEqual([whole]);
  });
});

test("a message longer than the limit is cut, and the next one is whole", async () => {
  const next = `From b@example.com ${DATE}\n${message(2)}`;
  const huge = Buffer.concat([
    Buffer.from(`From a@example.com ${DATE}\nSubject: 1\n\n`),
    Buffer.alloc(MAX_MESSAGE_LENGTH + (3 << 20), "line of text\n"),
    Buffer.from(`\n${next}`),
  ]);
  const seen: { length: number; cut: boolean; text: string }[] = [];
  for await (const { raw, cut } of splitMbox(readerOf(huge, [1 << 20])))
    seen.push({ length: raw.length, cut, text: raw.toString("latin1", 0, 60) });
  expect(seen).toMatchObject([{ cut: true }, { cut: false, text: next.slice(0, 60) }]);
  expect(seen[0]?.length).toBeLessThanOrEqual(MAX_MESSAGE_LENGTH + 2_000);
}, 30_000);

test("splitting does not depend on the chunks", async () => {
  const piece = fc.constantFrom(
    `From a@example.com ${DATE}\n`,
    "From \n",
    "From here on\n",
    "Subject: x\n",
    "text\n",
    "\n",
    "\r\n",
    `${"long ".repeat(300)}\n`,
  );
  const mailbox = fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join(""));
  const sizes = fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(mailbox, sizes, async (text, chunkSizes) => {
      const whole = await split(text);
      expect(await split(text, chunkSizes)).toEqual(whole);
      expect(whole.join("").trim()).toBe(text.trim());
    }),
    { numRuns: 200 },
  );
});

describe("line ends that are carriage returns alone", () => {
  const first = `From a@example.com ${DATE}\n${message(1)}\n`;
  const second = `From b@example.com ${DATE}\n${message(2)}`;

  test.each([[[1 << 20]], [[7]], [[1]]])("in chunks of %j", async (sizes) => {
    expect(await split((first + second).replaceAll("\n", "\r"), sizes)).toEqual([first, second]);
  });

  test("a line feed far behind them counted only if one read brought it", async () => {
    const returns = `${first}${"x".repeat(70_000)}\n${second}`.replaceAll("\n", "\r");
    const [whole, pieces] = [await split(`${returns}\n`), await split(`${returns}\n`, [5_000])];
    expect(whole).toHaveLength(2);
    expect(pieces).toEqual(whole);
  });
});

describe("Content-Length", () => {
  const unquoted = `Subject: an old mailbox\n\nFrom c@example.com ${DATE}\nSubject: quoted\n\ntext\n`;
  const withLength = (body: string, length: number) =>
    `From a@example.com ${DATE}\nSubject: 1\nContent-Length: ${length}\n\n${body}\n`;
  const next = `From b@example.com ${DATE}\n${message(2)}`;

  test.each([["\n"], ["\r\n"]])("what it covers is not searched, line ends %j", async (lineEnd) => {
    const body = unquoted.replaceAll("\n", lineEnd);
    const first = withLength("", body.length).slice(0, -1).replaceAll("\n", lineEnd) + body + lineEnd;
    const second = next.replaceAll("\n", lineEnd);
    expect(await split(first + second)).toEqual([first, second]);
    expect(await split(first + second, [13])).toEqual([first, second]);
    expect(await split(first)).toEqual([first]);
  });

  test.each([
    ["too long", 5],
    ["too short", -5],
    ["beyond the end", 1_000_000],
    ["absurd", 999_999_999],
  ])("%s, it is not believed", async (_name, error) => {
    const first = withLength("body\n", 5 + error);
    expect(await split(first + next)).toEqual([first, next]);
  });
});
