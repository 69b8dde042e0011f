// Shares the needles out among the groups of the search's tables and writes src/reading/search/needle-groups.ts: `npm run
// group-needles` after a needle was added. The tables know the halves of bytes only: what needles of one group have in
// halves passes in any combination, and each place that passes for nothing costs as much as to search a line. So needles
// are put together that let little pass of what logs are made of.

import { readFileSync, writeFileSync } from "node:fs";

const FINGERPRINT = 3;
const GROUPS = 8;
/** The needles are shared out from this many orders, and the best result is taken. */
const STARTS = 40;

/** What nine of ten lines of a log are made of, in all months. */
const sample = Buffer.from(`
Jan  5 00:00:10 mx1 postfix/smtpd[513]: connect from app3.example.com[198.51.100.240]
Jan 19 07:12:11 mx1 postfix/smtpd[513]: 4vc9dgKZQLgFZxS: client=app3.example.com[198.51.100.240], sasl_method=PLAIN, sasl_username=news
Feb 14 11:21:37 mail postfix/anvil[60482]: statistics: max connection rate 1/60s for (smtp:203.0.113.9) at Feb 14 11:18:17
Mar 28 22:38:45 mx2 postfix/qmgr[1120]: B7A6D2988C4: from=<orders@example.org>, size=27018, nrcpt=2 (queue active)
Apr  9 13:59:59 mx1 postfix/local[9087]: 7C0E1298F31: to=<root@mx1.example.com>, orig_to=<root>, relay=local, delay=0.03, dsn=2.0.0, status=sent (delivered to mailbox)
May 16 06:47:12 relay postfix/smtpd[7754]: lost connection after STARTTLS from unknown[198.51.100.77]
Jun 30 17:05:20 mx1 postfix/cleanup[31416]: 4YbTn72kqwz2y: message-id=<20260630170520.GA9021@example.org>
Jul  7 08:16:33 mx1 opendkim[811]: 4YbTn72kqwz2y: DKIM-Signature field added (s=mail, d=example.com)
Aug 21 19:54:06 mx3 sendmail[2215]: 67UHFK9s002215: from=<news@example.net>, size=3381, class=0, nrcpts=1, proto=ESMTP, daemon=MTA, relay=app2 [198.51.100.8]
Sep 12 10:33:48 mx1 postfix/smtpd[2691]: disconnect from app1.example.com[198.51.100.240] ehlo=1 mail=1 rcpt=1 data=1 quit=1 commands=5
Sep 29 10:33:48 mx1 postfix/smtpd[2691]: NOQUEUE: reject: RCPT from unknown[198.51.100.91]: 554 5.7.1 Service unavailable
Oct 18 15:42:27 mx1 amavis[6614]: (06614-09) Passed CLEAN {RelayedOpenRelay}, <news@example.com> -> <user@example.net>, Hits: -1.9
Nov 23 04:01:32 mx1 postfix/smtp[3107]: Trusted TLS connection established to mx.example.net[192.0.2.26]:25: TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits) key-exchange X25519 server-signature RSA-PSS (2048 bits) server-digest SHA256
Nov 24 20:01:33 mx1 postfix/qmgr[115]: 4NQh2b5xKdz9rxK: removed
Dec 31 23:29:54 mx1 dovecot: imap-login: Login: user=<news>, method=PLAIN, rip=198.51.100.7, lip=203.0.113.5, mpid=60123, TLS, session=<kV3bX9wQ7mZ>
Dec 28 23:29:54 mx1 dovecot: lmtp(ben@example.org)<4471><kO1pGv>: msgid=<9fQ2@example.net>: saved mail to INBOX
2026-11-23T04:01:31.123456+00:00 mx1 postfix/smtp[3107]: 63D5E2988B8: to=<user@example.net>, relay=mx.example.net[192.0.2.26]:25, delay=0.84, delays=0.1/0.01/0.23/0.5, dsn=2.0.0, status=sent (250 2.0.0 OK  1795406540 ae7893ee80dsi532.105 - gsmtp)
2026-11-23 04:02:19 1xVKiq-0000000001c-2dP0 <= news@example.com H=app1.example.com [198.51.100.240] P=esmtps X=TLS1.3:TLS_AES_256_GCM_SHA384:256 CV=no S=587 id=211098.rig@app1.example.com
2026-08-07 16:36:49 [1520] 1xVLG0-0000eI-2b => user@example.net R=dnslookup T=remote_smtp H=mx.example.net [192.0.2.26] X=TLS1.3:ECDHE_SECP256R1__RSA_PSS_RSAE_SHA256__AES_256_GCM:256 CV=yes K C="250 2.0.0 Ok: queued as 3839250B6C" QT=0.62s DT=0.05s
2026-11-23 04:02:20 1xVLG0-0000eI-2b Completed
2025-12-19 05:27:08 no host name found for IP address 198.51.100.91
`);

/**
 * The three bytes of each needle that the search looks for: in every log, and only in logs that show a mailer's sign.
 * @returns {Promise<{ usual: string[], further: string[] }>}
 */
