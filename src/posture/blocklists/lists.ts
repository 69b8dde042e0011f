// The blocklists that may be asked: few, alive, and free for a look now and then. Meanings of codes are the lists' own;
// a code that is not in its list's table is told without a meaning.

import type { BlocklistName } from "../../model/blocklists.ts";

export interface Blocklist {
  zone: BlocklistName;
  about: "addresses" | "domains";
  families: readonly (4 | 6)[];
  codes: readonly ListCode[];
  /** Where a listing is looked up and ended. */
  page: string;
  /** Must not be asked through a public resolver: it refuses, or knows nothing. */
  refusesPublicResolvers: boolean;
}

export interface ListCode {
  /** The last two octets of 127.0.x.y. */
  from: readonly [number, number];
  to?: readonly [number, number];
  meaning: string;
  /** `policy`: the address should not send directly, whoever has it. `good`: no listing at all. */
  kind: "abuse" | "policy" | "good";
}

const both = [4, 6] as const;
const one = (x: number, y: number, meaning: string, kind: ListCode["kind"] = "abuse"): ListCode => ({
  from: [x, y],
  meaning,
  kind,
});

export const blocklists: readonly Blocklist[] = [
  // Codes as in rspamd's rbl.conf and SpamAssassin's 20_dnsbl_tests.cf; terms: spamhaus.org/blocklists/dnsbl-fair-use-policy.
  {
    zone: "zen.spamhaus.org",
    about: "addresses",
    families: both,
    codes: [
      one(0, 2, "SBL: known for spam"),
      one(0, 3, "CSS: sent spam lately"),
      { from: [0, 4], to: [0, 7], meaning: "XBL: a hijacked machine or an open proxy", kind: "abuse" },
      one(0, 9, "DROP: a network held by criminals"),
      {
        from: [0, 10],
        to: [0, 11],
        meaning: "PBL: an address that should not send directly",
        kind: "policy",
      },
    ],
    page: "https://check.spamhaus.org/",
    refusesPublicResolvers: true,
  },
  {
    zone: "dbl.spamhaus.org",
    about: "domains",
    families: [],
    codes: [
      one(1, 2, "a domain of spammers"),
      one(1, 4, "a domain used for phishing"),
      one(1, 5, "a domain used for malware"),
      one(1, 6, "a domain of a botnet's control server"),
      { from: [1, 102], to: [1, 106], meaning: "a domain that was broken into and misused", kind: "abuse" },
    ],
    page: "https://check.spamhaus.org/",
    refusesPublicResolvers: true,
  },
  {
    zone: "bl.spamcop.net",
    about: "addresses",
    families: [4],
    codes: [one(0, 2, "reported for spam within the last day; ends by itself")],
    page: "https://www.spamcop.net/bl.shtml",
    refusesPublicResolvers: false,
  },
  {
    zone: "psbl.surriel.com",
    about: "addresses",
    families: [4],
    codes: [one(0, 2, "sent to a spam trap")],
    page: "https://psbl.org/",
    refusesPublicResolvers: false,
  },
  {
    zone: "rep.mailspike.net",
    about: "addresses",
    families: [4],
    codes: [
      { from: [0, 10], to: [0, 12], meaning: "a bad reputation", kind: "abuse" },
      { from: [0, 13], to: [0, 20], meaning: "a neutral or good reputation", kind: "good" },
    ],
    page: "https://mailspike.org/",
    refusesPublicResolvers: false,
  },
];

/** The resolvers of Google, Cloudflare, Quad9 and OpenDNS. */
const publicResolvers = new Set([
  "8.8.8.8",
  "8.8.4.4",
  "2001:4860:4860::8888",
  "2001:4860:4860::8844",
  "1.1.1.1",
  "1.0.0.1",
  "2606:4700:4700::1111",
  "2606:4700:4700::1001",
  "9.9.9.9",
  "149.112.112.112",
  "2620:fe::fe",
  "2620:fe::9",
  "208.67.222.222",
  "208.67.220.220",
  "2620:119:35::35",
  "2620:119:53::53",
]);

export function isPublicResolver(address: string): boolean {
  return publicResolvers.has(address);
}
