// Apache James. It took over qmail's greeting, and nothing else.
//
//   Hi. This is the James mail server at mx1.example.com.
//   I'm afraid I wasn't able to deliver your message to the following addresses.
//
//   Failed recipient(s):
//   user@gmail.com
//
//   Error message:
//   550-5.7.25 [203.0.113.5] The IP address sending this message does not have a
// Source: DSNBounce.java, NotifySender.java.

import { ADDRESS, type TextLayout } from "./layout.ts";

export const james: TextLayout = {
  id: "unknown",
  head: /^Hi\. This is the James mail server at /,
  recipient: new RegExp(`^\\s{0,4}<?(${ADDRESS})>?\\s*$`),
  returned: /^Message details:/,
  delayed: null,
};
