// The prefilter may be wrong in one direction only: it must never say no to a message that holds a refusal.

import fc from "fast-check";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { concernOf } from "../../../src/reading/mail/read-mail.ts";
import { processorTime } from "../../support/processor-time.ts";

const mayHoldRefusal = (raw: Buffer) => concernOf(raw) === "refusal";

const fixtures = join(import.meta.dirname, "../../../fixtures/dsn");

const CODES = ["5.7.25", "4.7.23"];
const filler = fc.string({ unit: fc.constantFrom("a", "b", "x", " ", ".", "=", "ü", "\n"), maxLength: 120 });

/** A soft line break may stand anywhere, and any byte may be written as a number. */
function quotedPrintable(bytes: Buffer, seed: number): Buffer {
  let out = "";
  let column = 0;
  for (const [i, byte] of bytes.entries()) {
    const isPlain = byte > 0x20 && byte < 0x7f && byte !== 0x3d && (seed * (i + 7)) % 5 !== 0;
    out += isPlain ? String.fromCharCode(byte) : `=${byte.toString(16).toUpperCase().padStart(2, "0")}`;
    if (++column % (3 + (seed % 23)) === 0) out += seed % 2 === 0 ? "=\r\n" : "=  \n";
  }
  return Buffer.from(out, "latin1");
}

function base64(bytes: Buffer, seed: number): Buffer {
  const width = 4 + (seed % 72);
  const lines = bytes.toString("base64").match(new RegExp(`.{1,${width}}`, "g")) ?? [];
  return Buffer.from(lines.join(seed % 2 === 0 ? "\r\n" : "\n"));
}

const encodings: Record<string, (bytes: Buffer, seed: number) => Buffer> = {
  "quoted-printable": quotedPrintable,
  "Quoted-Printable": quotedPrintable,
  base64,
  BASE64: base64,
  "8bit": (bytes) => bytes,
};

interface Layer {
  encoding: string;
  seed: number;
  siblings: boolean;
}

/** A message that holds `body` encoded, beside other parts or alone. */
function wrap(body: Buffer, { encoding, seed, siblings }: Layer): Buffer {
  const end = seed % 2 === 0 ? "\r\n" : "\n";
  const part = Buffer.concat([
    Buffer.from(["Content-Type: message/rfc822", `Content-Transfer-Encoding: ${encoding}`, "", ""].join(end)),
    encodings[encoding]!(body, seed),
  ]);
  if (!siblings) return part;
  const text = ["Content-Type: text/plain", "", "hello", ""].join(end);
  return Buffer.concat([
    Buffer.from(
      `Content-Type: multipart/mixed; boundary=b${seed}${end}${end}--b${seed}${end}${text}--b${seed}${end}`,
    ),
    part,
    Buffer.from(`${end}--b${seed}--${end}`),
  ]);
}

describe("soundness", () => {
  const layerOf = (...names: string[]) =>
    fc.record({ encoding: fc.constantFrom(...names), seed: fc.nat(1_000), siblings: fc.boolean() });
  const leaf = layerOf(...Object.keys(encodings));
  // What holds other parts is never quoted-printable (RFC 2045 section 6.4); attached files may be base64.
  const outer = fc.array(layerOf("base64", "BASE64", "8bit"), { maxLength: 3 });
  const charset = fc.constantFrom("utf8", "utf16le", "utf16be");

  test("no nesting of encodings hides a code", () => {
    const code = fc.constantFrom(...CODES);
    fc.assert(
      fc.property(
        filler,
        code,
        filler,
        leaf,
        outer,
        charset,
        (before, enhanced, after, inner, nesting, set) => {
          const text = `${before} 550-${enhanced} [203.0.113.5] ${after}`;
          const wide = Buffer.from(text, "utf16le");
          if (set === "utf16be") wide.swap16();
          // A mail cannot contain bare UTF-16; gateways encode it in base64.
          const innermost =
            set === "utf8" ? wrap(Buffer.from(text), inner) : wrap(wide, { ...inner, encoding: "base64" });
          expect(mayHoldRefusal(nesting.reduce((part, layer) => wrap(part, layer), innermost))).toBe(true);
        },
      ),
      { numRuns: 1_000 },
    );
  });

  test("nor the words of the refusals without such a code", () => {
    const joint = fc.constantFrom(
      " ",
      "\n",
      "\r\n    ",
      "\n> ",
      " 550-5.7.1 ",
      "\n550-5.7.1 ",
      " 421-4.7.0\n    ",
    );
    fc.assert(
      fc.property(filler, joint, leaf, outer, (before, between, inner, nesting) => {
        const innermost = wrap(Buffer.from(`${before}does not have a PTR${between}record setup`), inner);
        expect(mayHoldRefusal(nesting.reduce((part, layer) => wrap(part, layer), innermost))).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  const encoded = (body: string) =>
    Buffer.from(`Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\n${body}`);

  test("nor base64 in stretches, each with its padding", () => {
    const stretches = ["a", "bb", "550-5.7.25 [203.0.113.5]"].map((text) => btoa(text)).join("\n");
    expect(mayHoldRefusal(encoded(stretches))).toBe(true);
  });

  test("nor a header line of blanks", () => {
    const field = "Content-Transfer-Encoding: base64\n \nSubject: hello";
    expect(mayHoldRefusal(Buffer.from(`${field}\n\n${btoa("550-5.7.25 [203.0.113.5]")}`))).toBe(true);
  });

  test.each([76, 61, 4, 1_000])("nor the size of the stretches that are decoded, in lines of %i", (width) => {
    const STRETCH = 1 << 20;
    const around = Math.floor((STRETCH / (width + 1)) * width * 0.75);
    for (let offset = -2; offset < 10; offset++) {
      const text = btoa(`${"x".repeat(around - offset)}5.7.25${"x".repeat(20)}`);
      const lines = text.replace(new RegExp(`.{${width}}`, "g"), "$&\n");
      expect(mayHoldRefusal(encoded(lines)), `at ${offset}`).toBe(true);
    }
  });

  test("every bounce among the fixtures", async () => {
    for (const name of await readdir(fixtures))
      expect(mayHoldRefusal(await readFile(join(fixtures, name))), name).toBe(true);
  });
});

describe("what it spares", () => {
  test.each([
    [
      "another refusal",
      "Diagnostic-Code: smtp; 550-5.1.1 The email account that you tried to reach does not exist",
    ],
    ["a plain mail", "Subject: hello\n\nhow are you?\n"],
    ["PTR in passing", "Content-Transfer-Encoding: base64\n\nPTRPTRPTRPTR\n"],
    ["nothing", ""],
  ])("%s", (_name, text) => {
    expect(mayHoldRefusal(Buffer.from(text))).toBe(false);
  });
});

test("hostile mail takes no longer than mail of its size", () => {
  const hostile = [
    "base64\n\n".repeat(50_000),
    "quoted-printable =".repeat(50_000),
    "PTR ".repeat(200_000),
    `Content-Transfer-Encoding: base64\n\n${"QUJD".repeat(500_000)}`,
    "base64 ".repeat(100_000),
  ];
  for (const text of hostile) {
    const raw = Buffer.from(text);
    expect(
      processorTime(() => mayHoldRefusal(raw)),
      text.slice(0, 40),
    ).toBeLessThan(1_000);
  }
});
