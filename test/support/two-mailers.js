// @ts-check
// The files of a small site: rotated logs of a Postfix and an Exim server, and the bounces of both as mbox files and
// Maildirs. About 3 MB, the same bytes each time.

import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { writeLog } from "../../bench/logs.js";
import { writeMailbox } from "../../bench/mailboxes.js";

const MAILBOXES = ["billing", "crm", "nat", "shop"];
/** Sizes of a log and of those that were rotated, in KiB. */
const LOGS = [420, 520, 400];

/** Writes them, and returns the paths that a command line names. @param {string} folder @returns {string[]} */
export function writeTwoMailers(folder) {
  return ["postfix", "exim"].flatMap((mailer, index) => {
    const at = join(folder, mailer);
    mkdirSync(at, { recursive: true });
    const seed = 100 * (index + 1);
    return [...writeLogs(at, mailer === "exim" ? "exim" : "postfix", seed), ...writeBounces(at, seed)];
  });
}

/** @param {string} folder @param {"postfix" | "exim"} format @param {number} seed @returns {string[]} */
function writeLogs(folder, format, seed) {
  const name = format === "exim" ? "mainlog" : "mail.log";
  return LOGS.map((kibibytes, age) => {
    const path = join(folder, age === 0 ? name : `${name}.${age}`);
    writeLog({ path, format, bytes: kibibytes << 10, share: 0.3, seed: seed + age });
    if (age < 2) return path;
    writeFileSync(`${path}.gz`, gzipSync(readFileSync(path)));
    rmSync(path);
    return `${path}.gz`;
  });
}

/** @param {string} folder @param {number} seed @returns {string[]} */
function writeBounces(folder, seed) {
  const mbox = join(folder, "mbox");
  const maildir = join(folder, "Maildir");
  mkdirSync(mbox);
  for (const part of ["cur", "new", "tmp"]) mkdirSync(join(maildir, part), { recursive: true });
  for (const [index, name] of MAILBOXES.entries()) {
    const path = join(mbox, `${name}.mbox`);
    const messages = 40 + 20 * index;
    writeMailbox({ path, messages, ptrShare: 0.8, seed: seed + 10 * index });
    const mail = splitMailbox(readFileSync(path, "latin1")).map(varied);
    writeFileSync(path, mail.slice(0, messages / 2).join(""), "latin1");
    for (const [number, message] of mail.slice(messages / 2).entries()) {
      const file = join(maildir, number % 3 === 0 ? "new" : "cur", `${name}.${1_000 + number}.mx1`);
      writeFileSync(file, message.replace(/^From .*\n/, ""), "latin1");
    }
  }
  return [mbox, maildir];
}

/** @param {string} text @returns {string[]} */
function splitMailbox(text) {
  return text.split(/^(?=From MAILER-DAEMON)/m);
}

/** Some take the parser ten times as long as others, and some lie between them that are no bounces. @param {string} message @param {number} index */
function varied(message, index) {
  if (index % 7 === 3) return message.replaceAll("charset=us-ascii", "charset=iso-8859-1");
  if (index % 11 === 5) return message.replace(/\n\n[^]*/, "\n\nHow are you?\n\n");
  return message;
}
