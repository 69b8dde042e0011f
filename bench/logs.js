// Writes logs of a busy server: ordinary traffic, and refusals spread evenly over it.

import { closeSync, openSync, writeSync } from "node:fs";
import { createRandom } from "./random.js";
import {
  googleHosts,
  otherDomains,
  otherRefusal,
  person,
  refusal,
  senders,
  sendingIps,
  token,
} from "./traffic.js";

/** @import { Random } from "./random.js" */

const LONG_ID = "BCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz0123456789";
const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const START = Date.UTC(2026, 0, 5);
const BLOCK = 4 << 20;
/** Of ten ordinary messages, three go to Gmail; of a hundred of those, two are refused for another reason. */
const GMAIL_SHARE = 0.3;
const OTHER_REFUSALS = 0.02;

/**
 * @typedef {{ path: string, format: "postfix" | "postfix-iso" | "exim", bytes: number, refusals: number, ips?: number, seed?: number }} LogPlan
 * @typedef {{ refusals: number, byIp: Record<string, number> }} LogTruth
 */

/** Writes about `bytes` bytes with exactly `refusals` refusals. @param {LogPlan} plan @returns {LogTruth} */
export function writeLog({ path, format, bytes, refusals, ips = 0, seed = 1 }) {
  const random = createRandom(seed);
  const message = format === "exim" ? eximMessage : postfixMessage;
  const stamp = stampers[format];
  const file = openSync(path, "w");
  /** @type {LogTruth} */
  const truth = { refusals: 0, byIp: {} };
  let written = 0;
  let pending = "";
  let milliseconds = START;
  const step = Math.max(1, Math.floor((40 * 86_400_000) / (bytes / 1_200)));
  while (truth.refusals < refusals || written + pending.length < bytes) {
    milliseconds += random.below(2 * step);
    const due =
      truth.refusals < refusals &&
      written + pending.length >= (bytes / (refusals + 1)) * (truth.refusals + 1);
    const isDense = bytes === 0;
    const ip = due || isDense ? sendingIp(random, ips) : null;
    pending += message(random, stamp(milliseconds), ip);
    if (ip !== null) {
      truth.refusals++;
      truth.byIp[ip] = (truth.byIp[ip] ?? 0) + 1;
    }
    if (pending.length >= BLOCK) {
      written += writeSync(file, pending);
      pending = "";
    }
  }
  writeSync(file, pending);
  closeSync(file);
  return truth;
}

/** @param {Random} random @param {number} ips */
function sendingIp(random, ips) {
  return ips === 0 ? random.pick(sendingIps) : `2001:db8:25::${(random.below(ips) + 1).toString(16)}`;
}

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** @type {Record<LogPlan["format"], (time: number) => string>} */
const stampers = {
  postfix: (time) => {
    const iso = new Date(time).toISOString();
    return `${months[Number(iso.slice(5, 7)) - 1]} ${String(Number(iso.slice(8, 10))).padStart(2)} ${iso.slice(11, 19)} mx1`;
  },
  "postfix-iso": (time) => `${new Date(time).toISOString().slice(0, 23)}000+00:00 mx1`,
  exim: (time) => new Date(time).toISOString().slice(0, 19).replace("T", " "),
};

/** The lines of one message, and of its refusal by Gmail where `ip` names the address. @param {Random} random @param {string} at @param {string | null} ip */
function postfixMessage(random, at, ip) {
  const id = `4${random.text(LONG_ID, 14)}`;
  const toGmail = ip !== null || random.next() < GMAIL_SHARE;
  const recipient = person(random, toGmail ? "gmail.com" : random.pick(otherDomains));
  const host = toGmail
    ? `${random.pick(googleHosts)}[192.0.2.26]`
    : `mx.${random.pick(otherDomains)}[198.51.100.200]`;
  const pid = 300 + random.below(5_000);
  return (
    `${at} postfix/smtpd[${pid}]: connect from app${random.below(9)}.example.com[198.51.100.240]\n` +
    `${at} postfix/smtpd[${pid}]: ${id}: client=app1.example.com[198.51.100.240]\n` +
    `${at} postfix/cleanup[${pid + 1}]: ${id}: message-id=<${random.text(LETTERS, 22)}@app1.example.com>\n` +
    `${at} postfix/qmgr[115]: ${id}: from=<${random.pick(senders)}>, size=${900 + random.below(60_000)}, nrcpt=1 (queue active)\n` +
    `${at} postfix/smtpd[${pid}]: disconnect from app1.example.com[198.51.100.240] ehlo=1 mail=1 rcpt=1 data=1 quit=1 commands=5\n` +
    `${at} postfix/smtp[${pid + 2}]: Trusted TLS connection established to ${host}:25: TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits) key-exchange X25519 server-signature RSA-PSS (2048 bits) server-digest SHA256\n` +
    `${at} postfix/smtp[${pid + 2}]: ${id}: to=<${recipient}>, relay=${host}:25, delay=0.${random.below(99)}, delays=0.1/0/0.2/0.3, ${postfixStatus(random, host, toGmail, ip)}\n` +
    `${at} postfix/qmgr[115]: ${id}: removed\n`
  );
}

