// Which needles share a bit of the search's tables. The tables know the halves of bytes only: what needles of one group
// have in halves passes in any combination, and each place that passes for nothing costs as much as to search a line.
// So needles are put together that let little pass of what logs are made of.

/** The bytes of a needle that the search looks for. */
export const FINGERPRINT = 3;
/** One bit each in the tables; further needles share them. */
const GROUPS = 8;
/** The low halves of a byte's values, and behind them the high ones. */
const HALVES = 16;

/** Lines that mailers write for each message: nine of ten lines of a log resemble one of these. */
const sample = Buffer.from(`
Nov 23 04:01:31 mx1 postfix/smtpd[2691]: connect from app1.example.com[198.51.100.240]
Nov 23 04:01:31 mx1 postfix/smtpd[2691]: 4NQh2b5xKdz9rxK: client=app1.example.com[198.51.100.240], sasl_method=PLAIN, sasl_username=news
Nov 23 04:01:31 mx1 postfix/cleanup[2692]: 63D5E2988B8: message-id=<d75a77b69052e.3b2a1c4@app1.example.com>
2026-11-23T04:01:31.123456+00:00 mx1 postfix/qmgr[115]: 4NQh2b5xKdz9rxK: from=<news@example.com>, size=4711, nrcpt=1 (queue active)
Nov 23 04:01:31 mx1 postfix/smtpd[2691]: disconnect from app1.example.com[198.51.100.240] ehlo=1 mail=1 rcpt=1 data=1 quit=1 commands=5
Nov 23 04:01:32 mx1 postfix/smtp[3107]: Trusted TLS connection established to mx.example.net[192.0.2.26]:25: TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits) key-exchange X25519 server-signature RSA-PSS (2048 bits) server-digest SHA256
Nov 23 04:01:32 mx1 postfix/smtp[3107]: 63D5E2988B8: to=<user@example.net>, relay=mx.example.net[192.0.2.26]:25, delay=0.84, delays=0.1/0.01/0.23/0.5, dsn=2.0.0, status=sent (250 2.0.0 OK  1795406540 ae7893ee80dsi532.105 - gsmtp)
Nov 23 04:01:33 mx1 postfix/qmgr[115]: 4NQh2b5xKdz9rxK: removed
2026-11-23 04:02:19 1xVKiq-0000000001c-2dP0 <= news@example.com H=app1.example.com [198.51.100.240] P=esmtps X=TLS1.3:TLS_AES_256_GCM_SHA384:256 CV=no S=587 id=211098.rig@app1.example.com
2026-11-23 04:02:20 1xVLG0-0000eI-2b => user@example.net R=dnslookup T=remote_smtp H=mx.example.net [192.0.2.26] X=TLS1.3:ECDHE_SECP256R1__RSA_PSS_RSAE_SHA256__AES_256_GCM:256 CV=yes K C="250 2.0.0 Ok: queued as 3839250B6C"
2026-11-23 04:02:20 1xVLG0-0000eI-2b Completed
Nov 23 04:01:33 mx1 dovecot: imap-login: Login: user=<news>, method=PLAIN, rip=198.51.100.7, lip=203.0.113.5, mpid=60123, TLS, session=<kV3bX9wQ7mZ>
`);

/** More than there are needles, so that their number decides only where nothing else does. */
const MAX_NEEDLES = 256;

/** Fills the tables, needle by needle. */
export interface NeedleGroups {
  add: (fingerprint: Uint8Array) => void;
}

/** In turn, for logs that are searched before better groups are found. `tables` are empty. */
export function createAnyGroups(tables: Uint8Array): NeedleGroups {
  let count = 0;
  return { add: (fingerprint) => addTo(tables, 1 << (count++ % GROUPS), fingerprint) };
}

/** So that little of a log passes: it takes as long as to search some MiB. `tables` are empty. */
export function createBestGroups(tables: Uint8Array): NeedleGroups {
  const passing = new Float64Array(GROUPS);
  const sizes = new Float64Array(GROUPS);

  /** To the group that lets the least pass with this one in it; of several to the one with the fewest needles. */
  function add(fingerprint: Uint8Array): void {
    const grown = new Uint8Array(tables);
    addTo(grown, 0xff, fingerprint);
    const counts = countPassing(grown);
    const costs = counts.map((count, group) => (count - passing[group]!) * MAX_NEEDLES + sizes[group]!);
    const best = costs.indexOf(Math.min(...costs));
    addTo(tables, 1 << best, fingerprint);
    passing[best] = counts[best]!;
    sizes[best]!++;
  }

  return { add };
}

/** Sets the fingerprint's halves for the groups whose bits are given. */
function addTo(tables: Uint8Array, groups: number, fingerprint: Uint8Array): void {
  for (const [place, byte] of fingerprint.entries()) {
    const halves = 2 * HALVES * place;
    tables[halves + (byte & 0x0f)]! |= groups;
    tables[halves + HALVES + (byte >> 4)]! |= groups;
  }
}

/** For each group how many places of the sample pass. */
function countPassing(tables: Uint8Array): Float64Array {
  const counts = new Float64Array(GROUPS);
  const first = groupsOf(tables, 0);
  const second = groupsOf(tables, 1);
  const third = groupsOf(tables, 2);
  for (let i = FINGERPRINT - 1; i < sample.length; i++) {
    let groups = first[sample[i - 2]!]! & second[sample[i - 1]!]! & third[sample[i]!]!;
    for (; groups !== 0; groups &= groups - 1) counts[31 - Math.clz32(groups & -groups)]!++;
  }
  return counts;
}

/** For each ASCII character the groups that it passes for at this place of a fingerprint. */
function groupsOf(tables: Uint8Array, place: number): Uint8Array {
  const groups = new Uint8Array(128);
  const halves = 2 * HALVES * place;
  for (let byte = 0; byte < groups.length; byte++)
    groups[byte] = tables[halves + (byte & 0x0f)]! & tables[halves + HALVES + (byte >> 4)]!;
  return groups;
}
