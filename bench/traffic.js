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

const HEXADECIMAL = "0123456789abcdef";

/** @param {Random} random @param {string} domain */
export function person(random, domain) {
  return `${random.pick(people)}.${random.pick(names)}${random.below(10_000)}@${domain}`;
}

/** Gmail's mark at the end of each reply. @param {Random} random */
export function token(random) {
  return `${random.text(HEXADECIMAL, 13)}-${random.text(HEXADECIMAL, 11)}si${random.text("0123456789", 12)}abc.${random.below(250)}`;
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
