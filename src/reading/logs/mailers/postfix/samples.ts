// Lines of Postfix, and what each must be read as.

import type { MtaReader } from "../reader.ts";

export const samples: MtaReader["samples"] = [
  {
    shows: "a refusal at end of data",
    line: "Nov 23 04:02:15 mx1 postfix/smtp[128]: 63D5E2988B8: to=<user@gmail.com>, relay=gmail-smtp-in.l.google.com[192.0.2.26]:25, delay=0.4, delays=0/0/0.1/0.3, dsn=5.7.25, status=bounced (host gmail-smtp-in.l.google.com[192.0.2.26] said: 550-5.7.25 [203.0.113.5] The IP address sending this message does not have a 550-5.7.25 PTR record setup, or the corresponding forward DNS entry does not 550-5.7.25 match the sending IP. 550 5.7.25  https://support.google.com/a?p=sender-guidelines. a640c23a62f3a-93e4dbb2288si424.62 - gsmtp (in reply to end of DATA command))",
    kind: "attempt",
  },
  {
    shows: "a refusal in the greeting, before the next host is tried: no recipient",
    line: "2026-11-23T04:01:31.204518+00:00 mx1 postfix/relay/smtp[139]: 4gdhZZ3pLBz8Kq: host gmail-smtp-in.l.google.com[192.0.2.26] refused to talk to me: 421-4.7.23 [203.0.113.5      23] The IP address sending this message does not 421-4.7.23 have a PTR record. 421 4.7.23  https://support.google.com/a?p=sender-guidelines. d9443c01a7336-db4c9b1d8c8si080.30 - gsmtp",
    kind: "attempt",
  },
  {
    shows: "the sender",
    line: "Nov 23 04:02:22 mx1 postfix/qmgr[115]: 402CD2988F9: from=<news@example.com>, size=501, nrcpt=1 (queue active)",
    kind: "envelope",
  },
  {
    shows: "the Message-ID",
    line: "Nov 23 04:02:22 mx1 postfix/cleanup[294]: 402CD2988F9: message-id=<1@app.example.com>",
    kind: "envelope",
  },
  {
    shows: "a message given up",
    line: "Nov 23 04:02:43 mx1 postfix/qmgr[115]: 157CA29830A: from=<news@example.com>, status=expired, returned to sender",
    kind: "outcome",
  },
  {
    shows: "a message that has left the queue",
    line: "Nov 23 04:02:22 mx1 postfix/qmgr[115]: 537E82988F9: removed",
    kind: "removal",
  },
  {
    shows: "a message that the administrator deletes",
    line: "Nov 23 05:00:00 mx1 postfix/postsuper[900]: 3A0012298F1: removed",
    kind: "removal",
  },
  {
    shows: "a message that the administrator puts in the queue again: its old queue id",
    line: "Nov 23 05:00:00 mx1 postfix/postsuper[900]: 3A0012298F1: requeued",
    kind: "removal",
  },
  {
    shows: "a message that the administrator puts in the queue again: its new queue id",
    line: "Nov 23 05:00:01 mx1 postfix/pickup[901]: 7B4452298F9: uid=109 from=<news@example.com> orig_id=3A0012298F1",
    kind: "requeue",
  },
  {
    shows: "a delivery",
    line: "Nov 23 04:02:22 mx1 postfix/smtp[174]: 537E82988F9: to=<user@gmail.com>, relay=gmail-smtp-in.l.google.com[192.0.2.26]:25, delay=0.05, delays=0/0/0/0.05, dsn=2.0.0, status=sent (250 2.0.0 OK  1795406540 d75a77b69052e-ae7893ee80dsi532.105 - gsmtp)",
    kind: "outcome",
  },
];
