// Exchange before 2007, and Outlook, which shows the reports of others so. The day is in the reader's spelling.
//
//   Your message did not reach some or all of the intended recipients.
//
//         Subject:  Weekly newsletter
//         Sent:     2/23/2026 10:11 AM
//
//   The following recipient(s) could not be reached:
//
//         user@gmail.com on 2/23/2026 10:11 AM
//               There was a SMTP communication problem with the recipient's email server.
//               <mx1.example.com #5.5.0 smtp;550-5.7.25 [203.0.113.5] The IP address sending this message …>
// Source: public bounces.

import { ADDRESS, type TextLayout } from "./layout.ts";

export const exchange2003: TextLayout = {
  id: "exchange",
  head: /^Your message\s{1,10}(?:did not reach some or all of the intended recipients\.\s{1,10}Subject:|To:[^]{1,2000}?\n\s{0,8}did not reach the following recipient)/,
  recipient: new RegExp(
    `^\\s{0,8}(?:[^\\n()<>@]{0,100}[(<'])?(${ADDRESS})[)>']{0,2}(?: [^\\d\\s@]{1,12},? [^\\n@]{0,20}\\d[^\\n@]{3,60})?\\s*$`,
  ),
  namesItself: true,
  returned: null,
  delayed: null,
};