/** @param {Random} random @param {string} host @param {boolean} toGmail @param {string | null} ip */
function postfixStatus(random, host, toGmail, ip) {
  const refused = (/** @type {string} */ status, /** @type {string[]} */ reply) =>
    `${status} (host ${host} said: ${reply.join(" ")} (in reply to end of DATA command))`;
  if (ip !== null) {
    const permanent = random.next() < 0.7;
    return refused(
      permanent ? "dsn=5.7.25, status=bounced" : "dsn=4.7.23, status=deferred",
      refusal(ip, permanent, token(random)),
    );
  }
  if (!toGmail)
    return `dsn=2.0.0, status=sent (250 2.0.0 Ok: queued as ${random.text("0123456789ABCDEF", 10)})`;
  if (random.next() < OTHER_REFUSALS)
    return refused("dsn=5.1.1, status=bounced", otherRefusal(token(random)));
  return `dsn=2.0.0, status=sent (250 2.0.0 OK  1795406540 ${token(random)} - gsmtp)`;
}

/** @param {Random} random @param {string} at @param {string | null} ip */
function eximMessage(random, at, ip) {
  const id = `1${random.text(LETTERS, 5)}-${random.text(LETTERS, 6)}-${random.text(LETTERS, 2)}`;
  const toGmail = ip !== null || random.next() < GMAIL_SHARE;
  const recipient = person(random, toGmail ? "gmail.com" : random.pick(otherDomains));
  const host = toGmail
    ? `${random.pick(googleHosts)} [192.0.2.26]`
    : `mx.${random.pick(otherDomains)} [198.51.100.200]`;
  const route = `R=dnslookup T=remote_smtp H=${host} X=TLS1.3:ECDHE_SECP256R1__RSA_PSS_RSAE_SHA256__AES_256_GCM:256 CV=yes`;
  const size = 900 + random.below(60_000);
  return (
    `${at} ${id} <= ${random.pick(senders)} H=app1.example.com [198.51.100.240] P=esmtps X=TLS1.3:TLS_AES_256_GCM_SHA384:256 CV=no S=${size} id=${random.text(LETTERS, 22)}@app1.example.com\n` +
    `${at} ${id} ${eximDelivery(random, recipient, route, toGmail, ip)}\n` +
    `${at} ${id} Completed\n`
  );
}

/** @param {Random} random @param {string} recipient @param {string} route @param {boolean} toGmail @param {string | null} ip */
function eximDelivery(random, recipient, route, toGmail, ip) {
  const error = (/** @type {string[]} */ reply) =>
    `: SMTP error from remote mail server after pipelined end of data: ${reply.join("\\n")}`;
  if (ip !== null) {
    const permanent = random.next() < 0.7;
    const flag = permanent
      ? `** ${recipient} ${route}`
      : `== ${recipient} R=dnslookup T=remote_smtp defer (-46) H=gmail-smtp-in.l.google.com [192.0.2.26]`;
    return flag + error(refusal(ip, permanent, token(random)));
  }
  if (!toGmail)
    return `=> ${recipient} ${route} C="250 2.0.0 Ok: queued as ${random.text("0123456789ABCDEF", 10)}"`;
  if (random.next() < OTHER_REFUSALS) return `** ${recipient} ${route}${error(otherRefusal(token(random)))}`;
  return `=> ${recipient} ${route} K C="250 2.0.0 OK  1795406540 ${token(random)} - gsmtp"`;
}
