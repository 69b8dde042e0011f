// maddy. The host stands between the code and the host's own words, and the enhanced status code is lost: 5.0.0.
//
//   This is the mail delivery system at mx1.example.com.
//
//   Delivery to user@gmail.com failed with error: SMTP error 550: gmail-smtp-in.l.google.com. said: [203.0.113.5] …
//
//   Diagnostic-Code: smtp; 550 5.0.0 gmail-smtp-in.l.google.com. said: [203.0.113.5] The IP address …
// Source: internal/dsn/dsn.go, internal/target/remote/remote.go.

import { ADDRESS, type TextLayout } from "./layout.ts";

export const maddy: TextLayout = {
  id: "maddy",
  head: /^This is the mail delivery system at /,
  fieldPrefix: "x-maddy-",
  recipient: new RegExp(`^Delivery to <?(${ADDRESS})>? failed with error:`),
  returned: null,
  delayed: /^[^]{0,2000}?(?:still (?:in|being) |will be retried|no action is required)/i,
};
