import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { frameLine } from "../../../src/reading/logs/frame.ts";
import { createListing } from "../../../src/reading/logs/framing/queue-listing.ts";
import { processorTime } from "../../support/processor-time.ts";

const context = { timezone: "UTC", notAfter: Date.parse("2026-11-23T05:00:00Z") };
const TIME = Date.parse("2026-11-23T04:01:31Z");
const MESSAGE = "63D5E2988B8: removed";
const framed = { time: TIME, host: "mx1", program: "postfix/qmgr", message: MESSAGE };
const TAG = `postfix/qmgr[128]: ${MESSAGE}`;

describe("syslog", () => {
  test.each([
    ["RFC 3164", `Nov 23 04:01:31 mx1 ${TAG}`, {}],
    ["no pid", `Nov 23 04:01:31 mx1 postfix/qmgr: ${MESSAGE}`, {}],
    ["priority", `<22>Nov 23 04:01:31 mx1 ${TAG}`, {}],
    ["year", `Nov 23 2026 04:01:31 mx1 ${TAG}`, {}],
    ["FreeBSD's facility and severity", `Nov 23 04:01:31 <mail.info> mx1 ${TAG}`, {}],
    ["AIX's", `Nov 23 04:01:31 mx1 mail:info ${TAG}`, {}],
    [
      "Solaris's message number",
      `Nov 23 04:01:31 mx1 postfix/qmgr[128]: [ID 197553 mail.info] ${MESSAGE}`,
      {},
    ],
    ["a fully qualified host", `Nov 23 04:01:31 mx1.example.com ${TAG}`, { host: "mx1.example.com" }],
    ["an address for the host", `Nov 23 04:01:31 2001:db8::5 ${TAG}`, { host: "2001:db8::5" }],
    ["ISO 8601", `2026-11-23T04:01:31.000000+00:00 mx1 ${TAG}`, {}],
    ["RFC 5424", `<22>1 2026-11-23T04:01:31.000Z mx1 postfix/qmgr 128 - - ${MESSAGE}`, {}],
    [
      "RFC 5424, structured data with quoted brackets",
      `<22>1 2026-11-23T05:01:31+01:00 mx1 postfix/qmgr 128 ID1 [meta a="]\\"\\]" b="x"][other c="d"] ${MESSAGE}`,
      {},
    ],
    ["RFC 5424, byte order mark", `<22>1 2026-11-23T04:01:31Z mx1 postfix/qmgr 128 - - \uFEFF${MESSAGE}`, {}],
    ["RFC 5424, nothing known", `<22>1 - - - - - - ${MESSAGE}`, { time: null, host: null, program: null }],
    [
      "rsyslog's protocol 23",
      `<22>1 2026-11-23T04:01:31Z mx1 postfix 128 - -  ${MESSAGE}`,
      { program: "postfix" },
    ],
    ["no stamp", TAG, { time: null, host: null }],
  ])("%s", (_name, line, want) => {
    expect(frameLine(line, context)).toMatchObject({ ...framed, ...want });
  });
});

describe("the journal", () => {
  const json = {
    __REALTIME_TIMESTAMP: "1795406491000000",
    _HOSTNAME: "mx1",
    SYSLOG_IDENTIFIER: "postfix/qmgr",
    MESSAGE,
  };
  test.each([
    ["short-iso", `2026-11-23T05:01:31+0100 mx1 ${TAG}`, {}],
    ["short-precise", `Nov 23 04:01:31.000000 mx1 ${TAG}`, {}],
    ["short-full", `Mon 2026-11-23 05:01:31 CET mx1 ${TAG}`, {}],
    ["short-full, a zone that has no name", `Mon 2026-11-23 07:01:31 +03 mx1 ${TAG}`, {}],
    ["short-full, a zone whose name is not known", `Mon 2026-11-23 04:01:31 XYZT mx1 ${TAG}`, {}],
    ["short-unix", `1795406491.000000 mx1 ${TAG}`, {}],
    ["short-monotonic", `[ 7345.678901] mx1 ${TAG}`, { time: null }],
    ["no host name", `Nov 23 04:01:31 ${TAG}`, { host: null }],
    [
      "cat: the message only",
      "63D5E2988B8: to=<user@gmail.com>, relay=none",
      { time: null, host: null, program: null, message: "63D5E2988B8: to=<user@gmail.com>, relay=none" },
    ],
    ["JSON", JSON.stringify(json), {}],
    ["JSON, bytes", JSON.stringify({ ...json, MESSAGE: [...Buffer.from(MESSAGE)] }), {}],
  ])("%s", (_name, line, want) => {
    expect(frameLine(line, context)).toMatchObject({ ...framed, ...want });
  });
});

