// ZoneMTA, also WildDuck's. The reply stands on one line after its first code and may be cut; Status is always 5.0.0.
//
//   Delivery to the following recipient failed permanently:
//       user@gmail.com
//
//   Technical details of permanent failure:
//
//   550-5.7.25 [203.0.113.5] The IP address sending this message does not have a PTR record setup, …
// Source: plugins/core/email-bounce.js.

import { ADDRESS, type TextLayout } from "./layout.ts";

export const zonemta: TextLayout = {
  id: "zonemta",
  head: /^(?:Delivery to the following recipient failed permanently:|Delivery incomplete\s{1,4}There was a temporary)/,
  fieldPrefix: "x-zonemta-",
  recipient: new RegExp(
    `^(?:\\s{1,8}|There was a temporary problem delivering your message to )(${ADDRESS})(?:\\.|\\s*$)`,
  ),
  returned: null,
  delayed: /^Delivery incomplete/,
};
