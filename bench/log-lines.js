// The lines that Postfix and Exim write for one message, from its arrival to its end, and the noise beside it.

import { hexadecimal, letters, otherDomains, otherRefusal, refusal, senders, token } from "./traffic.js";

/** @import { Random } from "./random.js" */
/** @import { Delivery, Mix } from "./traffic.js" */

/**
 * @typedef {{
 *   stamp: (time: number) => string,
 *   first: (random: Random, at: string, delivery: Delivery) => string,
 *   retry: (random: Random, at: string, delivery: Delivery) => string,
 * }} LogFormat
 */

const LONG_ID = "BCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz0123456789";
const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
/** The share of messages after which a line about something else follows, whatever the mix. */
const NOISE = { anvil: 0.03, imap: 0.06 };
/** The share of this server's own refusals that have the same code as Gmail's. */
const CODED_NOISE = 0.05;

/** @param {number} time */
function traditional(time) {
  const iso = new Date(time).toISOString();
  const day = String(Number(iso.slice(8, 10))).padStart(2);
  return `${months[Number(iso.slice(5, 7)) - 1]} ${day} ${iso.slice(11, 19)} mx1`;
}

// ---------------------------------------------------------------- Postfix

/** @type {LogFormat} */
export const postfixLog = { stamp: traditional, first: postfixFirst, retry: postfixRetry };

/** @type {LogFormat} */
export const postfixIsoLog = {
  ...postfixLog,
  stamp: (time) => `${new Date(time).toISOString().slice(0, 23)}000+00:00 mx1`,
};

/** The same lines as Docker's json-file driver keeps them. @type {LogFormat} */
export const postfixDockerLog = {
  stamp: (time) => `${new Date(time).toISOString()} ${traditional(time)}`,
  first: (random, at, delivery) => inRecords(at, (stamp) => postfixFirst(random, stamp, delivery)),
  retry: (random, at, delivery) => inRecords(at, (stamp) => postfixRetry(random, stamp, delivery)),
};

/** As Go's encoder writes them. @param {string} at @param {(stamp: string) => string} lines */
function inRecords(at, lines) {
  const space = at.indexOf(" ");
  const time = `${at.slice(0, space - 1)}456789Z`;
  const escaped = (/** @type {string} */ line) =>
    JSON.stringify(`${line}\n`).replace(
      /[<>&]/g,
      (character) => `\\u00${character.charCodeAt(0).toString(16)}`,
    );
  return lines(at.slice(space + 1))
    .trimEnd()
    .split("\n")
    .map((line) => `{"log":${escaped(line)},"stream":"stdout","time":"${time}"}\n`)
    .join("");
}

/** @param {Random} random @param {string} at @param {Delivery} delivery */
function postfixFirst(random, at, delivery) {
  delivery.id = `4${random.text(LONG_ID, 14)}`;
  delivery.sender = random.pick(senders);
  const { id, sender, host, mxIp, fate } = delivery;
  const pid = 300 + random.below(5_000);
  const removed = fate === "retrying" || fate === "delivered later" ? "" : postfixRemoved(at, id);
  return (
    `${at} postfix/smtpd[${pid}]: connect from app${random.below(9)}.example.com[198.51.100.240]\n` +
    `${at} postfix/smtpd[${pid}]: ${id}: client=app1.example.com[198.51.100.240]\n` +
    `${at} postfix/cleanup[${pid + 1}]: ${id}: message-id=<${random.text(letters, 22)}@app1.example.com>\n` +
    `${at} postfix/qmgr[115]: ${id}: from=<${sender}>, size=${900 + random.below(60_000)}, nrcpt=1 (queue active)\n` +
    `${at} postfix/smtpd[${pid}]: disconnect from app1.example.com[198.51.100.240] ehlo=1 mail=1 rcpt=1 data=1 quit=1 commands=5\n` +
    `${at} postfix/smtp[${pid + 2}]: Trusted TLS connection established to ${host}[${mxIp}]:25: TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits) key-exchange X25519 server-signature RSA-PSS (2048 bits) server-digest SHA256\n` +
    `${postfixTo(random, at, pid + 2, delivery)}${postfixStatus(random, delivery)}\n` +
    removed +
    postfixNoise(random, at, pid, delivery.mix)
  );
}

