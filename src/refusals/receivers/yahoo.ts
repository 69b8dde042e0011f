// Yahoo and AOL: one mail platform, which answers with RFC 7372's code.

import { otherReceiver, reverseDns } from "./receiver.ts";

export const yahoo = otherReceiver({
  id: "yahoo",
  name: "Yahoo and AOL",
  // mta7.am0.yahoodns.net, mx-aol.mail.gm0.yahoodns.net
  host: /(?:^|\.)yahoodns\.net\.?$/i,
  // 550 5.7.25 Forward-confirmed reverse DNS failed tnmpmscs            450 4.7.25 Forward-confirmed reverse DNS failed
  text: /\bForward-confirmed reverse DNS failed\b/i,
  marks: [reverseDns],
});
