// GoDaddy's outgoing servers. The reason is one paragraph, and the reply stands within it, on lines of its own.
//
//   This is an automatically generated Delivery Status Notification.
//
//   Delivery to the following recipients failed permanently:
//
//   * user@gmail.com
//
//   Reason: There was an error while attempting to deliver your message with [Subject: "…"] to user@gmail.com. MTA
//   p3plsmtpa.example.net received this response from the destination host IP - 192.0.2.26 - 550 , 550-5.7.26 This message …

import { ADDRESS, type TextLayout } from "./layout.ts";

export const secureserver: TextLayout = {
  id: "unknown",
  head: /^This is an automatically generated Delivery Status Notification\.\s{1,10}Delivery to the following recipients failed permanently:/,
  recipient: new RegExp(`^\\* (${ADDRESS})\\s*$`),
  returned: null,
  delayed: null,
};
