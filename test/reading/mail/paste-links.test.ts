// Web pages and mail programs make links of addresses, names and links in what somebody pastes: the refusal stays the same.

import { describe, expect, test } from "vitest";
import { withoutLinks } from "../../../src/reading/mail/bounce/links.ts";
import { analyzeFiles } from "../../support/analyze.ts";
import { rejectionsIn } from "../../support/events.ts";

const LINK = "https://support.google.com/a?p=sender-guidelines-ip";
const USER = "user@gmail.com";
const HOST = "gmail-smtp-in.l.google.com";
const IP = "203.0.113.5";

interface Words {
  link: string;
  user: string;
  host: string;
  ip: string;
}

const said = ({ link, user, host, ip }: Words) =>
  `<${user}>: host ${host}[192.0.2.26] said: 550-5.7.25 [${ip}] The IP address sending this message does not have a 550-5.7.25 PTR record setup. For more information, go to 550 5.7.25  ${link} d75a77b69052e-5b2a1c4si42516ad.69 - gsmtp (in reply to end of DATA command)\n`;

type Linker = (words: string, target: string) => string;

const linkers: [where: string, link: Linker][] = [
  ["as it was", (words) => words],
  ["Markdown", (words, target) => `[${words}](${target})`],
  ["BBCode", (words, target) => `[url=${target}]${words}[/url]`],
  ["BBCode with quotation marks", (words, target) => `[url="${target}"]${words}[/url]`],
  [
    "BBCode without a target",
    (words, target) => (target.startsWith("mailto:") ? `[email]${words}[/email]` : `[url]${words}[/url]`),
  ],
  ["Outlook", (words, target) => `${words}<${target}>`],
  ["Outlook on the desktop", (words, target) => `${words} [${target}]`],
  [
    "Outlook with its safe links",
    (words) => `${words}<https://eur01.safelinks.protection.outlook.com/?url=x%3A&data=05%7C01&reserved=0>`,
  ],
  ["Jira", (words, target) => `[${words}|${target}]`],
  ["Slack", (words, target) => `<${target}|${words}>`],
  ["HTML", (words, target) => `<a href="${target}" rel="nofollow">${words}</a>`],
  ["HTML with entities", (words, target) => `&lt;a href=&quot;${target}&quot;&gt;${words}&lt;/a&gt;`],
];

describe.each(linkers)("links of %s", (_where, link) => {
  const linked: Words = {
    link: link(LINK, LINK),
    user: link(USER, `mailto:${USER}`),
    host: link(HOST, `http://${HOST}/`),
    ip: link(IP, `http://${IP}`),
  };
  const plain: Words = { link: LINK, user: USER, host: HOST, ip: IP };

  test.each(["link", "user", "host", "ip"] as const)("of the %s", async (which) => {
    const results = await analyzeFiles(["-"], { stdin: said({ ...plain, [which]: linked[which] }) });
    expect(rejectionsIn(results)).toMatchObject([
      { code: "550-5.7.25", sendingIp: IP, recipient: USER, remoteMta: HOST, remoteIp: "192.0.2.26" },
    ]);
  });

  test("of all of them", async () => {
    const results = await analyzeFiles(["-"], { stdin: said(linked) });
    expect(rejectionsIn(results)).toMatchObject([
      { code: "550-5.7.25", sendingIp: IP, recipient: USER, remoteMta: HOST },
    ]);
  });
});

test.each([
  ["user@gmail.com<mailto:user@gmail.com>", "user@gmail.com"],
  ["[mailto:user@gmail.com]", "<user@gmail.com>"],
  ["please visit <https://example.com/>", "please visit <https://example.com/>"],
  ["\\[203.0.113.5\\]", "[203.0.113.5]"],
  ["[code]550-5.7.25[/code]", "550-5.7.25"],
  ["a<br>b<br />\nc", "a\nb\nc"],
  [
    "<user@gmail.com>: [203.0.113.5      23] <a@b.example>",
    "<user@gmail.com>: [203.0.113.5      23] <a@b.example>",
  ],
  ["end of data: 550-5.7.25\\n550 5.7.25", "end of data: 550-5.7.25\\n550 5.7.25"],
])("%j", (pasted, plain) => {
  expect(withoutLinks(pasted)).toBe(plain);
});

test("what is nearly a link takes no longer than its size deserves", () => {
  const hostile = [
    "[",
    "[a](",
    "[a](http://",
    "[url=",
    "<a ",
    "<http://",
    "<http://a>",
    " <http://a>",
    "a<http://a>",
    "<mailto:a|",
    "[a|http://a",
    "<br",
    "\\[",
  ];
  for (const piece of hostile) {
    const started = process.cpuUsage();
    withoutLinks(piece.repeat(4_000_000 / piece.length));
    const { user, system } = process.cpuUsage(started);
    expect((user + system) / 1_000, piece).toBeLessThan(4_000);
  }
});
