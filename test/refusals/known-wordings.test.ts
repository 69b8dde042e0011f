// What is remembered of a wording must be what reading the whole reply would give.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { createKeptParts } from "../../src/reading/logs/kept-parts.ts";
import { frameLine } from "../../src/reading/logs/frame.ts";
import { takeApart } from "../../src/refusals/known-wordings.ts";
import { mtaReaders } from "../../src/reading/logs/mailers/index.ts";
import type { DeliveryAttempt } from "../../src/model/delivery.ts";
import { judge, judgeReply } from "../../src/refusals/judge.ts";
import { parseReply } from "../../src/base/standards/reply.ts";

const fixtures = join(import.meta.dirname, "../../fixtures");
const context = { timezone: "UTC", notAfter: Date.UTC(2026, 11, 1) };

/** As each reply was judged before any wording was remembered. */
function judgedInFull(attempt: DeliveryAttempt): ReturnType<typeof judge> {
  const quoted = parseReply(attempt.reply);
  return quoted && judgeReply(quoted, attempt);
}

function attemptsIn(line: string): DeliveryAttempt[] {
  const framed = frameLine(line, context);
  const records = framed ? mtaReaders.map((reader) => reader.read(framed, createKeptParts())) : [];
  return records.flatMap((record) => (record?.kind === "attempt" ? [record.attempt] : []));
}

const files = readdirSync(fixtures, { recursive: true, encoding: "utf8" }).filter((name) =>
  name.endsWith(".log"),
);
const lines = files.flatMap((name) => readFileSync(join(fixtures, name), "utf8").split("\n"));
const samples = mtaReaders.flatMap((reader) => reader.samples.map(({ line }) => line));
const distinct = new Map(
  [...samples, ...lines].flatMap(attemptsIn).map((attempt) => [attempt.reply, attempt]),
);
const attempts = [...distinct.values()];

const address = fc.oneof(
  fc.ipV4(),
  fc.ipV6(),
  fc.constantFrom("5.7.25", "203.0.113.05", "IPv6:::1", "550", ""),
);
const hexadecimal = fc.string({
  unit: fc.constantFrom(...Array.from("0123456789abcdefsi")),
  minLength: 4,
  maxLength: 20,
});
const token = fc.oneof(
  fc.tuple(hexadecimal, hexadecimal, fc.nat(999)).map(([one, other, number]) => `${one}-${other}.${number}`),
  fc.constantFrom(
    "5322abcd-3b2a1c4si93755ad.12",
    "a550-5.7.25",
    "quota-spam-PTR.12",
    "550-aaaabbbb.1",
    "short",
  ),
);
const host = fc.constantFrom(
  null,
  "gmail-smtp-in.l.google.com",
  "relay.example.net",
  "192.0.2.26",
  "mx00.gmx.net",
);
const words = fc.constantFrom(
  " PTR ",
  " spam ",
  "RFC ",
  " 550-5.7.25 ",
  "\\n550 5.7.25 ",
  " - gsmtp",
  "[",
  "]",
  "_",
  "  ",
);

/** Another address, token and host, and now and then other words, somewhere. */
const changed = fc
  .record({
    of: fc.constantFrom(...attempts),
    address,
    token,
    host,
    words,
    at: fc.nat(),
    isOther: fc.boolean(),
  })
  .map((change) => {
    const { reply } = change.of;
    const at = change.at % (reply.length + 1);
    const reworded = change.isOther ? reply.slice(0, at) + change.words + reply.slice(at) : reply;
    const quoted = reworded
      .replace(/\[[^\]\s]{0,45}/, `[${change.address}`)
      .replace(/[\w.-]+(?= - gsmtp)/, change.token);
    return { ...change.of, reply: quoted, remoteMta: change.host };
  });

test("the fixtures hold replies enough", () => {
  expect(attempts.length).toBeGreaterThan(30);
  expect(attempts.filter(({ reply }) => takeApart(reply)).length).toBeGreaterThan(15);
});

test("replies are judged the same, however often their wording was met", () => {
  for (const attempt of [...attempts, ...attempts]) expect(judge(attempt)).toEqual(judgedInFull(attempt));
  const few = fc.array(changed, { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(few, (them) => {
      for (const attempt of [...them, ...them]) expect(judge(attempt)).toEqual(judgedInFull(attempt));
    }),
    { numRuns: 2_000 },
  );
});

test("a reply of a known wording is not read again", () => {
  const reply = (number: number) =>
    `550-5.7.25 [203.0.113.${number}] The IP address sending this message does not have a PTR record. d75a77b69052e-3b2a1c4si93755ad.${number} - gsmtp`;
  const [one, other] = [1, 2].map((number) =>
    judge({ reply: reply(number), remoteMta: null } as DeliveryAttempt),
  );
  expect(other).toEqual(judgedInFull({ reply: reply(2), remoteMta: null } as DeliveryAttempt));
  expect(other?.verdict).toBe(one?.verdict);
});