/** The message is taken at last. @param {Random} random @param {string} at @param {Delivery} delivery */
function postfixRetry(random, at, delivery) {
  return (
    `${at} postfix/qmgr[115]: ${delivery.id}: from=<${delivery.sender}>, size=4711, nrcpt=1 (queue active)\n` +
    `${postfixTo(random, at, 300 + random.below(5_000), delivery)}${postfixSent(random)}\n` +
    postfixRemoved(at, delivery.id)
  );
}

/** @param {Random} random @param {string} at @param {number} pid @param {Delivery} delivery */
const postfixTo = (random, at, pid, { id, recipient, host, mxIp }) =>
  `${at} postfix/smtp[${pid}]: ${id}: to=<${recipient}>, relay=${host}[${mxIp}]:25, delay=0.${random.below(99)}, delays=0.1/0/0.2/0.3, `;

/** @param {string} at @param {string} id */
const postfixRemoved = (at, id) => `${at} postfix/qmgr[115]: ${id}: removed\n`;

/** @param {Random} random */
const postfixSent = (random) => `dsn=2.0.0, status=sent (250 2.0.0 OK  1795406540 ${token(random)} - gsmtp)`;

/** @param {Random} random @param {Delivery} delivery */
function postfixStatus(random, { fate, host, mxIp, ip, isGmail, mix }) {
  const said = (/** @type {string} */ status, /** @type {string[]} */ reply) =>
    `${status} (host ${host}[${mxIp}] said: ${reply.join(" ")} (in reply to end of DATA command))`;
  if (ip !== null && fate === "bounced")
    return said("dsn=5.7.25, status=bounced", refusal(ip, true, token(random)));
  if (ip !== null) return said("dsn=4.7.23, status=deferred", refusal(ip, false, token(random)));
  if (fate === "bounced") {
    const reply = otherRefusal(token(random), random, mix);
    return said(`dsn=${reply[0]?.slice("550-".length, "550-5.1.1".length)}, status=bounced`, reply);
  }
  if (isGmail) return postfixSent(random);
  return `dsn=2.0.0, status=sent (250 2.0.0 Ok: queued as ${random.text(hexadecimal, 10)})`;
}

/** Look-alikes among it: this server refusing others for their reverse DNS. @param {Random} random @param {string} at @param {number} pid @param {Mix} mix */
function postfixNoise(random, at, pid, { inbound, lookAlikes }) {
  let lines = "";
  if (random.next() < inbound) {
    const reply = random.next() < CODED_NOISE ? "550 5.7.25" : "450 4.7.25";
    lines += `${at} postfix/smtpd[${pid}]: NOQUEUE: reject: RCPT from unknown[192.0.2.${random.below(250)}]: ${reply} Client host rejected: cannot find your reverse hostname; from=<info@${random.pick(otherDomains)}> to=<${random.pick(senders)}> proto=ESMTP helo=<${random.pick(otherDomains)}>\n`;
  }
  if (random.next() < NOISE.anvil)
    lines += `${at} postfix/anvil[${pid}]: statistics: max connection rate ${random.below(9)}/60s for (smtp:198.51.100.240) at ${at.slice(0, 15)}\n`;
  if (random.next() < NOISE.imap)
    lines += `${at} dovecot: imap-login: Login: user=<${random.pick(senders)}>, method=PLAIN, rip=198.51.100.${random.below(250)}, lip=203.0.113.5, mpid=${random.below(60_000)}, TLS, session=<${random.text(letters, 16)}>\n`;
  if (lookAlikes > 0 && random.next() < lookAlikes)
    lines += `${at} policyd[812]: 192.0.2.${random.below(250)} has no PTR record that confirms its name\n`;
  return lines;
}

