// Makes the inputs once and keeps beside each what is true of it; made anew when a generator has changed.

import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { addressOf, truthOf } from "./addresses.js";
import { writeLog } from "./logs.js";
import { writeLargeMail, writeMailbox } from "./mailboxes.js";

/** @import { LogPlan } from "./logs.js" */
/** @import { MailboxPlan } from "./mailboxes.js" */
/** @import { Truth } from "./truth.js" */

/** @typedef {{ paths: string[], bytes: number, truth: Truth & { mails?: number } }} Input */

const here = new URL(".", import.meta.url);
const generators = [
  "random.js",
  "traffic.js",
  "truth.js",
  "log-lines.js",
  "logs.js",
  "mailboxes.js",
  "addresses.js",
];
const version = createHash("sha256")
  .update(generators.map((name) => readFileSync(new URL(name, here), "utf8")).join("\n"))
  .digest("hex")
  .slice(0, 12);

/** @param {string} directory */
export function createInputs(directory) {
  mkdirSync(directory, { recursive: true });

  /** A folder of files, and what is true of them. @param {string} name @param {(folder: string) => Truth} make @returns {Input} */
  const folder = (name, make) => {
    const path = join(directory, `${name}-${version}`);
    const truthPath = join(directory, `${name}-${version}.truth.json`);
    if (!existsSync(truthPath)) {
      console.error(`making ${name}`);
      rmSync(path, { recursive: true, force: true });
      mkdirSync(path, { recursive: true });
      writeFileSync(truthPath, JSON.stringify(make(path)));
    }
    const paths = readdirSync(path)
      .toSorted()
      .map((file) => join(path, file));
    const bytes = paths.reduce((sum, file) => sum + statSync(file).size, 0);
    return { paths, bytes, truth: JSON.parse(readFileSync(truthPath, "utf8")) };
  };

  /** @param {Omit<LogPlan, "path">} plan */
  const log = (plan) =>
    folder(nameOf("log", plan), (at) => writeLog({ ...plan, path: join(at, "mail.log") }));

  /** One log in so many rotated files, compressed or not. @param {Omit<LogPlan, "path">} plan @param {number} parts @param {boolean} isGzip */
  const rotated = (plan, parts, isGzip) => {
    const whole = log(plan);
    if (parts === 1 && !isGzip) return whole;
    const split = ["split", "-d", "-a", "4", "-n", `l/${parts}`];
    const filter = isGzip ? ["--filter", "gzip -c > $FILE.gz"] : [];
    return folder(nameOf(isGzip ? "gzip" : "parts", { ...plan, parts }), (at) => {
      run([...split, ...filter, ...whole.paths, join(at, "mail.log.")]);
      return whole.truth;
    });
  };

  /** @param {Omit<MailboxPlan, "path">} plan */
  const mailbox = (plan) =>
    folder(nameOf("mbox", plan), (at) => writeMailbox({ ...plan, path: join(at, "bounces.mbox") }));

  /** @param {{ bytes: number, isBounce: boolean }} plan */
  const mail = (plan) =>
    folder(nameOf("mail", plan), (at) => writeLargeMail({ ...plan, path: join(at, "large.eml") }));

  /** A list of addresses for `check`. @param {number} count */
  const addresses = (count) => {
    const path = join(directory, `addresses-${count}-${version}.txt`);
    const list = Array.from({ length: count }, (_, number) => `${addressOf(number)}\n`);
    writeFileSync(path, list.join(""));
    return { path, truth: truthOf(count) };
  };

  /** @param {Input} input */
  const remove = ({ paths: [first = ""] }) => {
    const path = join(first, "..");
    rmSync(`${path}.truth.json`, { force: true });
    rmSync(path, { recursive: true, force: true });
  };

  return { log, rotated, mailbox, mail, addresses, remove };
}

/** @typedef {ReturnType<typeof createInputs>} Inputs */

/** @param {string} kind @param {object} plan */
const nameOf = (kind, plan) =>
  [kind, ...Object.entries(plan).map(([key, value]) => (key === "format" ? value : `${key}-${value}`))].join(
    "-",
  );

/** @param {string[]} command */
function run([file = "", ...args]) {
  const { status, stderr } = spawnSync(file, args, { encoding: "utf8" });
  if (status !== 0) throw new Error(`${file} ended with ${status}: ${stderr}`);
}
