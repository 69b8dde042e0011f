// Lines of Exim, and what each must be read as.

import type { MtaReader } from "../reader.ts";

export const samples: MtaReader["samples"] = [
  {
    shows: "a refusal at end of data",
    line: "2026-11-23 04:01:41 1xVLFN-0000Nt-1x ** user@gmail.com R=dnslookup T=remote_smtp H=gmail-smtp-in.l.google.com [192.0.2.26] X=TLS1.3:ECDHE_SECP256R1__RSA_PSS_RSAE_SHA256__AES_256_GCM:256 CV=yes: SMTP error from remote mail server after pipelined end of data: 550-5.7.25 [203.0.113.8] The IP address sending this message does not have a\\n550-5.7.25 PTR record setup.\\n550 5.7.25  https://support.google.com/a?p=sender-guidelines. 5b1f17b1804b1-ae4a668c1a8si967.28 - gsmtp",
    kind: "attempt",
  },
  {
    shows: "a refusal by one host, before the next is tried: no recipient",
    line: "2026-11-23 04:01:39.230 [4711] 1xVKiq-0000000001c-2dP0 H=gmail-smtp-in.l.google.com [192.0.2.26]: SMTP error from remote mail server after pipelined end of data: 421-4.7.23 [203.0.113.7      23] The IP address sending this message does not have\\n421-4.7.23 a PTR record.\\n421 4.7.23  https://support.google.com/mail/answer/81126 d2e1a72fcca58-869170598ebsi562.225 - gsmtp",
    kind: "attempt",
  },
  {
    shows: "an arrival: the sender and the Message-ID",
    line: "2026-11-23 04:02:19 1xVLFz-0000e1-2L <= news@example.com H=app1.example.com [198.51.100.240] P=esmtp S=587 id=rig-12.211098@app1.example.com",
    kind: "envelope",
  },
  {
    shows: "a delivery",
    line: '2026-11-23 04:02:20 1xVLG0-0000eI-2b => user@gmail.com R=dnslookup T=remote_smtp H=gmail-smtp-in.l.google.com [192.0.2.26] X=TLS1.3:TLS_AES_256_GCM_SHA384:256 CV=yes C="250 2.0.0 OK  1795406540 d75a77b69052e-ae7893ee80dsi532.105 - gsmtp"',
    kind: "outcome",
  },
  {
    shows: "a message given up",
    line: "2026-11-23 04:02:28 1xVLEV-00006B-2S ** user@gmail.com: retry timeout exceeded",
    kind: "outcome",
  },
  {
    shows: "a delivery that the administrator gave up (exim -Mmd)",
    line: "2026-11-23 05:02:28 1xVLEV-00006B-2S address <user@gmail.com> marked delivered by root",
    kind: "outcome",
  },
  {
    shows: "a message that has left the queue",
    line: "2026-11-23 04:02:28 1xVLEV-00006B-2S Completed",
    kind: "removal",
  },
  {
    shows: "a message that the administrator removed (exim -Mrm)",
    line: "2026-11-23 05:02:28 1xVLEV-00006B-2S removed by root",
    kind: "removal",
  },
];
