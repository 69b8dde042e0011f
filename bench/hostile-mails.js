// @ts-check
// Mails as large as they may be and made to cost memory: each of one kind of dense text, all of them with the words that
// make the program read them. A table for test/reading/memory.test.ts and `npm run bench:memory`.

import { closeSync, openSync, writeSync } from "node:fs";

const MEBIBYTE = 1 << 20;
const CODE = "550-5.7.25 [203.0.113.5] The IP address sending this message does not have a PTR record gsmtp";
const FROM =
  "Return-Path: <>\nFrom: MAILER-DAEMON@mx1.example.com\nSubject: Undelivered: 5.7.25 PTR record gsmtp\nMIME-Version: 1.0\n";
const TEXT = `${FROM}Content-Type: text/plain\n\n<user@gmail.com>: ${CODE}\n`;
const MIXED = `${FROM}Content-Type: multipart/mixed; boundary=b\n\n--b\n\n${CODE}\n`;
const REPORT = `${FROM}Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n\n${CODE}\n\n--b\n`;
const STATUS = `${REPORT}Content-Type: message/delivery-status\n\nReporting-MTA: dns; mx1.example.com\n\n`;
const RECIPIENT = "Final-Recipient: rfc822; user@gmail.com\nAction: failed\nStatus: 5.7.25\n";

/** @param {string} text */
const base64 = (text) => Buffer.from(text).toString("base64");
/** @param {string} type @param {string} [encoding] */
const typed = (type, encoding = "7bit") =>
  `${FROM}Content-Type: ${type}\nContent-Transfer-Encoding: ${encoding}\n\n`;

/**
 * What stands at the begin, what is repeated until the mail is long enough (a function gets the number), and the end.
 * `bytes` for a mail that is long by what it unpacks to.
 * @typedef {{ head: string, again: string | ((number: number) => string), tail?: string, lineEnd?: string }} Mail
 */

