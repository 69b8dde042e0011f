// Postfix, where only the text of its report is left: archives and some webmail programs flatten a report to
// its first part. The template may be in any language; this is the one that comes with it.
//
//   This is the mail system at host mx1.example.com.
//
//   <user@gmail.com>: host gmail-smtp-in.l.google.com[192.0.2.26] said: 550-5.7.25
//       [203.0.113.5] The IP address sending this message does not have a …
// Source: bounce_template.c, bounce_notify_util.c.

import { ADDRESS, type TextLayout } from "./layout.ts";

export const postfix: TextLayout = {
  id: "postfix",
  // Its owner may give it another name: This is the Spam Firewall program at host mx1.example.com.
  head: /^This is the [^\n]{1,80} at host /,
  recipient: new RegExp(`^<(${ADDRESS})>(?: \\(expanded from\\s+<[^<>]{1,330}>\\))?:`),
  returned: null,
  delayed: /THIS IS A WARNING ONLY|YOU DO NOT NEED TO RESEND YOUR MESSAGE/,
};
