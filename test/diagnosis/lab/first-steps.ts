// What the report must tell to do first, and where, in the situations that people really had.

import type { DiagnosisHints } from "../../../src/diagnosis/causes/cause.ts";
import type { Responsible } from "../../../src/model/cause.ts";
import type { CauseId } from "../../../src/model/topics.ts";

export interface FirstStep {
  what: string;
  ip: string;
  hints?: DiagnosisHints;
  id: CauseId;
  /** The records to be made, in the order of the steps; those of another way out with its letter. */
  records: string[];
  /** Who makes them. */
  who: string[];
  zone?: string;
  /** Lines of the ticket; null when there must be none. */
  ticket?: string[] | null;
  headline: string;
  /** Who does the first step, where it makes no record. */
  first?: Responsible;
  /** A resolver tells less of servers that fail. */
  byOwnServersOnly?: true;
  /** Words that some step must have, and words that none may have. */
  says?: RegExp[];
  never?: RegExp[];
}

const reverse = (last: number | string) => `${last}.99.51.198.in-addr.arpa.`;
const ptr = (owner: string, name: string) => `${owner} 3600 IN PTR ${name}.`;
const a = (name: string, last: number) => `${name}. 3600 IN A 198.51.99.${last}`;
const mail = (last: number) => `mail${last}.example.com`;
const known = (last: number): DiagnosisHints => ({
  hostName: mail(last),
  attempts: 2,
  nameAddresses: new Map([[`A ${mail(last)}`, [`198.51.99.${last}`]]]),
  reply: "550-5.7.25 The IP address sending this message does not have a PTR record setup",
});
const changeFirst = (last: number, what: string): FirstStep => ({
  what,
  ip: `198.51.99.${last}`,
  hints: known(last),
  id: last === 10 || last === 13 ? "fwd_nxdomain" : "fwd_mismatch",
  records: [ptr(reverse(last), mail(last))],
  who: ["hoster"],
  zone: "99.51.198.in-addr.arpa",
  headline: `Have the PTR record changed to ${mail(last)}; the exact record is below.`,
  never: [/ADD this record/],
});

