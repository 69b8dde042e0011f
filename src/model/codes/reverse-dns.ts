// The replies that this program began with: no reverse DNS.

import type { TopicId } from "../topics.ts";
import { LOST, RETRIED, type CodeEntry } from "./code.ts";

const PTR_MEANING =
  "The address that sent the mail has no name in the DNS (PTR record), or the name does not lead back to the address. The address is the one in brackets, right after the code.";
const PTR_ACTION =
  "Run `whybounce check` with the address in brackets: it tells which half is missing, the exact record, and who can set it. The PTR record is set by whoever lends you the address, not in the zone of your domain.";
const PTR_PAGES: TopicId[] = ["ptr_nxdomain", "fwd_mismatch", "fwd_wrong_family", "ipv6_no_ptr_v4_ok"];

export const reverseDnsCodes: CodeEntry[] = [
  {
    replyCodes: [550],
    enhancedStatusCode: "5.7.25",
    title: "no PTR record, or its name does not lead back",
    text: "The IP address sending this message does not have a PTR record setup, or the corresponding forward DNS entry does not match the sending IP. As a policy, Gmail does not accept messages from IPs with missing PTR records.",
    meaning: `${PTR_MEANING} ${LOST}`,
    action: PTR_ACTION,
    checks: ["iprev"],
    pages: PTR_PAGES,
  },
  {
    replyCodes: [421, 451],
    enhancedStatusCode: "4.7.23",
    title: "no PTR record, or no way back: for now only slowed down",
    text: "The sending IP address for this message doesn't have a PTR record, or the PTR record's forward DNS entry doesn't match the sending IP address. To protect users from spam, your email has been temporarily rate limited.",
    meaning: `${PTR_MEANING} ${RETRIED} With receivers other than Gmail X.7.23 means that SPF did not pass.`,
    action: PTR_ACTION,
    checks: ["iprev"],
    pages: [...PTR_PAGES, "reverse_timeout"],
  },
  {
    replyCodes: [421],
    enhancedStatusCode: "4.7.0",
    title: "no PTR record (one of several texts of this code)",
    wording: /PTR/,
    text: "The IP address sending this message does not have a PTR record, or the corresponding forward DNS entry does not point to the sending IP. To protect our users from spam, mail sent from your IP address has been temporarily rate limited.",
    meaning: `${PTR_MEANING} ${RETRIED}`,
    action: PTR_ACTION,
    checks: ["iprev"],
    pages: PTR_PAGES,
  },
  {
    replyCodes: [550],
    enhancedStatusCode: "5.7.1",
    title: "IPv6 without PTR record or authentication",
    wording: /PTR|IPv6 sending guidelines/,
    text: "Gmail has detected that this message does not meet IPv6 sending guidelines regarding PTR records and authentication.",
    meaning: `The mail came over IPv6. Either the IPv6 address has no correct reverse DNS, or neither SPF nor DKIM passed: the text does not tell which. ${LOST}`,
    action:
      "Run `whybounce check` with the address in brackets. If it passes, look at SPF and DKIM (`whybounce audit`). Quick relief: send over IPv4 (Postfix: smtp_address_preference = ipv4).",
    checks: ["iprev", "spf", "dkim"],
    pages: ["ipv6_no_ptr_v4_ok", "ptr_nxdomain", "fwd_wrong_family"],
  },
];
