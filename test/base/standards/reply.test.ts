import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseReply } from "../../../src/base/standards/reply.ts";
import { processorTime } from "../../support/processor-time.ts";

const text =
  "The IP address sending this message does not have a PTR record setup, or the corresponding forward DNS entry does not match the sending IP. d75a77b69052e-3b2a1c4si93755ad.12 - gsmtp";
const want = {
  replyCode: 550,
  enhancedStatusCode: "5.7.25",
  code: "550-5.7.25",
  bracketedIp: "203.0.113.5",
  replyId: "d75a77b69052e-3b2a1c4si93755ad.12",
  text,
};

describe("one reply, however it is quoted", () => {
  test.each([
    ["on one line", `550 5.7.25 [203.0.113.5] ${text}`],
    [
      "joined by blanks (Postfix)",
      "550-5.7.25 [203.0.113.5] The IP address sending this message does not have a 550-5.7.25 PTR record setup, or the corresponding forward DNS entry does not 550 5.7.25 match the sending IP. d75a77b69052e-3b2a1c4si93755ad.12 - gsmtp",
    ],
    [
      "joined by a literal \\n (Exim)",
      "550-5.7.25 [203.0.113.5] The IP address sending this message does not have a\\n550-5.7.25 PTR record setup, or the corresponding forward DNS entry does not\\n550 5.7.25 match the sending IP. d75a77b69052e-3b2a1c4si93755ad.12 - gsmtp",
    ],
    [
      "on lines of its own",
      "550-5.7.25 [203.0.113.5] The IP address sending this message does not have a\r\n550-5.7.25 PTR record setup, or the corresponding forward DNS entry does not\r\n550 5.7.25 match the sending IP. d75a77b69052e-3b2a1c4si93755ad.12 - gsmtp\r\n",
    ],
    [
      "folded in a DSN",
      "550-5.7.25 [203.0.113.5] The IP address sending this\n    message does not have a 550-5.7.25 PTR record setup, or the corresponding\n    forward DNS entry does not 550 5.7.25 match the sending IP.\n    d75a77b69052e-3b2a1c4si93755ad.12 - gsmtp",
    ],
    [
      "folded within a code",
      "550-5.7.25 [203.0.113.5] The IP address sending this message does not have a 550-5.7.25 PTR record setup, or the corresponding forward DNS entry does not 550\n    5.7.25 match the sending IP. d75a77b69052e-3b2a1c4si93755ad.12 - gsmtp",
    ],
    ["folded between code and address", `550-5.7.25\n    [203.0.113.5] ${text}`],
    ["folded before the mark", `550-5.7.25 [203.0.113.5] ${text.replace(" - gsmtp", "\n    - gsmtp")}`],
    ["padded address", `550-5.7.25 [203.0.113.5      23] ${text}`],
    ["padded address, folded within the bracket", `550-5.7.25 [203.0.113.5\n    23] ${text}`],
    ["padding without number", `550-5.7.25 [203.0.113.5 ] ${text}`],
    ["IPv4-mapped address", `550-5.7.25 [::ffff:203.0.113.5] ${text}`],
    [
      "glued together (OpenSMTPD)",
      "550-5.7.25 [203.0.113.5] The IP address sending this message does not have a5.7.25 PTR record setup, or the corresponding forward DNS entry does not5.7.25 match the sending IP.5.7.25 d75a77b69052e-3b2a1c4si93755ad.12 - gsmtp",
    ],
    [
      "the second half of the code on each line (Go's net/smtp)",
      "550 5.7.25 [203.0.113.5] The IP address sending this message does not have a\n5.7.25 PTR record setup, or the corresponding forward DNS entry does not\n5.7.25 match the sending IP. d75a77b69052e-3b2a1c4si93755ad.12 - gsmtp",
    ],
    [
      "joined by a literal \\r\\n",
      "550-5.7.25 [203.0.113.5] The IP address sending this message does not have a\\r\\n550-5.7.25 PTR record setup, or the corresponding forward DNS entry does not\\r\\n550 5.7.25 match the sending IP. d75a77b69052e-3b2a1c4si93755ad.12 - gsmtp",
    ],
    [
      "without blanks (qmail)",
      "550-5.7.25_[203.0.113.5______23]_The_IP_address_sending_this_message_does_not_have_a/550-5.7.25_PTR_record_setup,_or_the_corresponding_forward_DNS_entry_does_not/550_5.7.25_match_the_sending_IP._d75a77b69052e-3b2a1c4si93755ad.12_-_gsmtp",
    ],
    ["number after one blank", `550-5.7.25 [203.0.113.5 12] ${text}`],
    ["padded in front", `550-5.7.25 [ 203.0.113.5] ${text}`],
    ["IPv4-mapped address, capitals", `550-5.7.25 [::FFFF:203.0.113.5      23] ${text}`],
    ["NUL bytes", `550-5.7.25\0[203.0.113.5] ${text}\0`],
  ])("%s", (_name, quoted) => {
    expect(parseReply(quoted)).toEqual(want);
  });
});

