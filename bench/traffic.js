// What the generated logs and mailboxes have in common: people, hosts, and Gmail's replies.

/** @import { Random } from "./random.js" */

const people = [
  "anna",
  "ben",
  "clara",
  "david",
  "emma",
  "felix",
  "greta",
  "henry",
  "ida",
  "jonas",
  "karin",
  "lukas",
];
const names = [
  "berg",
  "costa",
  "duran",
  "evans",
  "fischer",
  "garcia",
  "horak",
  "ivanova",
  "jensen",
  "keller",
];
export const otherDomains = ["customer.example", "partner.example", "school.example", "client.example"];
export const sendingIps = ["203.0.113.5", "203.0.113.6", "203.0.113.25", "198.51.100.17", "2001:db8:25::5"];
export const googleHosts = [
  "gmail-smtp-in.l.google.com",
  "alt1.gmail-smtp-in.l.google.com",
  "aspmx.l.google.com",
];
export const senders = ["news@example.com", "billing@example.com", "alerts@example.net", "shop@example.org"];

export const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
export const hexadecimal = "0123456789ABCDEF";
const LOWER_HEXADECIMAL = "0123456789abcdef";

/** Three of ten ordinary messages go to Gmail, which refuses two of a hundred of those for another reason. */
const GMAIL_SHARE = 0.3;
const OTHER_REFUSALS = 0.02;
/** Three of ten refusals are temporary; half of these messages are accepted at the next try. */
const TEMPORARY_SHARE = 0.3;

/**
 * One message to one recipient. `ip` is the address refused for its reverse DNS, null where it is not.
 * @typedef {{
 *   ip: string | null, fate: "sent" | "bounced" | "retrying" | "delivered later", isGmail: boolean,
 *   recipient: string, host: string, mxIp: string, id: string, sender: string,
 * }} Delivery
 */

/** @param {Random} random @param {string | null} ip @returns {Delivery} */
export function createDelivery(random, ip) {
  const isGmail = ip !== null || random.next() < GMAIL_SHARE;
  const domain = isGmail ? "gmail.com" : random.pick(otherDomains);
  return {
    ip,
    fate: fateOf(random, ip !== null, isGmail),
    isGmail,
    recipient: person(random, domain),
    host: isGmail ? random.pick(googleHosts) : `mx.${domain}`,
    mxIp: isGmail ? "192.0.2.26" : "198.51.100.200",
    id: "",
    sender: "",
  };
}

/** @param {Random} random @param {boolean} isRefused @param {boolean} isGmail @returns {Delivery["fate"]} */
function fateOf(random, isRefused, isGmail) {
  if (!isRefused) return isGmail && random.next() < OTHER_REFUSALS ? "bounced" : "sent";
  if (random.next() >= TEMPORARY_SHARE) return "bounced";
  return random.next() < 0.5 ? "delivered later" : "retrying";
}

/** One of `count` addresses, or of a handful of both families. @param {Random} random @param {number} count */
export function sendingIp(random, count) {
  return count === 0 ? random.pick(sendingIps) : `2001:db8:25::${(random.below(count) + 1).toString(16)}`;
}

/** @param {Random} random @param {string} domain */
export function person(random, domain) {
  return `${random.pick(people)}.${random.pick(names)}${random.below(10_000)}@${domain}`;
}

/** Gmail's mark at the end of each reply. @param {Random} random */
export function token(random) {
  return `${random.text(LOWER_HEXADECIMAL, 13)}-${random.text(LOWER_HEXADECIMAL, 11)}si${random.text("0123456789", 12)}abc.${random.below(250)}`;
}

/** The lines of a refusal for reverse DNS. @param {string} ip @param {boolean} permanent @param {string} mark */
export function refusal(ip, permanent, mark) {
  return permanent
    ? [
        `550-5.7.25 [${ip}] The IP address sending this message does not have a`,
        "550-5.7.25 PTR record setup, or the corresponding forward DNS entry does not",
        "550-5.7.25 match the sending IP. As a policy, Gmail does not accept messages",
        "550-5.7.25 from IPs with missing PTR records. For more information, go to",
        "550-5.7.25  https://support.google.com/a?p=sender-guidelines-ip",
        "550-5.7.25 To learn more about Gmail requirements for bulk senders, visit",
        `550 5.7.25  https://support.google.com/a?p=sender-guidelines. ${mark} - gsmtp`,
      ]
    : [
        `421-4.7.23 [${ip}      23] The IP address sending this message does not`,
        "421-4.7.23 have a PTR record, or the corresponding forward DNS entry does not",
        "421-4.7.23 match the sending IP. To protect users from spam, mail has been",
        "421-4.7.23 temporarily rate limited. For more information, go to",
        "421-4.7.23  https://support.google.com/a?p=sender-guidelines-ip",
        "421-4.7.23 To learn more about Gmail requirements for bulk senders, visit",
        `421 4.7.23  https://support.google.com/a?p=sender-guidelines. ${mark} - gsmtp`,
      ];
}

/** A refusal for another reason. @param {string} mark */
export function otherRefusal(mark) {
  return [
    "550-5.1.1 The email account that you tried to reach does not exist. Please try",
    "550-5.1.1 double-checking the recipient's email address for typos or",
    "550-5.1.1 unnecessary spaces. For more information, go to",
    `550 5.1.1  https://support.google.com/mail/?p=NoSuchUser ${mark} - gsmtp`,
  ];
}
