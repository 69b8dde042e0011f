// The names of the blocklists that may be asked, and of those that nobody may ask any more.

/** Few, alive, and free for a look now and then. */
export const blocklistNames = [
  "zen.spamhaus.org",
  "dbl.spamhaus.org",
  "bl.spamcop.net",
  "psbl.surriel.com",
  "rep.mailspike.net",
] as const;
export type BlocklistName = (typeof blocklistNames)[number];

/** Those that are asked when none is named. */
export const usualBlocklists: readonly BlocklistName[] = [
  "zen.spamhaus.org",
  "dbl.spamhaus.org",
  "bl.spamcop.net",
];

/** Gone lists: their zones are empty, parked, or list the whole world. */
const deadLists: readonly string[] = [
  "sorbs.net",
  "ix.dnsbl.manitu.net",
  "ubl.unsubscore.com",
  "dnsbl.inps.de",
  "ahbl.org",
  "njabl.org",
  "relays.ordb.org",
  "dul.ru",
  "megarbl.net",
  "bl.emailbasura.org",
  "rbl.msrbl.net",
  "dsbl.org",
  "cbl.abuseat.org",
];

export function isDeadList(zone: string): boolean {
  return deadLists.some((dead) => zone === dead || zone.endsWith(`.${dead}`));
}
