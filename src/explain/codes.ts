// Gmail's replies by code: its own words (https://support.google.com/a/answer/3726730; they change a little from year
// to year), what they mean, and what to do. The first ones are those this program is about.

import type { TopicId } from "../model/topics.ts";

export interface CodeEntry {
  /** The reply codes that it is sent with. */
  replyCodes: number[];
  enhancedStatusCode: string;
  title: string;
  /** Null where the title says as much, or the code is not Gmail's. */
  text: string | null;
  meaning: string;
  action: string;
  /** Ids of pages that tell more. */
  pages: TopicId[];
}

const PTR_MEANING =
  "The address that sent the mail has no name in the DNS (PTR record), or the name does not lead back to the address. The address is the one in brackets, right after the code.";
const PTR_ACTION =
  "Run `whybounce check` with the address in brackets: it tells which half is missing, the exact record, and who can set it. The PTR record is set by whoever lends you the address, not in the zone of your domain.";
const PTR_PAGES: TopicId[] = ["ptr_nxdomain", "fwd_mismatch", "fwd_wrong_family", "ipv6_no_ptr_v4_ok"];
const LOST = "This mail is lost: send it again after the repair.";
const RETRIED = "This mail is tried again by itself until your server gives up, mostly after five days.";
const AUTHENTICATION =
  "This is about the sender's domain, not about reverse DNS: `whybounce` counts it and leaves it at that.";
const SPF_ACTION = `Add the sending address to the SPF record (TXT) of the domain in the envelope sender. ${AUTHENTICATION}`;
const DKIM_ACTION = `Have the mail server or the mailing service sign with DKIM, and publish the key. ${AUTHENTICATION}`;
const DMARC_ACTION = `Publish a DMARC record: _dmarc.example.com. TXT "v=DMARC1; p=none". ${AUTHENTICATION}`;

