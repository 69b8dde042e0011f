// Momentum (ecelerity), of Message Systems and SparkPost. Recipient, stage and reply stand on one line, after three marks or none.
//
//   This message was created automatically by the mail system (ecelerity).
//
//   A message that you sent could not be delivered to one or more of its
//   recipients. This is a permanent error. The following address(es) failed:
//
//   >>> user@gmail.com (reading confirmation): 550-5.7.25 [203.0.113.5] The IP address sending this message does not have a
//
//   ------ This is a copy of the headers of the original message. ------
// Source: Momentum's documentation, and public bounces.

import { ADDRESS, type TextLayout } from "./layout.ts";

export const momentum: TextLayout = {
  id: "unknown",
  head: /^This message was created automatically by the mail system \(/,
  recipient: new RegExp(`^(?:>{3} ?)?<?(${ADDRESS})>?(?: \\([^()]{1,80}\\))?:`),
  marksRecipients: /^>{3} ?\S{1,330} ?(?:\(|:)/,
  returned: /^-{4,} This is a copy of (?:the|your) /,
  delayed: /has not yet been delivered|temporary error|will continue to/,
};
