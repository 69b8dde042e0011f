// Haraka. It took over qmail's greeting; only the first line of the reply keeps its codes.
//
//   Hi. This is the Haraka Mailer program at mx1.example.com.
//   I'm afraid I wasn't able to deliver your message to the following addresses.
//
//   Intended Recipients: <user@gmail.com>
//   Failure Reason: Upstream error: 550 5.7.25 [203.0.113.5] The IP address sending this message does not have a …
// Source: config/outbound.bounce_message, outbound/hmail.js.

import { ADDRESS, type TextLayout } from "./layout.ts";

export const haraka: TextLayout = {
  id: "haraka",
  head: /^Hi\. This is the Haraka Mailer program at /,
  fieldPrefix: "x-haraka-",
  recipient: new RegExp(`^(?:Intended Recipients?: |(?=<))<?(${ADDRESS})>?(?:,|:|\\s*$)`),
  returned: /^--- Below this line is (?:a copy of|the original)/,
  delayed: null,
};
