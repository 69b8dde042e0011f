// The replies about how mail is sent, and for what it is taken: rate, TLS, reputation, its header; and the codes that look like those of
// authentication.

import { LOST, RETRIED, type CodeEntry } from "./code.ts";

export const policyCodes: CodeEntry[] = [
  {
    replyCodes: [421, 550],
    enhancedStatusCode: "X.7.28",
    title: "unusual rate of mail",
    cause: "rate_unusual",
    text: "Gmail has detected an unusual rate of email originating from your IP address. To protect our users from spam, email sent from your IP address has been temporarily rate limited.",
    meaning:
      "Gmail slows down or refuses mail from what the text names: the address, its network, the DKIM or SPF domain, a domain in a link, or one Message-ID.",
    checks: ["blocklists"],
    action: "Send less at a time and raise the rate slowly; see that no account on the server is abused.",
    pages: ["blocklist_listed"],
  },
  {
    replyCodes: [421, 550],
    enhancedStatusCode: "X.7.29",
    title: "not sent over TLS",
    cause: "tls_not_used",
    text: "Your email has been rate limited because this message wasn't sent over a TLS connection. Gmail requires all bulk email senders to use TLS/SSL for SMTP connections.",
    meaning: "The mail came over a connection without encryption.",
    checks: [],
    action:
      "Let the mail server use TLS (Postfix: smtp_tls_security_level = may); Exim uses TLS by itself where it is offered, unless hosts_avoid_tls forbids it.",
    pages: [],
  },
  {
    replyCodes: [550],
    enhancedStatusCode: "5.7.1",
    title: "the address is not allowed to send directly",
    cause: "direct_sending_refused",
    text: "The IP you're using to send email is not authorized to send email directly to our servers. Use the SMTP relay at your service provider instead.",
    wording: /not authorized to send e?mail directly/i,
    meaning: `The address is known as one of a home or mobile line, mostly by the policy list of Spamhaus (PBL), or by a generic PTR name. ${LOST}`,
    checks: ["iprev", "blocklists"],
    action: "Send through the provider's mail relay, or from a server with a fixed address of its own.",
    pages: ["blocklist_policy", "ptr_generic"],
  },
  {
    replyCodes: [550],
    enhancedStatusCode: "5.7.1",
    title: "taken for spam, or a bad reputation",
    text: "Our system has detected that this message is likely unsolicited mail.",
    wording: /unsolicited|low reputation|very low reputation|suspicious/i,
    meaning: `The same code with another text: Gmail takes the mail for spam, for what it says or for the reputation of the address or the domain. ${LOST}`,
    checks: ["blocklists"],
    action:
      "Read the text after the code: it names the address or the domain. Look at Google's Postmaster Tools for its reputation; nothing in the DNS repairs that.",
    pages: ["blocklist_listed"],
  },
  {
    replyCodes: [550],
    enhancedStatusCode: "5.7.1",
    title: "the message is not in order (RFC 5322)",
    text: "Messages missing a valid address in the From: header, or having no From: header, are not accepted.",
    wording: /\b(?:header|headers|RFC ?5322|Message-ID|From:)/i,
    meaning: `A header field is missing, stands there twice, or is malformed: From:, Message-ID, or an encoded word. ${LOST}`,
    checks: [],
    action: "Mend the program that writes the mail; the returned message shows its header.",
    pages: [],
  },
  {
    replyCodes: [421],
    enhancedStatusCode: "4.7.0",
    title: "deferred: rate, reputation, content, or no TLS",
    text: "Try again later, closing connection.",
    wording: /Try again later|reputation|suspicious|TLS|whitelist/i,
    meaning: `The same code with a text that does not speak of PTR: Gmail defers the mail because of its rate, the reputation of the address or the domain, suspicious content, or missing TLS. ${RETRIED}`,
    checks: ["blocklists"],
    action:
      "Read the text after the code. Send less at a time, and look at Google's Postmaster Tools for the reputation of your domain.",
    pages: [],
  },
  {
    replyCodes: [550],
    enhancedStatusCode: "5.7.23",
    title: "SPF did not pass (not a code of Gmail's)",
    text: null,
    meaning:
      "Other receivers send it when SPF did not pass, as the standard has it (RFC 7372). Gmail's 4.7.23 is about the PTR record.",
    checks: ["spf"],
    action: "Add the sending address to the SPF record (TXT) of the domain in the envelope sender.",
    pages: ["spf_ip_not_listed"],
  },
];
