// Replies about the recipient, the message or the connection: nothing in the sender's DNS is to blame.

import { RETRIED, type CodeEntry } from "./code.ts";

const mainCodes: CodeEntry[] = [
  {
    replyCodes: [450, 550],
    enhancedStatusCode: "X.2.1",
    title: "the account is disabled or gets too much mail",
    text: "The user you are trying to contact is receiving mail at a rate that prevents additional messages from being delivered.",
    meaning: "This is about the recipient, not about your server.",
    action: "Wait, if the code begins with 4. Otherwise take the recipient off the list.",
    checks: [],
    pages: [],
  },
  {
    replyCodes: [452, 552],
    enhancedStatusCode: "X.2.2",
    title: "the recipient's mailbox is full",
    text: "The recipient's inbox is out of storage space.",
    meaning: "This is about the recipient, not about your server.",
    action: "Nothing can be done on your side.",
    checks: [],
    pages: [],
  },
  {
    replyCodes: [451],
    enhancedStatusCode: "4.3.0",
    title: "trouble at Google",
    text: "Mail server temporarily rejected message.",
    meaning: `A passing trouble on Gmail's side. ${RETRIED}`,
    action: "Wait.",
    checks: [],
    pages: [],
  },
  {
    replyCodes: [550],
    enhancedStatusCode: "5.1.1",
    title: "the recipient does not exist",
    text: "The email account that you tried to reach does not exist. Please try double-checking the recipient's email address for typos or unnecessary spaces.",
    meaning: "There is no such mailbox.",
    action: "Take the recipient off the list.",
    checks: [],
    pages: [],
  },
];

/** Codes whose title says nearly all: reply codes, enhanced status code, title, what to do. */
const shortCodes: [replyCodes: number[], enhancedStatusCode: string, title: string, action: string][] = [
  [[550], "5.1.2", "the recipient's domain does not exist", "Correct the domain of the recipient."],
  [[553, 555], "5.1.3", "the recipient's address is malformed", "Correct the address of the recipient."],
  [[552], "5.2.3", "the message is too large", "Send less, or a link instead of the attachment."],
  [[552], "5.3.4", "the message is too large", "Send less, or a link instead of the attachment."],
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

export const recipientCodes: CodeEntry[] = [
  ...mainCodes,
  ...shortCodes.map(([replyCodes, enhancedStatusCode, title, action]) => ({
    replyCodes,
    enhancedStatusCode,
    title,
    text: null,
    meaning: "This is not about reverse DNS.",
    checks: [],
    action,
    pages: [],
  })),
];