export async function fingerprintsOfNeedles() {
  const { mtaReaders } = await import("../dist/reading/logs/mailers/index.js");
  const { receivers } = await import("../dist/refusals/receivers/index.js");
  const { needlesOf } = await import("../dist/refusals/receivers/marks.js");
  const always = [
    ...needlesOf(receivers),
    ...receivers.flatMap(({ needlesInLogs = [], needlesInBytes = [] }) => [
      ...needlesInLogs,
      ...needlesInBytes,
    ]),
    ...mtaReaders.flatMap(({ partNeedles = [], columns = [] }) => [...partNeedles, ...columns]),
    ...mtaReaders.filter(({ sign }) => sign === undefined).flatMap(followUpsOf),
  ];
  const usual = fingerprintsOf(always);
  const all = fingerprintsOf(mtaReaders.flatMap(followUpsOf));
  return { usual, further: all.filter((fingerprint) => !usual.includes(fingerprint)) };
}

/** @param {import("../dist/reading/logs/mailers/reader.js").MtaReader} reader */
function followUpsOf(reader) {
  return [
    ...(reader.outcomeNeedles ?? []),
    ...(reader.rareOutcomeNeedles ?? []),
    ...(reader.envelopeNeedles ?? []),
    ...(reader.removalNeedles ?? []),
    ...(reader.completionNeedles ?? []),
    ...(reader.requeueNeedles ?? []),
  ];
}

/** @param {import("../dist/model/delivery.js").Needle[]} needles */
function fingerprintsOf(needles) {
  const fingerprints = needles.map(({ text, searchFrom = 0 }) =>
    text.slice(searchFrom, searchFrom + FINGERPRINT),
  );
  return [...new Set(fingerprints)].toSorted((a, b) => (a < b ? -1 : 1));
}

/**
 * The number of its group for each fingerprint. Those that every log is searched for are shared out first.
 * @param {{ usual: readonly string[], further: readonly string[] }} fingerprints @returns {Record<string, number>}
 */
export function groupNeedles({ usual, further }) {
  const results = Array.from({ length: STARTS }, (_, start) => {
    const order = usual.map((_fingerprint, i) => usual[(i * 7 + start) % usual.length]);
    return groupsFrom([...new Set([...order, ...usual])]);
  });
  const best = results.toSorted((a, b) => a.passing - b.passing)[0];
  for (const fingerprint of further) settle(fingerprint, best.groups, best.groupOf);
  const all = [...usual, ...further].toSorted((a, b) => (a < b ? -1 : 1));
  return Object.fromEntries(all.map((fingerprint) => [fingerprint, best.groupOf.get(fingerprint)]));
}

/** Each to the group that lets the least pass with it, and moved until nothing is gained. @param {string[]} order */
function groupsFrom(order) {
  const groups = Array.from({ length: GROUPS }, () => /** @type {string[]} */ ([]));
  const groupOf = new Map();
  for (let moved = true; moved;) {
    moved = false;
    for (const fingerprint of order) if (settle(fingerprint, groups, groupOf)) moved = true;
  }
  return { groups, groupOf, passing: groups.reduce((sum, group) => sum + costOf(group), 0) };
}

/**
 * True when it was not in that group before.
 * @param {string} fingerprint @param {string[][]} groups @param {Map<string, number>} groupOf
 */
function settle(fingerprint, groups, groupOf) {
  const now = groupOf.get(fingerprint);
  if (now !== undefined) groups[now] = groups[now].filter((other) => other !== fingerprint);
  const added = groups.map((group) => costOf([...group, fingerprint]) - costOf(group));
  const least = Math.min(...added);
  const best = now !== undefined && added[now] === least ? now : added.indexOf(least);
  groups[best] = [...groups[best], fingerprint];
  groupOf.set(fingerprint, best);
  return best !== now;
}

/** Known costs by group. @type {Map<string, number>} */
const costs = new Map();

/** Places of the sample that pass; and a little for each needle, so that they are spread. @param {string[]} group */
function costOf(group) {
  const key = group.toSorted().join("");
  const known = costs.get(key) ?? passingOf(group) + (group.length * group.length) / 1000;
  costs.set(key, known);
  return known;
}

/** @param {string[]} group */
function passingOf(group) {
  const [first, second, third] = [0, 1, 2].map((place) => bytesThatPass(group, place));
  let passing = 0;
  for (let i = FINGERPRINT - 1; i < sample.length; i++)
    if (first[sample[i - 2]] && second[sample[i - 1]] && third[sample[i]]) passing++;
  return passing;
}

/** @param {string[]} group @param {number} place */
function bytesThatPass(group, place) {
  const low = new Set(group.map((fingerprint) => fingerprint.charCodeAt(place) & 0x0f));
  const high = new Set(group.map((fingerprint) => fingerprint.charCodeAt(place) >> 4));
  return Uint8Array.from({ length: 256 }, (_, byte) => (low.has(byte & 0x0f) && high.has(byte >> 4) ? 1 : 0));
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  const target = new URL("../src/reading/search/needle-groups.ts", import.meta.url);
  const lines = Object.entries(groupNeedles(await fingerprintsOfNeedles())).map(
    ([fingerprint, group]) => `  [${JSON.stringify(fingerprint)}, ${group}],`,
  );
  const [head] = readFileSync(target, "utf8").split("new Map([");
  writeFileSync(target, `${head}new Map([\n${lines.join("\n")}\n]);\n`);
}