test("a row of a panel was no line: the process id in a cell of its own program", () => {
  const row = `Nov 23 2026 04:01:31\tinfo\tpostfix/qmgr[128]\t${MESSAGE}`;
  expect(frameLine(row, context)).toMatchObject({ time: TIME, program: "postfix/qmgr", message: MESSAGE });
});

test("a label with a colon was taken for a queue id", () => {
  expect(
    frameLine("Reason: host gmail-smtp-in.l.google.com[192.0.2.26] said: 550 5.1.1 no", context),
  ).toBeNull();
});

describe("containers", () => {
  const inner = `Nov 23 06:01:31 mx1 ${TAG}`;
  test.each([
    ["compose", `mail-1  | Nov 23 04:01:31 mx1 ${TAG}`],
    ["compose, coloured", `\u001b[36;1mmail-1  | \u001b[0mNov 23 04:01:31 mx1 ${TAG}`],
    [
      "compose, stamped: the container's stamp has a zone",
      `mail-1  | 2026-11-23T04:01:31.000000000Z ${inner}`,
    ],
    ["kubectl", `[pod/mail-0/postfix] 2026-11-23T04:01:31.000000000Z ${inner}`],
    ["CRI", `2026-11-23T04:01:31.000000000Z stderr F ${inner}`],
    [
      "Docker's json-file",
      JSON.stringify({ log: `${inner}\n`, stream: "stdout", time: "2026-11-23T04:01:31.000000000Z" }),
    ],
    ["byte order mark", `\uFEFFNov 23 04:01:31 mx1 ${TAG}`],
  ])("%s", (_name, line) => {
    expect(frameLine(line, context)).toMatchObject(framed);
  });

  test("a severity in place of the host", () => {
    const line = `2026-11-23T04:01:31.000000+00:00 INFO    ${TAG}`;
    expect(frameLine(line, context)).toMatchObject({ ...framed, host: null });
  });
});

describe("a mailer's own log", () => {
  test.each([
    ["2026-11-23 04:01:31 1xVLFN-0000Nt-1x Completed", "1xVLFN-0000Nt-1x Completed"],
    ["2026-11-23 04:01:31.000 [4711] 1xVLFN-0000Nt-1x Completed", "[4711] 1xVLFN-0000Nt-1x Completed"],
    ["2026-11-22 23:01:31 -0500 1xVLFN-0000Nt-1x ** a@b: x", "1xVLFN-0000Nt-1x ** a@b: x"],
    ["2026-11-23 04:01:31 1xVLFN-0000Nt-1x H=h [192.0.2.1]: x", "1xVLFN-0000Nt-1x H=h [192.0.2.1]: x"],
  ])("%s", (line, message) => {
    expect(frameLine(line, context)).toMatchObject({ time: TIME, host: null, program: null, message });
  });
});

