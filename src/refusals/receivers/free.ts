// Free (free.fr), and the mail of its group.

import { otherReceiver, reverseDns } from "./receiver.ts";

export const free = otherReceiver({
  id: "free",
  name: "Free",
  // mx1.free.fr, mx26-g26.priv.proxad.net
  host: /(?:^|\.)(?:free\.fr|proxad\.net)\.?$/i,
  // 421 Refused. Your reverse DNS entry does not resolve to an IP [203.0.113.5]
  text: /\bYour reverse DNS entry does not resolve\b/i,
  marks: [reverseDns],
});