export const firstSteps: FirstStep[] = [
  {
    ...changeFirst(8, "a provider's name that leads elsewhere"),
    ticket: [
      "To: hostmaster@hoster.example",
      "Subject: Please set the reverse DNS of 198.51.99.8",
      "Customer: YOUR CUSTOMER NUMBER",
      "  8.99.51.198.in-addr.arpa. PTR mail8.example.com.",
      "    for 198.51.99.8; mail8.example.com already has A 198.51.99.8",
      "  550-5.7.25 The IP address sending this message does not have a PTR record",
      "  dig +short @one.lab.example -x 198.51.99.8",
      "    must answer mail8.example.com.",
    ],
    says: [/a PTR record in the zone of mail8\.example\.com has no effect/],
  },
  // The panel of the hoster that the default name tells.
  { ...changeFirst(9, "a hoster's name for all its addresses"), ticket: null },
  { ...changeFirst(10, "a hoster's default without an address"), ticket: null },
  { ...changeFirst(13, "a name made of the address") },
  {
    ...changeFirst(11, "a name of another organization, which may be the reader's after all"),
    records: [ptr(reverse(11), mail(11)), "b " + a("mail.example.org", 11)],
    who: ["hoster", "you"],
    never: [],
    says: [/^or b\) if mail\.example\.org is a name of yours/],
  },
  {
    // The panel asked for "the domain", and that leads to the web site.
    what: "the bare domain, whose address is the web site's",
    ip: "198.51.99.36",
    hints: known(36),
    id: "fwd_mismatch",
    records: [ptr(reverse(36), mail(36)), "b " + a("example.com", 36)],
    who: ["hoster", "you"],
    zone: "99.51.198.in-addr.arpa",
    headline: `Have the PTR record changed to ${mail(36)}; the exact record is below.`,
    says: [/^or b\) .*example\.com/],
  },
  {
    what: "nothing known of the host: both ways",
    ip: "198.51.99.12",
    id: "fwd_mismatch",
    records: [
      "a " + a("other12.example.com", 12),
      "b " + a("YOUR.MAIL.HOST", 12),
      "b " + ptr(reverse(12), "YOUR.MAIL.HOST"),
    ],
    who: ["you", "you", "hoster"],
    headline:
      "If other12.example.com is this host's name, let other12.example.com lead to 198.51.99.12; if other12.example.com is not this host's name, have the PTR record changed to your mail host's name; the exact record is below.",
    says: [/^either a\) /, /^or b\) if other12\.example\.com is not this host's name/],
  },
  {
    what: "the log calls the host by the first label of the PTR name: no long way of a name that is not known",
    ip: "198.51.99.12",
    hints: { shortName: "other12", attempts: 2 },
    id: "fwd_mismatch",
    records: ["a " + a("other12.example.com", 12)],
    who: ["you"],
    headline: "Let other12.example.com lead to 198.51.99.12; the exact record is below.",
    says: [
      /^either a\) since the log calls this host other12: give the name this address too/,
      /^or b\) if other12\.example\.com is not its name: have the PTR record changed to its full name/,
    ],
  },
  {
    what: "a name behind Cloudflare, the host's own",
    ip: "198.51.99.14",
    hints: { hostName: mail(14), attempts: 2 },
    id: "fwd_mismatch",
    records: [
      "a " + a(mail(14), 14),
      "b " + a("YOUR.MAIL.HOST", 14),
      "b " + ptr(reverse(14), "YOUR.MAIL.HOST"),
    ],
    who: ["you", "you", "hoster"],
    headline: `Set the record of mail14.example.com to "DNS only" at Cloudflare, with the address 198.51.99.14 alone; the exact record is below.`,
    says: [/^either a\) set the record of mail14\.example\.com to "DNS only"/, /which no proxy serves/],
    never: [/ADD this record|keep the other/],
  },
  {
    what: "a name behind a proxy that serves it by a CNAME record",
    ip: "198.51.99.15",
    hints: { hostName: "www15.example.com", attempts: 2 },
    id: "fwd_mismatch",
    records: [a("YOUR.MAIL.HOST", 15), ptr(reverse(15), "YOUR.MAIL.HOST")],
    who: ["you", "hoster"],
    headline: "Have the PTR record changed to your mail host's name; the exact record is below.",
    says: [/which no proxy serves/],
    never: [/ADD this record|DNS only/],
  },
  {
    what: "names of the inside",
    ip: "198.51.99.26",
    hints: { hostName: "ip-172-31-5-6.eu-west-1.compute.internal", attempts: 3 },
    id: "ptr_nxdomain",
    records: [a("YOUR.MAIL.HOST", 26), ptr(reverse(26), "YOUR.MAIL.HOST")],
    who: ["you", "hoster"],
    headline: "Ask your provider to create one; the exact record is below.",
    says: [/the log calls this host only ip-172-31-5-6\.eu-west-1\.compute\.internal/],
  },
  {
    what: "a PTR record that holds a name of the inside",
    ip: "198.51.99.25",
    hints: known(8),
    id: "ptr_special_use",
    records: [a(mail(8), 25), ptr(reverse(25), mail(8))],
    who: ["you", "hoster"],
    headline: "Have the PTR record changed to mail8.example.com; the exact record is below.",
    never: [/PTR ip-172|ip-172\S+ 3600/],
  },
  {
    what: "a wrong name at the end of a CNAME record",
    ip: "198.51.99.19",
    hints: { ...known(19), hostName: mail(19) },
    id: "fwd_mismatch",
    records: ["a " + ptr("19.16/29.99.51.198.in-addr.arpa.", mail(19)), "b " + a("old19.example.com", 19)],
    who: ["zone holder", "you"],
    zone: "16/29.99.51.198.in-addr.arpa",
    ticket: [
      "To: dns@lessee.example",
      "  19.16/29.99.51.198.in-addr.arpa. PTR mail19.example.com.",
      "  dig +short @customer.lab.example 19.16/29.99.51.198.in-addr.arpa PTR",
    ],
    headline: "Have the PTR record changed to mail19.example.com; the exact record is below.",
    says: [/^dig \+norec @customer\.lab\.example 19\.16\/29\.99\.51\.198\.in-addr\.arpa PTR$/],
  },
  {
    what: "a forgotten dot at the end of a CNAME record",
    ip: "198.51.99.20",
    id: "ptr_missing_dot",
    records: [a(mail(20), 20), ptr("20.16/29.99.51.198.in-addr.arpa.", mail(20))],
    who: ["you", "zone holder"],
    zone: "16/29.99.51.198.in-addr.arpa",
    headline:
      "Ask the holder of the zone 16/29.99.51.198.in-addr.arpa to correct the PTR record: the name in it must end in a dot; the exact record is below.",
  },
  {
    what: "a CNAME record to nothing, out of the reverse tree",
    ip: "198.51.99.18",
    hints: { hostName: "mail18.example.org", attempts: 1 },
    id: "ptr_cname_dangling",
    records: [a("mail18.example.org", 18), ptr("18.rev.example.com.", "mail18.example.org")],
    who: ["you", "zone holder"],
    zone: "example.com",
    ticket: [
      "To: hostmaster@example.com",
      "  18.rev.example.com. PTR mail18.example.org.",
      "  dig +short @customer.lab.example 18.rev.example.com PTR",
    ],
    headline:
      "Ask the holder of the zone example.com to create the PTR record where the CNAME leads to; the exact record is below.",
    says: [/^dig \+norec @customer\.lab\.example 18\.rev\.example\.com PTR$/],
  },
  {
    what: "a wrong name out of the reverse tree, in the reader's own zone",
    ip: "198.51.99.17",
    hints: known(17),
    id: "fwd_mismatch",
    records: ["a " + ptr("17.rev.example.com.", mail(17)), "b " + a("old17.example.com", 17)],
    who: ["you", "you"],
    zone: "example.com",
    ticket: null,
    headline: "Have the PTR record changed to mail17.example.com; the exact record is below.",
  },
  {
    what: "a CNAME record to a host, which has an address of the other family only",
    ip: "198.51.99.22",
    hints: { attempts: 1 },
    id: "ptr_cname_to_host",
    records: [a("host22.example.com", 22), ptr(reverse(22), "host22.example.com")],
    who: ["you", "hoster"],
    zone: "99.51.198.in-addr.arpa",
    headline: "Ask your provider to replace the CNAME record with a PTR record; the exact record is below.",
  },
  {
    what: "a default name inside the reverse zone",
    ip: "198.51.99.104",
    hints: { hostName: mail(8), attempts: 1 },
    id: "ptr_placeholder",
    records: [a(mail(8), 104), ptr(reverse(104), mail(8))],
    who: ["you", "hoster"],
    headline: "Have the PTR record changed to mail8.example.com; the exact record is below.",
    never: [/final dot|correct the PTR/],
  },
  {
    what: "a word inside the reverse zone",
    ip: "198.51.99.23",
    hints: known(23),
    id: "ptr_placeholder",
    records: [ptr(reverse(23), mail(23))],
    who: ["hoster"],
    headline: "Have the PTR record changed to mail23.example.com; the exact record is below.",
  },
  {
    what: "a default name inside the reverse zone that has a dot of its own",
    ip: "198.51.99.33",
    hints: known(33),
    id: "ptr_placeholder",
    records: [ptr(reverse(33), mail(33))],
    who: ["hoster"],
    headline: "Have the PTR record changed to mail33.example.com; the exact record is below.",
    never: [/final dot|correct the PTR/],
  },
  {
    what: "a forgotten dot at the end of a CNAME record within one zone",
    ip: "198.51.99.31",
    hints: { attempts: 1 },
    id: "ptr_missing_dot",
    records: [a(mail(31), 31), ptr("31.24/29.99.51.198.in-addr.arpa.", mail(31))],
    who: ["you", "zone holder"],
    headline:
      "Ask the holder of the zone 99.51.198.in-addr.arpa to correct the PTR record: the name in it must end in a dot; the exact record is below.",
  },
  {
    what: "a forgotten dot outside the reverse tree",
    ip: "198.51.99.34",
    hints: { attempts: 1 },
    id: "ptr_missing_dot",
    records: [a(mail(34), 34), ptr("34.rev.example.com.", mail(34))],
    who: ["you", "zone holder"],
    zone: "example.com",
    headline:
      "Ask the holder of the zone example.com to correct the PTR record: the name in it must end in a dot; the exact record is below.",
  },
  {
    what: "a default name at the end of a CNAME record within one zone",
    ip: "198.51.99.32",
    hints: known(32),
    id: "ptr_placeholder",
    records: [ptr("32.24/29.99.51.198.in-addr.arpa.", mail(32))],
    who: ["zone holder"],
    headline: "Have the PTR record changed to mail32.example.com; the exact record is below.",
  },
  {
    what: "a stranger's name that cannot be asked, where the host's own leads here",
    ip: "198.51.99.28",
    hints: known(28),
    id: "fwd_unreachable",
    records: [ptr(reverse(28), mail(28))],
    who: ["hoster"],
    headline: "Have the PTR record changed to mail28.example.com; the exact record is below.",
    says: [
      /^or b\) if mail\.quiet\.example is a name of yours: make the name servers of mail\.quiet\.example answer/,
    ],
  },
  {
    what: "a /8 that one provider keeps",
    ip: "12.34.56.78",
    hints: { hostName: mail(8), attempts: 1 },
    id: "ptr_nxdomain",
    records: [`${mail(8)}. 3600 IN A 12.34.56.78`, ptr("78.56.34.12.in-addr.arpa.", mail(8))],
    who: ["you", "hoster"],
    zone: "12.in-addr.arpa",
    ticket: ["To: rm-hostmaster@ems.att.com"],
    headline: "Ask your provider to create one; the exact record is below.",
  },
  {
    what: "an IPv6 block that one provider keeps",
    ip: "2400:db8::5",
    hints: { hostName: mail(8), attempts: 1 },
    id: "ptr_nxdomain",
    records: [
      `${mail(8)}. 3600 IN AAAA 2400:db8::5`,
      ptr(`5.${"0.".repeat(23)}8.b.d.0.0.0.4.2.ip6.arpa.`, mail(8)),
    ],
    who: ["you", "hoster"],
    zone: "0.4.2.ip6.arpa",
    ticket: ["To: hostmaster@provider.example"],
    headline: "Ask your provider to create one; the exact record is below.",
    says: [/if this zone is a registry's/],
  },
  {
    what: "a /8 of a registry",
    ip: "62.1.2.3",
    hints: { hostName: mail(8), attempts: 1 },
    id: "reverse_zone_undelegated",
    records: [`${mail(8)}. 3600 IN A 62.1.2.3`, ptr("3.2.1.62.in-addr.arpa.", mail(8))],
    who: ["you", "hoster"],
    headline:
      'The holder of the address block has to delegate 2.1.62.in-addr.arpa to name servers of its own (at RIPE NCC; at RIPE a "domain" object), and to set up the zone there.',
  },
  {
    what: "silent servers at the end of a CNAME record",
    ip: "198.51.99.27",
    hints: known(8),
    id: "reverse_timeout",
    records: [],
    who: [],
    first: "zone holder",
    byOwnServersOnly: true,
    zone: "quiet.example",
    headline:
      "Ask the holder of the reverse zone to make the name servers of the reverse zone of 198.51.99.27 answer, over UDP and TCP port 53.",
  },
  {
    what: "two names, of which one cannot be asked",
    ip: "198.51.99.24",
    hints: known(24),
    id: "ptr_multi_partial",
    records: [],
    who: [],
    headline: "",
    says: [
      /^either a\) make the name servers of mail\.quiet\.example answer/,
      /^or b\) if this host no longer bears the name mail\.quiet\.example: delete/,
    ],
    never: [/does not lead back/],
  },
];