const mainCodes: CodeEntry[] = [
  {
    replyCodes: [550],
    enhancedStatusCode: "5.7.25",
    title: "no PTR record, or its name does not lead back",
    text: "The IP address sending this message does not have a PTR record setup, or the corresponding forward DNS entry does not match the sending IP. As a policy, Gmail does not accept messages from IPs with missing PTR records.",
    meaning: `${PTR_MEANING} ${LOST}`,
    action: PTR_ACTION,
    pages: PTR_PAGES,
  },
  {
    replyCodes: [421, 451],
    enhancedStatusCode: "4.7.23",
    title: "no PTR record, or no way back: for now only slowed down",
    text: "The sending IP address for this message doesn't have a PTR record, or the PTR record's forward DNS entry doesn't match the sending IP address. To protect users from spam, your email has been temporarily rate limited.",
    meaning: `${PTR_MEANING} ${RETRIED} With receivers other than Gmail X.7.23 means that SPF did not pass.`,
    action: PTR_ACTION,
    pages: [...PTR_PAGES, "reverse_timeout"],
  },
  {
    replyCodes: [421],
    enhancedStatusCode: "4.7.0",
    title: "no PTR record (one of several texts of this code)",
    text: "The IP address sending this message does not have a PTR record, or the corresponding forward DNS entry does not point to the sending IP. To protect our users from spam, mail sent from your IP address has been temporarily rate limited.",
    meaning: `${PTR_MEANING} ${RETRIED}`,
    action: PTR_ACTION,
    pages: PTR_PAGES,
  },
  {
    replyCodes: [421],
    enhancedStatusCode: "4.7.0",
    title: "deferred: rate, reputation, content, or no TLS",
    text: "Try again later, closing connection.",
    meaning: `The same code with a text that does not speak of PTR: Gmail defers the mail because of its rate, the reputation of the address or the domain, suspicious content, or missing TLS. ${RETRIED}`,
    action:
      "Read the text after the code. Send less at a time, and look at Google's Postmaster Tools for the reputation of your domain.",
    pages: [],
  },
  {
    replyCodes: [550],
    enhancedStatusCode: "5.7.1",
    title: "IPv6 without PTR record or authentication",
    text: "Gmail has detected that this message does not meet IPv6 sending guidelines regarding PTR records and authentication.",
    meaning: `The mail came over IPv6. Either the IPv6 address has no correct reverse DNS, or neither SPF nor DKIM passed: the text does not tell which. ${LOST}`,
    action:
      "Run `whybounce check` with the address in brackets. If it passes, look at SPF and DKIM. Quick relief: send over IPv4 (Postfix: smtp_address_preference = ipv4).",
    pages: ["ipv6_no_ptr_v4_ok", "ptr_nxdomain", "fwd_wrong_family"],
  },
  {
    replyCodes: [550],
    enhancedStatusCode: "5.7.1",
    title: "taken for spam, or not allowed to send directly",
    text: "Our system has detected that this message is likely unsolicited mail.",
    meaning: `The same code with another text: Gmail takes the mail for spam, or the address is one from which no mail server should send. ${LOST}`,
    action: "Read the text after the code. A dynamic address has to send through the provider's mail relay.",
    pages: [],
  },
  {
    replyCodes: [550],
    enhancedStatusCode: "5.7.26",
    title: "unauthenticated sender: neither SPF nor DKIM passed",
    text: "This mail has been blocked because the sender is unauthenticated. Gmail requires all senders to authenticate with either SPF or DKIM.",
    meaning: `Neither SPF nor DKIM passed for the sender's domain, or its DMARC policy forbids the mail. ${LOST}`,
    action: `Publish SPF for the sending address, or sign with DKIM; best do both. ${AUTHENTICATION}`,
    pages: [],
  },
  {
    replyCodes: [421],
    enhancedStatusCode: "4.7.26",
    title: "unauthenticated sender: for now only slowed down",
    text: "This mail has been rate limited because it is unauthenticated. Gmail requires all senders to authenticate with either SPF or DKIM.",
    meaning: `Neither SPF nor DKIM passed for the sender's domain. ${RETRIED}`,
    action: `Publish SPF for the sending address, or sign with DKIM; best do both. ${AUTHENTICATION}`,
    pages: [],
  },
  {
    replyCodes: [421, 550],
    enhancedStatusCode: "X.7.27",
    title: "SPF did not pass",
    text: "Your email has been rate limited because SPF authentication didn't pass for this message. Gmail requires all bulk email senders to authenticate their email with SPF.",
    meaning: "The domain of the envelope sender does not name the sending address in its SPF record.",
    action: SPF_ACTION,
    pages: [],
  },
  {
    replyCodes: [421, 550],
    enhancedStatusCode: "X.7.30",
    title: "DKIM did not pass",
    text: "Your email has been rate limited because DKIM authentication didn't pass for this message. Gmail requires all bulk email senders to authenticate their email with DKIM.",
    meaning: "The mail has no DKIM signature, or the signature does not hold.",
    action: DKIM_ACTION,
    pages: [],
  },
  {
    replyCodes: [421, 550],
    enhancedStatusCode: "X.7.32",
    title: "From: domain not aligned with SPF or DKIM",
    text: "Your email has been rate limited because the From: header (RFC5322) in this message isn't aligned with either the authenticated SPF or DKIM organizational domain.",
    meaning: "SPF or DKIM passed, but for another domain than the one that readers see in the From: line.",
    action: `Sign with DKIM in the name of the From: domain. ${AUTHENTICATION}`,
    pages: [],
  },
  {
    replyCodes: [421, 550],
    enhancedStatusCode: "X.7.40",
    title: "the sending domain has no DMARC record",
    text: "Your email has been rate limited because the sending domain doesn't have a DMARC record, or the DMARC record doesn't specify a DMARC policy.",
    meaning: "Gmail asks senders of much mail for a DMARC record.",
    action: DMARC_ACTION,
    pages: [],
  },
  {
    replyCodes: [421],
    enhancedStatusCode: "4.7.31",
    title: "the sending domain has no DMARC record",
    text: "Your email has been rate limited because the sending domain doesn't have a DMARC record, or the DMARC record doesn't specify a DMARC policy.",
    meaning: "Gmail asks senders of much mail for a DMARC record.",
    action: DMARC_ACTION,
    pages: [],
  },
  {
    replyCodes: [451, 550],
    enhancedStatusCode: "X.7.24",
    title: "suspicious entries in the SPF record",
    text: "The SPF record of the sending domain has one or more suspicious entries.",
    meaning: "The SPF record lets too many strangers send, for instance with +all or with whole networks.",
    action: `Name only your own servers in the SPF record. ${AUTHENTICATION}`,
    pages: [],
  },
  {
    replyCodes: [421, 550],
    enhancedStatusCode: "X.7.28",
    title: "unusual rate of mail",
    text: "Gmail has detected an unusual rate of email originating from your IP address. To protect our users from spam, email sent from your IP address has been temporarily rate limited.",
    meaning: "Gmail slows down or refuses mail from the address, its network or the domain.",
    action: "Send less at a time and raise the rate slowly. See that no account on the server is abused.",
    pages: [],
  },
  {
    replyCodes: [421, 550],
    enhancedStatusCode: "X.7.29",
    title: "not sent over TLS",
    text: "Your email has been rate limited because this message wasn't sent over a TLS connection. Gmail requires all bulk email senders to use TLS/SSL for SMTP connections.",
    meaning: "The mail came over a connection without encryption.",
    action: "Postfix: smtp_tls_security_level = may. Exim uses TLS by itself where it is offered.",
    pages: [],
  },
  {
    replyCodes: [450, 550],
    enhancedStatusCode: "X.2.1",
    title: "the account is disabled or gets too much mail",
    text: "The user you are trying to contact is receiving mail at a rate that prevents additional messages from being delivered.",
    meaning: "This is about the recipient, not about your server.",
    action: "Wait, if the code begins with 4. Otherwise take the recipient off the list.",
    pages: [],
  },
  {
    replyCodes: [452, 552],
    enhancedStatusCode: "X.2.2",
    title: "the recipient's mailbox is full",
    text: "The recipient's inbox is out of storage space.",
    meaning: "This is about the recipient, not about your server.",
    action: "Nothing can be done on your side.",
    pages: [],
  },
  {
    replyCodes: [451],
    enhancedStatusCode: "4.3.0",
    title: "trouble at Google",
    text: "Mail server temporarily rejected message.",
    meaning: `A passing trouble on Gmail's side. ${RETRIED}`,
    action: "Wait.",
    pages: [],
  },
  {
    replyCodes: [550],
    enhancedStatusCode: "5.1.1",
    title: "the recipient does not exist",
    text: "The email account that you tried to reach does not exist. Please try double-checking the recipient's email address for typos or unnecessary spaces.",
    meaning: "There is no such mailbox.",
    action: "Take the recipient off the list.",
    pages: [],
  },
  {
    replyCodes: [550],
    enhancedStatusCode: "5.7.23",
    title: "SPF did not pass (not a code of Gmail's)",
    text: null,
    meaning:
      "Other receivers send it when SPF did not pass, as the standard has it (RFC 7372). Gmail's 4.7.23 is about the PTR record.",
    action: SPF_ACTION,
    pages: [],
  },
];

