// What is read without the MIME parser must come out as the parser would have it, whatever the message.

import fc from "fast-check";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { parseMime, withoutReturnedBody, type Mail } from "../../../../src/reading/mail/bounce/parse.ts";
import { readPlainReport, readPlainText } from "../../../../src/reading/mail/bounce/plain-bounce.ts";
import { withLineFeeds } from "../../../../src/reading/mail/bounce/repair.ts";

const fixtures = join(import.meta.dirname, "../../../../fixtures");
let bounces: { name: string; raw: Buffer }[];

beforeAll(async () => {
  const folders = ["dsn", "not-ptr"];
  const lists = await Promise.all(
    folders.map(async (folder) =>
      (await readdir(join(fixtures, folder))).map((name) => join(fixtures, folder, name)),
    ),
  );
  const names = lists.flat().filter((name) => name.endsWith(".eml"));
  bounces = await Promise.all(names.map(async (name) => ({ name, raw: await readFile(name) })));
});

/** Without the bodies of returned messages: only their header is read. */
function comparable(mail: Mail): unknown {
  const parts = mail.parts.map(({ contentType, content }) => ({
    contentType,
    content: contentType.endsWith("delivery-status")
      ? content.toString("latin1")
      : content
          .toString("latin1")
          .split(/\n\r?\n/)[0]
          ?.trimEnd(),
  }));
  return { ...mail, parts };
}

/** True when the message was plain; then both ways must give the same. */
async function agree(message: Buffer): Promise<boolean> {
  const input = withLineFeeds(message);
  const front = withoutReturnedBody(input);
  const plain = readPlainReport(front ?? input) ?? readPlainText(input);
  if (plain) expect(comparable(plain)).toEqual(comparable(await parseMime(input, front)));
  return plain !== null;
}

describe("the plain reading is the parser's", () => {
  test("of every fixture, with either line end", async () => {
    const plain: string[] = [];
    for (const { name, raw } of bounces) {
      const withReturns = Buffer.from(raw.toString("latin1").replace(/\r?\n/g, "\r\n"), "latin1");
      const isPlain = await agree(raw);
      expect(await agree(withReturns), name).toBe(isPlain);
      if (isPlain) plain.push(name);
    }
    expect(plain.filter((name) => /\/(?:postfix|exim)-/.test(name)).length).toBeGreaterThan(9);
    expect(plain.length).toBeLessThan(bounces.length);
  });

  // Lines that mean something to a MIME parser, put anywhere.
  const awkward = [
    "",
    " ",
    "\t",
    "--",
    "--b",
    "--b--",
    "--b ",
    "--b-",
    " --b",
    "\r--b",
    "--b\r",
    "--bb",
    "--b--\r",
    "From mx1.example.com Mon Feb 23 10:11:13 2026",
    ">From mx1.example.com Mon Feb 23 10:11:13 2026",
    "POST / HTTP/1.0",
    "no field",
    "Name : value",
    "Content-Type: text/plain",
    "Content-Type: text/plain; charset=iso-8859-1",
    "Content-Type: text/plain; format=flowed; delsp=yes",
    "Content-Type: text/plain; boundary=b",
    "Content-Type: text/html",
    "Content-Type: multipart/mixed; boundary=b",
    'Content-Type: multipart/report; boundary="b"; report-type=delivery-status',
    'Content-Type: multipart/report; boundary="b\\"; report-type="delivery-status"',
    "Content-Type: multipart/report (comment); boundary=b",
    "Content-Type: message/delivery-status",
    "Content-Type: message/feedback-report",
    "Content-Type: message/rfc822",
    "content-type : message/rfc822",
    "Content-Transfer-Encoding: base64",
    "Content-Transfer-Encoding: quoted-printable",
    "Content-Transfer-Encoding: 8bit",
    "Content-Disposition: attachment",
    "Content-Disposition: inline",
    "Content-ID: <1@example.com>",
    "Subject: =?utf-8?Q?J=C3=B6rg?=",
    "Subject: Jörg\xff",
    "\0",
    "a\rb",
  ];

  interface Change {
    at: number;
    line: string;
    kind: "insert" | "replace" | "remove" | "double" | "cut" | "byte";
  }
  const change: fc.Arbitrary<Change> = fc.record({
    at: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
    line: fc.constantFrom(...awkward),
    kind: fc.constantFrom("insert", "insert", "replace", "remove", "double", "cut", "byte"),
  });

  function apply(message: string, { at, line, kind }: Change): string {
    if (kind === "byte") {
      const position = Math.floor(at * message.length);
      return message.slice(0, position) + line.slice(0, 1) + message.slice(position + 1);
    }
    const lines = message.split("\n");
    const index = Math.floor(at * lines.length);
    const old = lines[index]!;
    const instead = {
      insert: [old, line],
      replace: [line],
      remove: [],
      double: [old, old],
      cut: [old.slice(0, 8)],
    };
    lines.splice(index, 1, ...instead[kind]);
    return lines.join("\n");
  }

  test("of bounces in which lines were changed at random", async () => {
    let plain = 0;
    const sample = fc.record({
      seed: fc.nat(),
      changes: fc.array(change, { minLength: 1, maxLength: 4 }),
      returns: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(sample, async ({ seed, changes, returns }) => {
        const { raw } = bounces[seed % bounces.length]!;
        // The boundary of the awkward lines.
        const text = raw.toString("latin1");
        const boundary = /boundary="?([^"\s;]+)/i.exec(text)?.[1] ?? "b";
        const changed = changes.reduce(apply, text.replaceAll(boundary, "b"));
        if (await agree(Buffer.from(returns ? changed.replace(/\n/g, "\r\n") : changed, "latin1"))) plain++;
      }),
      { numRuns: Number(process.env["RUNS"] ?? 300) },
    );
    expect(plain).toBeGreaterThan(10);
  });
});