/** @type {Record<string, Mail>} */
export const hostileMails = {
  "line ends": { head: TEXT, again: "\n" },
  "line ends in front": { head: "", again: "\n", tail: TEXT },
  "line ends of carriage returns": { head: TEXT, again: "\n", lineEnd: "\r" },
  "lines of carriage returns": { head: TEXT, again: "a\n", lineEnd: "\r" },
  "lines of one character": { head: TEXT, again: "a\n" },
  "lines of CRLF": { head: TEXT, again: "\r\n" },
  "one line": { head: TEXT, again: "x" },
  "one line of digits": { head: TEXT, again: "550 " },
  "letters beyond ASCII": { head: typed("text/plain; charset=utf-8"), again: "я\n", tail: CODE },
  "another charset": { head: `${typed("text/plain; charset=koi8-r")}${CODE}\n`, again: "\xf1\n" },
  "flowed text": { head: `${typed("text/plain; format=flowed; delsp=yes")}${CODE}\n`, again: "a \n" },
  "one header": { head: `${FROM}X-Note: `, again: "x", tail: `\n\n${CODE}\n` },
  "a folded header": { head: `${FROM}X-Note:`, again: " x\n", tail: `\n${CODE}\n` },
  "many headers": { head: FROM, again: "a: b\n", tail: `\n${CODE}\n` },
  "headers without end": { head: `${FROM}Subject: ${CODE}\n`, again: "a:\n" },
  "lines that are no headers": { head: FROM, again: "a\n", tail: `\n${CODE}\n` },
  addresses: { head: `${FROM}To: a@example.com`, again: ",\n a@example.com", tail: `\n\n${CODE}\n` },
  "one long list of addresses": { head: `${FROM}To: a`, again: ",a", tail: `\n\n${CODE}\n` },
  comments: { head: `${FROM}To: a`, again: "(", tail: `\n\n${CODE}\n` },
  references: { head: `${FROM}References:`, again: " <a@b>\n", tail: `\n${CODE}\n` },
  "encoded words": { head: `${FROM}Subject:`, again: " =?utf-8?q?=41?=\n", tail: `\n${CODE}\n` },
  "parameters of a type": {
    head: `${FROM}Content-Type: text/plain`,
    again: (number) => `;\n x*${number}=a`,
    tail: `\n\n${CODE}\n`,
  },
  "many parts": { head: MIXED, again: "--b\n\nx\n" },
  "many empty parts": { head: MIXED, again: "--b\n" },
  "parts with headers": { head: MIXED, again: "--b\na:\nb:\nc:\n\n" },
  "lines like delimiters": { head: MIXED, again: "--\n" },
  "lines like other delimiters": { head: MIXED, again: "--bb\n" },
  "multiparts within multiparts": {
    head: MIXED,
    again: (number) => `--b${number || ""}\nContent-Type: multipart/mixed; boundary=b${number + 1}\n\n`,
  },
  "messages within messages": {
    head: MIXED,
    again: (number) =>
      `--b${number || ""}\nContent-Type: message/rfc822\n\nContent-Type: multipart/mixed; boundary=b${number + 1}\n\n`,
  },
  "many attached messages": {
    head: MIXED,
    again: `--b\nContent-Type: message/rfc822\n\nSubject: x\n\n${CODE}\n`,
  },
  "blank lines in base64": {
    head: `${typed("text/plain", "base64")}${base64(`${CODE}\n\n`)}`,
    again: "CgoKCgoK\n",
  },
  "blank lines between base64": {
    head: `${typed("text/plain", "base64")}${base64(`${CODE}\n\n`)}`,
    again: "Cg==\n\n",
  },
  "padding of base64": { head: `${typed("text/plain", "base64")}${base64(`${CODE}\n\n`)}`, again: "=" },
  "base64 in base64": {
    head: `${typed("text/plain", "base64")}${base64(`${typed("text/plain", "base64")}${base64(`${CODE}  `)}`)}`,
    again: `${base64(`${base64("\n\n\n").repeat(16)}\n  `)}\n`,
  },
  "soft breaks": { head: `${typed("text/plain", "quoted-printable")}${CODE}\n`, again: "=\n" },
  "quoted line ends": { head: `${typed("text/plain", "quoted-printable")}${CODE}\n`, again: "=0A" },
  "equals signs": { head: `${typed("text/plain", "quoted-printable")}${CODE}\n`, again: "=" },
  "a multipart in base64": {
    head: `${typed("multipart/report; boundary=b", "base64")}${base64(`${STATUS.slice(STATUS.indexOf("--b\n"))}\n\n\n`)}\n`,
    again: "CgoKCgoK\n",
  },
  "a multipart in quoted-printable": {
    head: `${typed("multipart/report; boundary=b", "quoted-printable")}--b\nContent-Type: text/plain\n\n${CODE}\n`,
    again: "=41=0A",
  },
  "a report without boundary": { head: `${FROM}Content-Type: multipart/report\n\n${CODE}\n`, again: "\n" },
  "many recipients": { head: STATUS, again: `${RECIPIENT}Diagnostic-Code: smtp; ${CODE}\n\n` },
  "recipients without a word": { head: STATUS, again: "action:x\n\n" },
  "many fields": { head: `${STATUS}${RECIPIENT}`, again: (number) => `X${number}: a\n` },
  "the same field": { head: `${STATUS}${RECIPIENT}`, again: "Status: 5.7.25\n" },
  "a folded Diagnostic-Code": { head: `${STATUS}${RECIPIENT}Diagnostic-Code: smtp; ${CODE}`, again: "\n x" },
  "a long Diagnostic-Code": { head: `${STATUS}${RECIPIENT}Diagnostic-Code: smtp; ${CODE}`, again: "x" },
  "blank lines in a status": { head: `${STATUS}${RECIPIENT}Diagnostic-Code: smtp; ${CODE}\n`, again: "\n" },
  "a status in UTF-16": {
    head: `${REPORT}Content-Type: message/delivery-status\n\n\xff\xfe`,
    again: "a\0:\0b\0\n\0",
    tail: `\n--b\n\n${CODE}\n`,
  },
  "a status without type": {
    head: `${REPORT}Content-Type: text/plain; charset=latin1\n\n${RECIPIENT}${CODE}\n`,
    again: "a:b\n",
  },
  "other refusals": {
    head: STATUS.replaceAll(CODE, "550-5.1.1 gsmtp"),
    again:
      "Final-Recipient: rfc822; user@gmail.com\nAction: failed\nDiagnostic-Code: smtp; 550-5.1.1 x - gsmtp\n\n",
  },
  "a text about many recipients": { head: TEXT, again: (number) => `<user${number}@gmail.com>: ${CODE}\n\n` },
  "a text of addresses": { head: TEXT, again: "<a@b.example>:\n" },
  "a text of replies": { head: TEXT, again: "550 x\n" },
  "a transcript": { head: TEXT, again: `<<< ${CODE.replace("-", " ")}\n` },
  "a transcript without end": { head: TEXT, again: "<<< 550-x\n" },
  "a page of brackets": { head: `${typed("text/html")}${CODE}\n`, again: "<" },
  "a page of ampersands": { head: `${typed("text/html")}${CODE}\n`, again: "&" },
  "a page of entities": { head: `${typed("text/html")}${CODE}\n`, again: "&#1103;" },
  "a page of tags": { head: `${typed("text/html")}${CODE}\n`, again: "<p>" },
  "a page of styles": { head: `${typed("text/html")}${CODE}\n`, again: "<style>x</style>" },
  "a page of lines": { head: `${typed("text/html")}${CODE}\n`, again: "a\n" },
  "a text and a page": {
    head: `${FROM}Content-Type: multipart/alternative; boundary=b\n\n--b\n\n${CODE}\n${"\n".repeat(20 * MEBIBYTE)}--b\nContent-Type: text/html\n\n`,
    again: "a&amp;\n",
  },
  "many texts": {
    head: MIXED,
    again: `--b\nContent-Type: text/plain; charset=koi8-r\n\n${"\xf1\n".repeat(MEBIBYTE / 2)}`,
  },
  "many pages": { head: MIXED, again: `--b\nContent-Type: text/html\n\n${"a\n".repeat(MEBIBYTE / 2)}` },
  "a returned message": {
    head: `${STATUS}${RECIPIENT}Diagnostic-Code: smtp; ${CODE}\n\n--b\nContent-Type: message/rfc822\n\nSubject: x\n\n`,
    again: "\n",
  },
  "headers of a returned message": {
    head: `${STATUS}${RECIPIENT}Diagnostic-Code: smtp; ${CODE}\n\n--b\nContent-Type: message/rfc822\n\n`,
    again: "a: b\n",
  },
  "a forwarded text": {
    head: `${FROM.replace("MAILER-DAEMON", "a")}Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: message/rfc822\n\n${TEXT}`,
    again: "\n",
  },
  "NUL bytes": { head: TEXT, again: "\0" },
};

const BLOCK = 1 << 16;

/** Writes one of at least so many bytes. @param {string} path @param {Mail} mail @param {number} bytes */
export function writeHostileMail(path, { head, again, tail = "", lineEnd = "\n" }, bytes) {
  const file = openSync(path, "w");
  const write = (/** @type {string} */ text) =>
    writeSync(file, Buffer.from(text.replaceAll("\n", lineEnd), /[^\0-\xff]/.test(text) ? "utf8" : "latin1"));
  let written = write(head);
  if (typeof again === "string") {
    const block = again.repeat(Math.ceil(BLOCK / again.length));
    while (written < bytes) written += write(block);
  } else {
    for (let number = 0; written < bytes;) {
      let block = "";
      while (block.length < BLOCK) block += again(number++);
      written += write(block);
    }
  }
  write(tail);
  closeSync(file);
}
