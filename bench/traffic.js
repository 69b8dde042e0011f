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

/**
 * What stands in a log besides refusals for reverse DNS: the share of messages that go to Gmail, the share of those that are
 * refused for another reason, and shares of messages after which a line about something else follows.
 * @typedef {{ gmail: number, otherRefusals: number, inbound: number, lookAlikes: number }} Mix
 */

/** @satisfies {Record<string, Mix>} */
export const mixes = {
  usual: { gmail: 0.3, otherRefusals: 0.02, inbound: 0.02, lookAlikes: 0 },
  // Of six million lines, 260,000 are Gmail's answers, of which 88,000 refuse for many reasons; 54,000 lines tell whom this
  // server refused, and 10,000 have the word PTR in them.
  refused: { gmail: 0.35, otherRefusals: 0.34, inbound: 0.072, lookAlikes: 0.0135 },
};

/** Three of ten refusals are temporary; half of these messages are accepted at the next try. */
const TEMPORARY_SHARE = 0.3;

/**
 * One message to one recipient. `ip` is the address refused for its reverse DNS, null where it is not.
 * @typedef {{
 *   ip: string | null, fate: "sent" | "bounced" | "retrying" | "delivered later", isGmail: boolean,
 *   recipient: string, host: string, mxIp: string, id: string, sender: string, mix: Mix,
 * }} Delivery
 */

/** @param {Random} random @param {string | null} ip @param {Mix} mix @returns {Delivery} */
export function createDelivery(random, ip, mix = mixes.usual) {
  const isGmail = ip !== null || random.next() < mix.gmail;
  const domain = isGmail ? "gmail.com" : random.pick(otherDomains);
  return {
    ip,
    fate: fateOf(random, ip !== null, isGmail, mix),
    isGmail,
    recipient: person(random, domain),
    host: isGmail ? random.pick(googleHosts) : `mx.${domain}`,
    mxIp: isGmail ? "192.0.2.26" : "198.51.100.200",
    id: "",
    sender: "",
    mix,
  };
}

/** @param {Random} random @param {boolean} isRefused @param {boolean} isGmail @param {Mix} mix @returns {Delivery["fate"]} */
function fateOf(random, isRefused, isGmail, { otherRefusals }) {
  if (!isRefused) return isGmail && random.next() < otherRefusals ? "bounced" : "sent";
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

/** A refusal for another reason; ordinary traffic knows one. @param {string} mark @param {Random} random @param {Mix} mix */
export function otherRefusal(mark, random, mix = mixes.usual) {
  const [code, ...lines] = mix === mixes.usual ? reasons[0] : random.pick(reasons);
  const last = lines.length - 1;
  return lines.map((line, index) =>
    index < last ? `${code.replace(" ", "-")} ${line}` : `${code} ${line} ${mark} - gsmtp`,
  );
}

/** @type {[code: string, ...lines: string[]][]} */
const reasons = [
  [
    "550 5.1.1",
    "The email account that you tried to reach does not exist. Please try",
    "double-checking the recipient's email address for typos or",
    "unnecessary spaces. For more information, go to",
    " https://support.google.com/mail/?p=NoSuchUser",
  ],
  [
    "552 5.2.2",
    "The recipient's inbox is out of storage space and inactive.",
    "Please direct the recipient to",
    " https://support.google.com/mail/?p=OverQuotaPerm",
  ],
  [
    "550 5.7.1",
    "[203.0.113.5      12] Our system has detected that this message is",
    "likely unsolicited mail. To reduce the amount of spam sent to Gmail,",
    "this message has been blocked. For more information, go to",
    " https://support.google.com/mail/?p=UnsolicitedMessageError",
  ],
  [
    "550 5.7.28",
    "Gmail has detected an unusual rate of unsolicited mail originating",
    "from your IP address. To protect our users from spam, mail sent from",
    "your IP address has been blocked. For more information, go to",
    " https://support.google.com/mail/?p=UnsolicitedRateLimitError",
  ],
  [
    "550 5.7.26",
    "Your email has been blocked because the sender is unauthenticated.",
    "Gmail requires all senders to authenticate with either SPF or DKIM.",
    " Authentication results:",
    " DKIM = did not pass",
    " SPF [example.com] with ip: [203.0.113.5] = did not pass",
    " For instructions on setting up authentication, go to",
    " https://support.google.com/mail/answer/81126#authentication",
  ],
];