// ---------------------------------------------------------------- Exim

/** @type {LogFormat} */
export const eximLog = {
  stamp: (time) => new Date(time).toISOString().slice(0, 19).replace("T", " "),
  first: eximFirst,
  retry: (random, at, delivery) =>
    `${at} ${delivery.id} ${eximTaken(random, delivery)}\n${at} ${delivery.id} Completed\n`,
};

/** @param {Random} random @param {string} at @param {Delivery} delivery */
function eximFirst(random, at, delivery) {
  delivery.id = `1${random.text(letters, 5)}-${random.text(letters, 6)}-${random.text(letters, 2)}`;
  delivery.sender = random.pick(senders);
  const { id, sender, fate, mix } = delivery;
  const size = 900 + random.below(60_000);
  const completed = fate === "retrying" || fate === "delivered later" ? "" : `${at} ${id} Completed\n`;
  return (
    `${at} ${id} <= ${sender} H=app1.example.com [198.51.100.240] P=esmtps X=TLS1.3:TLS_AES_256_GCM_SHA384:256 CV=no S=${size} id=${random.text(letters, 22)}@app1.example.com\n` +
    eximDelivery(random, `${at} ${id}`, delivery) +
    completed +
    eximNoise(random, at, mix)
  );
}

/** @param {Delivery} delivery */
const eximRoute = ({ host, mxIp }) =>
  `R=dnslookup T=remote_smtp H=${host} [${mxIp}] X=TLS1.3:ECDHE_SECP256R1__RSA_PSS_RSAE_SHA256__AES_256_GCM:256 CV=yes`;

/** @param {Random} random @param {Delivery} delivery */
const eximTaken = (random, delivery) =>
  `=> ${delivery.recipient} ${eximRoute(delivery)} K C="250 2.0.0 OK  1795406540 ${token(random)} - gsmtp"`;

/** A temporary refusal stands in two lines, one for the host and one for the recipient. @param {Random} random @param {string} start @param {Delivery} delivery */
function eximDelivery(random, start, delivery) {
  const { fate, host, mxIp, ip, isGmail, recipient, mix } = delivery;
  const error = (/** @type {string[]} */ reply) =>
    `: SMTP error from remote mail server after pipelined end of data: ${reply.join("\\n")}\n`;
  if (ip !== null && fate !== "bounced") {
    const said = error(refusal(ip, false, token(random)));
    return (
      `${start} H=${host} [${mxIp}]${said}` +
      `${start} == ${recipient} R=dnslookup T=remote_smtp defer (-46) H=${host} [${mxIp}]${said}`
    );
  }
  if (fate === "bounced") {
    const mark = token(random);
    const reply = ip === null ? otherRefusal(mark, random, mix) : refusal(ip, true, mark);
    return `${start} ** ${recipient} ${eximRoute(delivery)}${error(reply)}`;
  }
  if (isGmail) return `${start} ${eximTaken(random, delivery)}\n`;
  return `${start} => ${recipient} ${eximRoute(delivery)} C="250 2.0.0 Ok: queued as ${random.text(hexadecimal, 10)}"\n`;
}

/** @param {Random} random @param {string} at @param {Mix} mix */
function eximNoise(random, at, { inbound, lookAlikes }) {
  if (lookAlikes > 0 && random.next() < lookAlikes)
    return `${at} H=[192.0.2.${random.below(250)}] Warning: no PTR record confirms its name\n`;
  if (random.next() < inbound) {
    const from = random.pick(otherDomains);
    const reason =
      random.next() < CODED_NOISE ? "5.7.25 Reverse DNS validation failed" : "reverse host lookup failed";
    return `${at} H=(${from}) [192.0.2.${random.below(250)}] F=<info@${from}> rejected RCPT <${random.pick(senders)}>: ${reason}\n`;
  }
  if (random.next() < NOISE.anvil)
    return `${at} no host name found for IP address 192.0.2.${random.below(250)}\n`;
  return "";
}
