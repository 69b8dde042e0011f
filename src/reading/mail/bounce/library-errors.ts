// What libraries that send mail say of a refusal: the reply code beside the text, behind it, or in words.

import { withCodesTogether } from "./spelling.ts";

// Python: (550, b'5.7.25 [203.0.113.5] The IP address …    Rust's lettre: permanent error (550): 5.7.25 [203.0.113.5] …
// an object of any language: {'code': 550, 'message': '5.7.25 [203.0.113.5] …
const beside =
  /(?:\(([45]\d\d), b?['"]|\b(?:permanent|transient) error \(([45]\d\d)\): |\bcode['"]? ?(?::|=>?) ?['"]?([45]\d\d)['"]?,\s{0,20}['"]?(?:message|msg|text|description)['"]? ?(?::|=>?) ?b?['"])(?=[45]\.\d{1,3}\.\d)/gi;

// PHPMailer takes the codes out of the text and appends them (SMTP::sendCommand, PHPMailer::setError):
// Detail: [203.0.113.5] The IP address … SMTP code: 550 Additional SMTP info: 5.7.25
const behind =
  /\bDetail: (?=\[)([^]{1,2000}?)\s{1,4}SMTP code: ([45]\d\d) Additional SMTP info: ([45]\.\d{1,3}\.\d{1,3})/g;

// .NET has a sentence for each code (SmtpException, SmtpStatusCode), and the text without it:
// Mailbox unavailable. The server response was: 5.7.25 [203.0.113.5] The IP address …
const inWords =
  /\b(Mailbox unavailable|Service not available, closing transmission channel|Error in processing|Transaction failed)\. The server response was: (?=([45])\.\d{1,3}\.\d)/g;
const codes: Record<string, Record<string, string>> = {
  // MailboxBusy and MailboxUnavailable
  "Mailbox unavailable": { 4: "450", 5: "550" },
  "Service not available, closing transmission channel": { 4: "421" },
  "Error in processing": { 4: "451" },
  "Transaction failed": { 5: "554" },
};

// A program that shows the code apart from the text leaves it out of the first line, and only there:
// [203.0.113.5] The IP address sending this message does not have a
// 550-5.7.25 PTR record setup, or …
const leftOut =
  /^(?=[ \t]{0,8}\[[0-9A-Fa-f:.]{2,45}[ \d]{0,12}\][^\n]{1,200}\n[ \t]{0,8}([45]\d\d-[45]\.\d{1,3}\.\d{1,3}) )/gm;

/** Puts the reply code before the reply, as the receiver sent it. */
export function withCodesInFront(text: string): string {
  return withCodesTogether(text)
    .replace(beside, (_whole, ...told: (string | undefined)[]) => `: ${told[0] ?? told[1] ?? told[2]} `)
    .replace(behind, (_whole, reply: string, code: string, status: string) => `: ${code} ${status} ${reply}`)
    .replace(leftOut, (_nothing, code: string) => `${code} `)
    .replace(inWords, (whole, words: string, replyClass: string) => {
      const code = codes[words]?.[replyClass];
      return code === undefined ? whole : `${whole}${code} `;
    });
}
