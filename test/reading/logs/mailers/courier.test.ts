// Courier writes each line of a reply as a line of its log, among those of other deliveries.

import { describe, expect, test } from "vitest";
import { analyzeFiles } from "../../../support/analyze.ts";
import { rejectionsIn } from "../../../support/events.ts";

const line = (id: string, who: string, said: string, host = "mx1") =>
  `Nov 23 04:02:15 ${host} courieresmtp: id=0038C081.6B02C9A6.000051A${id},from=<news@example.com>,addr=<${who}@gmail.com>${said}\n`;

const forSpf = [
  "550-5.7.26 Your email has been blocked because the sender is unauthenticated.",
  "550-5.7.26 Gmail requires all senders to authenticate with either SPF or DKIM.",
  "550-5.7.26 ",
  "550-5.7.26  Authentication results:",
  "550-5.7.26  DKIM = did not pass",
  "550-5.7.26  SPF [example.com] with ip: [203.0.113.5] = did not pass",
  "550-5.7.26 ",
  "550 5.7.26  https://support.google.com/mail/answer/81126#authentication a640c23a62f3a-93e4dbb2288si424.62 - gsmtp",
];
const forPtr = [
  "550-5.7.25 [203.0.113.5] The IP address sending this message does not have a",
  "550-5.7.25 PTR record setup.",
  "550 5.7.25  https://support.google.com/a?p=sender-guidelines. a640c23a62f3a-93e4dbb2288si425.62 - gsmtp",
];
// Only its second line has a code or wording that logs are searched for.
const forIpv6 = [
  "550-5.7.1 [2001:db8::5      16] Our system has detected that this message does",
  "550-5.7.1 not meet IPv6 sending guidelines regarding PTR records and",
  "550-5.7.1 authentication. Please review",
  "550 5.7.1  https://support.google.com/mail/?p=ipv6_authentication_error a640c23a62f3a-93e4dbb2288si426.62 - gsmtp",
];

const replyOf = (id: string, who: string, reply: readonly string[]) =>
  reply.map((one) => line(id, who, `: ${one}`));

function interleaved(...replies: readonly (readonly string[])[]): string {
  const length = Math.max(...replies.map((reply) => reply.length));
  return Array.from({ length }, (_, at) => replies.map((reply) => reply[at] ?? "").join("")).join("");
}

describe("a reply of several lines of the log", () => {
  test("a refusal for another reason is whole, though only its last line has a mark", async () => {
    const { report, events } = await analyzeFiles(["-"], { stdin: replyOf("1", "anna", forSpf).join("") });
    expect(events).toContainEqual(
      expect.objectContaining({ schema: "whybounce.sender-refusal/1", recipient: "anna@gmail.com" }),
    );
    expect(report.refusals).toMatchObject([{ domain: "example.com", sendingIp: "203.0.113.5" }]);
  });

  test("a refusal whose first line has no code that is looked for", async () => {
    const found = rejectionsIn(await analyzeFiles(["-"], { stdin: replyOf("1", "anna", forIpv6).join("") }));
    expect(found).toMatchObject([{ sendingIp: "2001:db8::5", code: "550-5.7.1" }]);
    expect(found[0]!.reply).toMatch(/^Our system has detected that this message does not meet IPv6/);
  });

  test("replies to several deliveries whose lines alternate", async () => {
    const stdin = interleaved(
      replyOf("1", "anna", forPtr),
      replyOf("1", "liam", forPtr),
      replyOf("2", "mia", forIpv6),
      replyOf("3", "noa", forSpf),
    );
    const results = await analyzeFiles(["-"], { stdin });
    const found = rejectionsIn(results).map(({ recipient, sendingIp, reply }) => [
      recipient,
      sendingIp,
      reply,
    ]);
    const words =
      "The IP address sending this message does not have a PTR record setup. https://support.google.com/a?p=sender-guidelines. a640c23a62f3a-93e4dbb2288si425.62 - gsmtp";
    expect(found.filter(([who]) => who !== "mia@gmail.com")).toEqual([
      ["anna@gmail.com", "203.0.113.5", words],
      ["liam@gmail.com", "203.0.113.5", words],
    ]);
    expect(found).toHaveLength(3);
    expect(results.report.refusals).toMatchObject([{ domain: "example.com", counts: { affected: 1 } }]);
  });

  test("the reply to a second try is not that to the first", async () => {
    const first = forPtr.map((one) =>
      one.replace("550", "421").replace("5.7.25", "4.7.23").replace("si425", "si427"),
    );
    const stdin = [...replyOf("1", "anna", first), ...replyOf("1", "anna", forPtr)].join("");
    const found = rejectionsIn(await analyzeFiles(["-"], { stdin }));
    expect(found.map(({ code }) => code)).toEqual(["421-4.7.23", "550-5.7.25"]);
    expect(found[1]!.reply).not.toContain("421");
  });
});