describe("entries over several lines", () => {
  const exim = (message: string) => `Nov 23 04:01:31 mx1 exim[4711]: ${message}`;
  test.each([
    ["cut where it was too long", [exim("[1/2] ab"), exim("[2/2] cd")], "abcd"],
    ["cut at line ends", [exim("[1\\3] a"), exim("[2\\3] b"), exim("[3/3] c")], "a\nb\nc"],
    ["both", [exim("[1/3] a"), exim("[2\\3] b"), exim("[3/3] c")], "ab\nc"],
    ["real line ends", [exim("a"), "421-4.7.23 b", "421 4.7.23 c"], "a\n421-4.7.23 b\n421 4.7.23 c"],
  ])("%s", (_name, lines, message) => {
    expect(frameLine(lines.join("\n"), context)).toMatchObject({ program: "exim", message });
    expect(frameLine(lines.join("\r\n"), context)).toMatchObject({ message });
  });
});

describe("listings of the queue", () => {
  const headings = [
    "-Queue ID-  --Size-- ----Arrival Time---- -Sender/Recipient-------",
    "----Queue ID----- --Size-- ---Arrival Time---- --Sender/Recipient------",
  ];
  test.each(headings)("%s", (heading) => {
    const turn = createListing(`${heading}\nx`)!;
    const lines = [
      heading,
      "402CD2988F9!#    1501 Mon Feb 23 10:11:10  news@example.com",
      "                                                              (some reason (in reply to x))",
      "                                         anna@gmail.com",
      "                                         liam@gmail.com",
      "",
      "402CD2988FA*     1501 Mon Feb  2 10:11:10  MAILER-DAEMON",
      "                                         user@gmail.com",
      "-- 2 Kbytes in 1 Request.",
    ].map((line) => turn(line));
    const about = (to: string) =>
      `postqueue[0]: 402CD2988F9: from=<news@example.com>, to=<${to}>, reason=some reason (in reply to x)`;
    expect(lines).toMatchObject([
      "",
      "",
      "",
      about("anna@gmail.com"),
      about("liam@gmail.com"),
      "",
      "",
      "",
      "",
    ]);
  });

  test("JSON", () => {
    const line =
      '{"queue_name": "deferred", "queue_id": "402CD2988F9", "sender": "MAILER-DAEMON", "recipients": [{"address": "a@gmail.com", "delay_reason": "x\\ny"}, {"address": "b@gmail.com"}]}';
    const turn = createListing(line)!;
    expect(turn(line)).toBe("postqueue[0]: 402CD2988F9: from=<>, to=<a@gmail.com>, reason=x y");
    expect(turn("{")).toBe("");
    expect(turn("null")).toBe("");
    expect(turn('{"queue_id": 5, "recipients": [null]}')).toBe("");
  });

  test.each([[""], ["Mail queue is empty"], ["Nov 23 04:01:31 mx1 x: y"], ['{"MESSAGE":"x"}']])(
    "%j is none",
    (head) => {
      expect(createListing(head)).toBeNull();
    },
  );
});

describe("what is no log line", () => {
  test.each([[""], ["a note"], ["Subject: x"], ["{"], ['{"level":"info"}'], ["[1]: https://example.com/"]])(
    "%j",
    (line) => {
      expect(frameLine(line, context)).toBeNull();
    },
  );
});

test("never throws, and never takes long", () => {
  const part = fc.constantFrom(
    ...' [](){}"\\<>|:-0aA.\u001b\uFEFF'.split(""),
    "Nov 23 04:01:31 ",
    "2026-11-23T04:01:31Z ",
    "<22>1 ",
    "[2/2] ",
    "\n",
    "mail:info ",
  );
  const repeated = fc
    .tuple(fc.array(part, { maxLength: 8 }), fc.integer({ min: 1, max: 20_000 }))
    .map(([parts, times]) => parts.join("").repeat(times).slice(0, 200_000));
  const starts = fc.constantFrom("", "Nov 23 04:01:31 ", "<22>1 2026-11-23T04:01:31Z mx1 x 1 - [");
  fc.assert(
    fc.property(starts, fc.oneof(fc.string(), repeated), (start, rest) => {
      expect(processorTime(() => frameLine(start + rest, context))).toBeLessThan(1_000);
    }),
    { numRuns: 200 },
  );
});
