import { expect, test } from "vitest";
import { createReplies, textsOf } from "../../src/counting/replies.ts";
import { rejection } from "../support/events.ts";

const quotesOf = (events: ReturnType<typeof rejection>[]) => {
  const replies = createReplies();
  for (const event of events) replies.add(event);
  return [...textsOf(replies.finish())];
};
const early = { ...rejection(), time: "2026-02-01T00:00:00.000Z", reply: "an early one" };
const late = { ...rejection(), time: "2026-02-02T00:00:00.000Z", reply: "a late one" };
const twin = { ...late, reply: "another late one" };

test("the latest refusal of an address is quoted, in whatever order they come", () => {
  const want = [[late.sendingIp, `${late.code} a late one`]];
  expect(quotesOf([early, late, twin])).toEqual(want);
  expect(quotesOf([twin, late, early])).toEqual(want);
});

test("none of an address that is not known, and no more than Gmail writes", () => {
  expect(quotesOf([{ ...late, sendingIp: null }])).toEqual([]);
  const [[, text] = ["", ""]] = quotesOf([{ ...late, reply: "x".repeat(5000) }]);
  expect(text).toHaveLength(late.code.length + 1 + 1000);
});
