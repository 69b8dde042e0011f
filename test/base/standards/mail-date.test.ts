import { describe, expect, test } from "vitest";
import { parseMailDate } from "../../../src/base/standards/mail-date.ts";

const read = (text: string | null | undefined) => {
  const time = parseMailDate(text);
  return time === null ? null : new Date(time).toISOString().slice(0, 19);
};

describe("dates of mail", () => {
  test.each([
    ["Mon, 23 Feb 2026 10:11:13 +0000 (UTC)", "2026-02-23T10:11:13"],
    ["23 Feb 2026 10:11:13 -0500", "2026-02-23T15:11:13"],
    ["Mon, 23 Feb 26 10:11 GMT", "2026-02-23T10:11:00"],
    ["Mon, 23 Feb 99 10:11:13 +0000", "1999-02-23T10:11:13"],
    ["Mon, 23 Feb 2026 10:11:13 EST", "2026-02-23T15:11:13"],
    ["Mon, 23 Feb 2026 10:11:13", "2026-02-23T10:11:13"],
    ["Monday, 23 February 2026 10:11:13 +0530", "2026-02-23T04:41:13"],
    ["2026-02-23T10:11:13+01:00", "2026-02-23T09:11:13"],
    ["2026-03-02 04-46-42", "2026-03-02T04:46:42"],
    ["MAILER-DAEMON Mon Feb 23 10:11:13 2026", "2026-02-23T10:11:13"],
    ["1849@xxx Mon Feb 23 10:11:13 +0100 2026", "2026-02-23T09:11:13"],
    ["-  Mon Feb 23 10:11:13 2026 -0800", "2026-02-23T18:11:13"],
  ])("%s", (text, time) => {
    expect(read(text)).toBe(time);
  });

  test.each([
    [null],
    [undefined],
    [""],
    ["yesterday"],
    ["23 Fev 2026 10:11:13 +0000"],
    ["Thu, 1 Jan 1970 00:00:00 +0000"],
    ["Mon, 23 Feb 9999 10:11:13 +0000"],
    ["2026"],
  ])("no date, or none of a mail: %j", (text) => {
    expect(read(text)).toBeNull();
  });
});