/** Codes whose title says nearly all: reply codes, enhanced status code, title, what to do. */
const shortCodes: [replyCodes: number[], enhancedStatusCode: string, title: string, action: string][] = [
  [[550], "5.1.2", "the recipient's domain does not exist", "Correct the domain of the recipient."],
  [[553, 555], "5.1.3", "the recipient's address is malformed", "Correct the address of the recipient."],
  [[552], "5.2.3", "the message is too large", "Send less, or a link in place of the attachment."],
  [[552], "5.3.4", "the message is too large", "Send less, or a link in place of the attachment."],
  [[421, 451], "4.4.2", "the connection timed out", RETRIED],
  [
    [421, 450, 550],
    "X.4.5",
    "a sending limit is reached, or Google's server is busy",
    "Wait, and send less at a time.",
  ],
  [[554], "5.4.6", "the message goes in circles", "Look for a loop of forwards between the two mailboxes."],
  [
    [503],
    "5.5.1",
    "the SMTP protocol was not kept",
    "Read the text after the code, and update the mail program.",
  ],
  [
    [502, 555],
    "5.5.2",
    "the SMTP protocol was not kept",
    "Read the text after the code, and update the mail program.",
  ],
  [
    [452],
    "4.5.3",
    "too many recipients in one transaction",
    "The mail server splits the message by itself and goes on.",
  ],
  [
    [501],
    "5.5.4",
    "the greeting name or another argument is invalid",
    "Make the mail server greet with a full host name.",
  ],
  [
    [550, 554],
    "5.6.0",
    "the message is malformed",
    "Read the text after the code, and mend the program that wrote the message.",
  ],
];

export const codes: CodeEntry[] = [
  ...mainCodes,
  ...shortCodes.map(([replyCodes, enhancedStatusCode, title, action]) => ({
    replyCodes,
    enhancedStatusCode,
    title,
    text: null,
    meaning: "This is not about reverse DNS.",
    action,
    pages: [],
  })),
];
