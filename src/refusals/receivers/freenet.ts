// freenet (freenet.de).

import { otherReceiver } from "./receiver.ts";

export const freenet = otherReceiver({
  id: "freenet",
  name: "freenet",
  // emig.freenet.de, mx.freenet.de
  host: /(?:^|\.)freenet\.de\.?$/i,
  // 550-Inconsistent/Missing DNS PTR record (RFC 1912 2.1) (mail.example.com) 550 [203.0.113.5]:34865
  // 550 inconsistent or no DNS PTR record for 203.0.113.5
  text: /\binconsistent(?:\/missing| or no) DNS PTR record\b/i,
  marks: [{ words: "DNS PTR record", sought: "PTR" }],
});
