// Comcast. https://postmaster.comcast.net/smtp-error-codes.php#554

import { otherReceiver } from "./receiver.ts";

export const comcast = otherReceiver({
  id: "comcast",
  name: "Comcast",
  // mx2h1.comcast.net
  host: /(?:^|\.)comcast\.net\.?$/i,
  // 554 resimta-c1p-023489.sys.comcast.net comcast 203.0.113.5 Comcast requires that all mail servers must
  // have a PTR record with a valid Reverse DNS entry. Currently your mail server does not fill that requirement.
  text: /\ball mail servers must have a PTR record\b/i,
  marks: [{ words: "must have a PTR record", sought: "PTR" }],
});
