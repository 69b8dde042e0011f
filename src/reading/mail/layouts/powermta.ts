// PowerMTA. The text names the recipients and gives no reason; that stands in the fields.
//
//   Hello, this is the mail server on mx1.example.com.
//
//     <user@gmail.com>  delivery failed; will not continue trying
// Source: the user's guides 3.5 and 5.5, and public bounces.

import { ADDRESS, type TextLayout } from "./layout.ts";

export const powermta: TextLayout = {
  id: "powermta",
  head: /^Hello, this is the mail server on /,
  fieldPrefix: "x-powermta-",
  recipient: new RegExp(`^\\s{0,8}<(${ADDRESS})>`),
  returned: null,
  delayed: /delivery (?:is )?delayed|will continue trying/,
};
