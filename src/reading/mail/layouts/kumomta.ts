// KumoMTA. Status bears the reply as a comment, and the host's name ends in a dot.
//
//   The message was received at Mon, 23 Feb 2026 10:11:10 +0000
//   from news@example.com and addressed to user@gmail.com.
//   While communicating with gmail-smtp-in.l.google.com. (192.0.2.26):
//   Response: 550 5.7.25 [203.0.113.5] The IP address sending this message does not have a PTR record …
// Source: crates/kumo-log-types/src/rfc3464.rs.

import { ADDRESS, type TextLayout } from "./layout.ts";

export const kumomta: TextLayout = {
  id: "kumomta",
  head: /^The message was received at [^\n]{10,60}\nfrom \S{1,330} and addressed to /,
  recipient: new RegExp(`^from \\S{1,330} and addressed to (${ADDRESS})(?:\\.?\\s*$|,)`),
  returned: null,
  delayed: null,
};
