// Gmail's replies as they are sent, each with the generation of its text.

export interface ReplyText {
  replyCode: number;
  enhancedStatusCode: string;
  /** True when it is a refusal for reverse DNS. */
  ptr: boolean;
  /** The text between the code and the session token; `[ip]` is the client's address. */
  text: string;
}

const currentLinks =
  "For more information, go to\n https://support.google.com/a?p=sender-guidelines-ip \n" +
  "To learn more about Gmail requirements for bulk senders, visit\n https://support.google.com/a?p=sender-guidelines.";

const current =
  "[ip] The IP address sending this message does not have a PTR record setup, or the corresponding forward DNS " +
  "entry does not match the sending IP. As a policy, Gmail does not accept messages from IPs with missing PTR " +
  `records. ${currentLinks}`;

const guidelines = (who: string, end: string) =>
  `${who} has detected that this message does not meet IPv6 sending guidelines regarding PTR records and ` +
  `authentication. Please review\n https://support.google.com/mail/?p=${end}`;

const rateLimited =
  "The sending IP address for this message doesn't have a PTR record, or the PTR record's forward DNS entry " +
  "doesn't match the sending IP address. To protect users from spam, your email has been temporarily rate " +
  `limited. ${currentLinks}`;

const ptr = (replyCode: number, enhancedStatusCode: string, text: string): ReplyText => ({
  replyCode,
  enhancedStatusCode,
  ptr: true,
  text,
});
const other = (replyCode: number, enhancedStatusCode: string, text: string): ReplyText => ({
  replyCode,
  enhancedStatusCode,
  ptr: false,
  text,
});