describe("addresses", () => {
  test.each([
    ["421-4.7.23 [2001:DB8:25:0::5      23] The", "2001:db8:25::5"],
    ["550-5.7.1 [2001:db8:25::6      16] Our system", "2001:db8:25::6"],
    ["550 5.7.25 [203.0.113.5]", "203.0.113.5"],
    ["550 5.7.25 The IP address [203.0.113.5]", null],
    ["550 5.7.25 host mx.example.net[203.0.113.5] said", null],
    ["550 5.7.25 [203.0.113.999] The", null],
    ["421 4.7.0 [TSS04] Messages from 203.0.113.5", null],
    ["550 5.7.25 [203.0.113.5", null],
    ["550 5.7.25 [203.0.1", null],
    ["550-5.7.25 [2001:db8:25:", null],
    ["550 5.7.25 [", null],
    ["550 5.7.25 [203.0.113.5      ", null],
    ["550 5.7.25 [203.0.113.5      2", "203.0.113.5"],
    ["550 5.7.25 [IPv6:2001:db8::5] The", "2001:db8::5"],
  ])("%s", (quoted, ip) => {
    expect(parseReply(quoted)?.bracketedIp).toBe(ip);
  });
});

describe("codes", () => {
  test.each([
    ["550-5.7.25 x", "550-5.7.25", 550, "5.7.25"],
    ["421 4.7.23 x", "421-4.7.23", 421, "4.7.23"],
    ["550 #5.7.1 x", "550-5.7.1", 550, "5.7.1"],
    ["554-Bad DNS PTR resource record", "554", 554, null],
    ["250 2.0.0 OK", "250-2.0.0", 250, "2.0.0"],
    ["550", "550", 550, null],
    ["550 5.7.255 x", "550-5.7.255", 550, "5.7.255"],
    ["550 5.7.25.1 x", "550", 550, null],
    ["550 15.7.25 x", "550", 550, null],
  ])("%s", (quoted, code, replyCode, enhancedStatusCode) => {
    expect(parseReply(quoted)).toMatchObject({ code, replyCode, enhancedStatusCode });
  });

  test.each([[""], ["x 550 5.7.25"], ["5505.7.25"], ["950 5.7.25"], ["55 5.7.25"], ["<command failed>"]])(
    "none in %j",
    (quoted) => {
      expect(parseReply(quoted)).toBeNull();
    },
  );

  test("only whole codes are taken out", () => {
    expect(parseReply("550-5.7.25 a 550-5.7.255 b 1550-5.7.25 c 550-5.7.25 d")?.text).toBe(
      "a 550-5.7.255 b 1550-5.7.25 c d",
    );
  });
});

describe("Gmail's token", () => {
  test.each([
    ["550 5.7.25 x a640c23a62f3a-93e4dbb2288si424.62 - gsmtp", "a640c23a62f3a-93e4dbb2288si424.62"],
    ["550 5.7.1 . a640c23a62f3a-93e4dbb2288si424.62 - gsmtp", "a640c23a62f3a-93e4dbb2288si424.62"],
    ["550 5.7.25 first-token.1 - gsmtp then a640c23a62f3a-93e4.62 - gsmtp", "a640c23a62f3a-93e4.62"],
    ["550 5.7.25 x - gcdp a640c23a62f3a-93e4dbb2288si424.62 - gsmtp", "a640c23a62f3a-93e4dbb2288si424.62"],
    ["550 5.7.25 x a640c23a62f3a-93e4dbb2288si424.62 -", null],
    ["550 5.7.25 x - gsmtp", null],
    ["550 5.7.25 x", null],
  ])("%s", (quoted, replyId) => {
    expect(parseReply(quoted)?.replyId).toBe(replyId);
  });
});

test("never throws, and never takes long", () => {
  const hostile = fc.oneof(
    fc.string(),
    fc.string().map((tail) => `550-5.7.25 [${tail}`),
    fc
      .constantFrom(" ", "5", "[", "-", "a.", "\\n", "550-5.7.25 ")
      .map((part) => `550 ${part.repeat(50_000)}`),
  );
  fc.assert(
    fc.property(hostile, (quoted) => {
      expect(processorTime(() => parseReply(quoted))).toBeLessThan(1_000);
    }),
    { numRuns: 50 },
  );
});