export const replies = {
  noPtr: ptr(550, "5.7.25", current),
  // 2021 to 2023
  noPtr2021: ptr(
    550,
    "5.7.25",
    "[ip] The IP address sending this message does not have a PTR record setup, or the corresponding forward DNS " +
      "entry does not point to the sending IP. As a policy, Gmail does not accept messages from IPs with missing " +
      "PTR records. Please visit\n https://support.google.com/mail/answer/81126#ip-practices for more\ninformation.",
  ),
  // 2017 to 2019
  noPtr2017: ptr(
    550,
    "5.7.1",
    "[ip] The IP address sending this message does not have a PTR record setup. As a policy, Gmail does not accept " +
      "messages from IPs with missing PTR records. Please visit\n" +
      " https://support.google.com/mail/answer/81126#authentication for more\ninformation.",
  ),
  // IPv6 only: 2013 with a padded number, 2016 to 2023, and since 2024.
  guidelines2013: ptr(
    550,
    "5.7.1",
    `[ip      16] ${guidelines("Our system", "ipv6_authentication_error for more\ninformation.")}`,
  ),
  guidelines2016: ptr(
    550,
    "5.7.1",
    `[ip] ${guidelines("Our system", "IPv6AuthError for more information\n.")}`,
  ),
  guidelines2024: ptr(550, "5.7.1", `[ip] ${guidelines("Gmail", "IPv6AuthError for more information\n.")}`),
  rateLimited: ptr(421, "4.7.23", `[ip] ${rateLimited}`),
  rateLimitedPadded: ptr(421, "4.7.23", `[ip      23] ${rateLimited}`),
  rateLimited451: ptr(451, "4.7.23", `[ip] ${rateLimited}`),
  rateLimited470: ptr(
    421,
    "4.7.0",
    "[ip] The IP address sending this message does not have a PTR record, or the corresponding forward DNS entry " +
      "does not point to the sending IP. To protect our users from spam, email sent from your IP address has been " +
      "temporarily rate limited. For more information, go to\n https://support.google.com/mail/answer/81126",
  ),
  unauthenticated: other(
    550,
    "5.7.26",
    "Your email has been blocked because the sender is unauthenticated. Gmail requires all senders to authenticate " +
      "with either SPF or DKIM. \n\nAuthentication results:\nDKIM = did not pass\nSPF [sender.example] with ip: [ip] = " +
      "did not pass\n\nFor instructions on setting up authentication, go to\n" +
      " https://support.google.com/mail/answer/81126#authentication",
  ),
  // For the sender's records, each in its own words.
  spfHardFail: other(
    550,
    "5.7.26",
    "The MAIL FROM domain [sender.example] has an SPF record with a hard fail policy (-all) but it fails to pass SPF " +
      "checks with the ip: [ip]. To best protect our users from spam and phishing, the message has been blocked. For " +
      "more information, go to\n https://support.google.com/mail/answer/81126#authentication",
  ),
  dmarcPolicy: other(
    550,
    "5.7.26",
    "Unauthenticated email from author.example is not accepted due to domain's DMARC policy. Please contact the " +
      "administrator of author.example domain if this was a legitimate mail. To learn about the DMARC initiative, go " +
      "to\n https://support.google.com/mail/?p=DmarcRejection",
  ),
  dnsFailure: other(
    451,
    "4.7.26",
    "Unauthenticated email from silent.example is not accepted due to domain's DMARC policy, but temporary DNS " +
      "failures prevent authentication. Please contact the administrator of silent.example domain if this was a " +
      "legitimate mail. To learn about the DMARC initiative, go to\n https://support.google.com/mail/?p=DmarcRejection",
  ),
  spfMissing: other(
    421,
    "4.7.27",
    "[ip      27] Your email has been rate limited because SPF authentication didn't pass for this message. Gmail " +
      "requires all bulk email senders to authenticate their email with SPF. \n\nAuthentication results:\nSPF " +
      "[sender.example] with ip: [ip] = did not pass\n\nFor instructions on setting up SPF authentication for your " +
      "domain, go to\n https://support.google.com/a?p=sender-guidelines-spf",
  ),
  spfSuspicious: other(
    550,
    "5.7.24",
    "[ip] The SPF record of the sending domain has one or more suspicious entries. To protect our users from spam, " +
      "email sent from your domain has been blocked. For more information, go to\n" +
      " https://support.google.com/a?p=sender-guidelines-spf",
  ),
  dkimMissing: other(
    550,
    "5.7.30",
    "[ip] Your email has been blocked because DKIM authentication didn't pass for this message. Gmail requires all " +
      "bulk email senders to authenticate their email with DKIM. For instructions on setting up DKIM authentication " +
      "for your domain, go to\n https://support.google.com/a?p=sender-guidelines-dkim",
  ),
  dmarcMissing: other(
    550,
    "5.7.40",
    "[ip] Your email has been blocked because the sending domain does not have a DMARC record, or the DMARC record " +
      "doesn't specify a DMARC policy. Gmail requires all bulk email senders to add a DMARC record to their domain. " +
      "For instructions, go to\n https://support.google.com/a?p=sender-guidelines-dmarc",
  ),
  notAligned: other(
    550,
    "5.7.32",
    "[ip] Your email has been blocked because the From: header (RFC5322) in this message isn't aligned with either " +
      "the authenticated SPF or DKIM organizational domain. For more information, go to\n" +
      " https://support.google.com/a?p=sender-guidelines",
  ),
  noTls: other(
    550,
    "5.7.29",
    "[ip] Your email has been blocked because this message wasn't sent over a TLS connection. Gmail requires all " +
      "bulk email senders to use TLS/SSL for SMTP connections. For more information, go to\n" +
      " https://support.google.com/a?p=tls-required",
  ),
  notDirect: other(
    550,
    "5.7.1",
    "[ip] The IP you're using to send mail is not authorized to send email directly to our servers. Please use the " +
      "SMTP relay at your service provider instead. For more information, go to\n" +
      " https://support.google.com/mail/?p=NotAuthorizedError",
  ),
  tooMuch: other(
    421,
    "4.7.28",
    "Gmail has detected an unusual rate of email originating from your IP address. To protect our users from spam, " +
      "email sent from your IP address has been temporarily rate limited. For more information, go to\n" +
      " https://support.google.com/mail/?p=UnsolicitedRateLimitError",
  ),
  lowReputation: other(
    421,
    "4.7.0",
    "[ip      19] Our system has detected that this message is suspicious due to the very low reputation of the " +
      "sending IP address. To protect our users from spam, mail sent from your IP address has been temporarily rate " +
      "limited. Please visit\n https://support.google.com/mail/answer/188131 for more information.",
  ),
  unsolicited: other(
    550,
    "5.7.1",
    "[ip      12] Our system has detected that this message is likely unsolicited mail. To reduce the amount of spam " +
      "sent to Gmail, this message has been blocked. Please visit\n" +
      " https://support.google.com/mail/?p=UnsolicitedMessageError for more information.",
  ),
  noSuchUser: other(
    550,
    "5.1.1",
    "The email account that you tried to reach does not exist. Please try double-checking the recipient's email " +
      "address for typos or unnecessary spaces. For more information, go to\n https://support.google.com/mail/?p=NoSuchUser",
  ),
} satisfies Record<string, ReplyText>;

export type ReplyName = keyof typeof replies;

const LONGEST_LINE = 78;

/** The reply's lines with the code before each, ended by the session token as Gmail does it. */
export function formatReply(
  { replyCode, enhancedStatusCode, text }: ReplyText,
  ip: string,
  token: string,
): string {
  const width = LONGEST_LINE - `${replyCode}-${enhancedStatusCode} `.length;
  // The number stays in its brackets, the address may be any length.
  const lines = `${text.replaceAll("[ip", `[${ip}`)} ${token} - gsmtp`
    .split("\n")
    .flatMap((line) => wrap(line, width));
  const before = (index: number) => (index === lines.length - 1 ? " " : "-");
  return lines.map((line, index) => `${replyCode}${before(index)}${enhancedStatusCode} ${line}\r\n`).join("");
}

/** Breaks at single blanks only; a blank at either end of the text is Gmail's own and stays. */
function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(/(?<=\S) (?=\S)/)) {
    const last = lines.at(-1);
    if (last !== undefined && `${last} ${word}`.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
