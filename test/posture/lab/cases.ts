// Domains, each with one thing wrong with it, and what an audit must say.

import { generateKeyPairSync } from "node:crypto";
import type { BlocklistName } from "../../../src/model/blocklists.ts";
import type { CheckName } from "../../../src/model/posture.ts";
import type { PostureId } from "../../../src/model/posture-topics.ts";

type Told = `${PostureId} ${"fail" | "warn" | "temp" | "unknown" | "note"}`;

export interface Case {
  name: string;
  domain?: string;
  ips?: string[];
  only: CheckName[];
  records?: string;
  sender?: string;
  helo?: string;
  selectors?: string[];
  blocklists?: BlocklistName[];
  want: Told[];
  /** The value of the record that is offered; null: none. */
  record?: string | null;
  /** Words that the findings must have. */
  says?: string[];
}

const zoneText = (text: string) =>
  text
    .replaceAll(/["\\]/g, String.raw`\$&`)
    .replaceAll(/[^\x20-\x7e]/gu, (character) =>
      [...Buffer.from(character)].map((byte) => `\\${byte.toString().padStart(3, "0")}`).join(""),
    );
const txt = (name: string, text: string) => {
  const strings: string[] = [];
  for (let at = 0; at < text.length; at += 200) strings.push(`"${zoneText(text.slice(at, at + 200))}"`);
  return `${name}. 600 IN TXT ${strings.join(" ")}\n`;
};
const mailHost = (domain: string) =>
  `${domain}. 600 IN MX 10 mx.${domain}.\nmx.${domain}. 600 IN A 203.0.113.5\n`;
const spf = (domain: string, text: string) => txt(domain, text) + mailHost(domain);
const key = (bits: number) =>
  generateKeyPairSync("rsa", { modulusLength: bits })
    .publicKey.export({ type: "spki", format: "der" })
    .toString("base64");
const good = key(2048);
const keyAt = (domain: string, text: string, selector = "s1") =>
  txt(`${selector}._domainkey.${domain}`, text);
const times = (count: number, make: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => make(index)).join("");

/** At a server that is not there; `hidden.example` only for the resolver. */
export const silent = ["dead.example", "lame.example", "hidden.example"];
const IP = "203.0.113.5";

const slip = (
  {
    check,
    owner = "",
    id,
    state = "fail",
  }: { check: CheckName; owner?: string; id: PostureId; state?: "fail" },
  [name, domain, text, says, record]: [string, string, string, string[], string | null],
): Case => ({
  name,
  domain,
  ips: check === "spf" ? [IP] : [],
  only: [check],
  records: txt(`${owner}${domain}`, text) + mailHost(domain),
  selectors: check === "dkim" ? ["s1"] : [],
  want: [`${id} ${state}`],
  says,
  record,
});

/** Bugs of before: "has no SPF record", with the advice to publish one. */
const spfSlips = (
  [
    [
      "a panel stored the quotation marks",
      "spf-quoted.example",
      '"v=spf1 mx -all"',
      ["the TXT record holds quotation marks as part of its text", 'It holds: "v=spf1 mx -all"'],
      "v=spf1 mx -all",
    ],
    [
      "typographic quotation marks",
      "spf-curly.example",
      "“v=spf1 mx -all”",
      ["quotation marks"],
      "v=spf1 mx -all",
    ],
    [
      "single quotation marks",
      "spf-single.example",
      "'v=spf1 mx -all'",
      ["quotation marks"],
      "v=spf1 mx -all",
    ],
    [
      "quotation marks with backslashes, which lack the sender",
      "spf-escaped.example",
      String.raw`\"v=spf1 ip4:192.0.2.9 -all\"`,
      ["quotation marks", "backslashes"],
      `v=spf1 ip4:${IP} ip4:192.0.2.9 -all`,
    ],
    [
      "strings of a zone file",
      "spf-strings.example",
      '"v=spf1 ip4:203.0." "113.5 -all"',
      ["quotation marks"],
      `v=spf1 ip4:${IP} -all`,
    ],
    [
      "a blank before it",
      "spf-blank.example",
      " v=spf1 mx -all",
      ["a blank stands before v="],
      "v=spf1 mx -all",
    ],
    [
      "a blank of a web page",
      "spf-nbsp.example",
      "v=spf1\u00a0mx -all",
      ["that are not seen"],
      "v=spf1 mx -all",
    ],
    [
      "the type before it",
      "spf-type.example",
      "TXT v=spf1 mx -all",
      ["other text stands before v="],
      "v=spf1 mx -all",
    ],
    [
      "a line of a zone file",
      "spf-line.example",
      '@ 3600 IN TXT "v=spf1 mx -all',
      ["other text stands before v=", "quotation marks"],
      "v=spf1 mx -all",
    ],
    [
      "a line of a zone file with the owner's name",
      "spf-owner.example",
      'spf-owner.example. IN TXT "V=SPF1 mx -all"',
      ["other text stands before v="],
      "v=spf1 mx -all",
    ],
    [
      "no blank behind the version",
      "spf-joined.example",
      "v=spf1mx -all",
      ["no blank follows"],
      "v=spf1 mx -all",
    ],
    [
      "blanks in the version",
      "spf-spaced.example",
      "v = spf1 mx -all",
      ["blank stands within"],
      "v=spf1 mx -all",
    ],
  ] as [string, string, string, string[], string | null][]
).map((row) => slip({ check: "spf", id: "spf_not_recognized" }, row));

const spfCases: Case[] = [
  {
    name: "a record in order",
    domain: "spf-good.example",
    ips: [IP],
    only: ["spf"],
    records: spf("spf-good.example", "v=spf1 mx -all"),
    want: [],
  },
  {
    name: "no record, and the address that sends is known",
    domain: "spf-none.example",
    ips: [IP],
    only: ["spf"],
    records: mailHost("spf-none.example"),
    want: ["spf_none fail"],
    record: `v=spf1 ip4:${IP} ~all`,
  },
  {
    name: "no record, but a key: it is less urgent",
    domain: "spf-none-signed.example",
    only: ["spf", "dkim"],
    records: mailHost("spf-none-signed.example") + keyAt("spf-none-signed.example", `v=DKIM1; p=${good}`),
    selectors: ["s1"],
    want: ["spf_none warn"],
    record: "v=spf1 mx ~all",
  },
  {
    name: "no record, and a key that counts for nothing",
    domain: "spf-none-short.example",
    only: ["spf", "dkim"],
    records: mailHost("spf-none-short.example") + keyAt("spf-none-short.example", `v=DKIM1; p=${key(512)}`),
    selectors: ["s1"],
    want: ["spf_none fail", "dkim_key_short fail"],
  },
  {
    name: "two records",
    domain: "spf-two.example",
    ips: [IP],
    only: ["spf"],
    records: spf("spf-two.example", "v=spf1 mx -all") + txt("spf-two.example", "v=spf1 ip4:192.0.2.7 ~all"),
    want: ["spf_multiple fail"],
  },
  {
    name: "slips of the pen that can mean one thing only",
    domain: "spf-slips.example",
    ips: [IP],
    only: ["spf"],
    records: spf("spf-slips.example", "v=spf1 ipv4:203.0.113.5, ip4:2001:db8::7 foo:bar ~all"),
    want: ["spf_syntax fail"],
    record: "v=spf1 ip4:203.0.113.5 ip6:2001:db8::7 ~all",
    says: ["foo:bar (unknown mechanism)"],
  },
  {
    name: "another address of the same network is listed",
    domain: "spf-near.example",
    ips: ["203.0.113.9"],
    only: ["spf"],
    records: spf("spf-near.example", "v=spf1 ip4:203.0.113.5 -all"),
    want: ["spf_ip_not_listed fail"],
    record: "v=spf1 ip4:203.0.113.9 ip4:203.0.113.5 -all",
    says: ["the nearest entry is ip4:203.0.113.5, in the record of spf-near.example"],
  },
  {
    name: "only the other family is listed",
    domain: "spf-family.example",
    ips: ["2001:db8::25"],
    only: ["spf"],
    records: spf("spf-family.example", "v=spf1 ip4:203.0.113.5 ~all"),
    want: ["spf_ip_not_listed fail"],
    record: "v=spf1 ip6:2001:db8::25 ip4:203.0.113.5 ~all",
    says: ["addresses of the other family only"],
  },
  {
    name: "too many lookups",
    domain: "spf-many.example",
    ips: [IP],
    only: ["spf"],
    records:
      spf("spf-many.example", "v=spf1 include:many-a.example include:many-b.example ip4:203.0.113.5 -all") +
      txt("many-a.example", `v=spf1 ${times(6, (index) => `a:h${index}.many-a.example `)}~all`) +
      txt("many-b.example", `v=spf1 ${times(6, (index) => `a:h${index}.many-a.example `)}~all`) +
      times(6, (index) => `h${index}.many-a.example. 600 IN A 192.0.2.9\n`),
    want: ["spf_too_many_lookups fail"],
    // The address before the includes would pass, but the record would still be too long for the others.
    record: null,
    says: ["14 DNS lookups", "include:many-a.example (7)"],
  },
  {
    name: "too many lookups, but the sender is found before",
    domain: "spf-order.example",
    ips: [IP],
    only: ["spf"],
    records: spf(
      "spf-order.example",
      "v=spf1 ip4:203.0.113.5 include:many-a.example include:many-b.example -all",
    ),
    want: ["spf_case_order warn"],
  },
  {
    name: "lookups that find nothing",
    domain: "spf-void.example",
    ips: ["198.51.100.9"],
    only: ["spf"],
    records: spf(
      "spf-void.example",
      "v=spf1 a:x1.spf-void.example a:x2.spf-void.example a:x3.spf-void.example mx ip4:198.51.100.9 ~all",
    ),
    want: ["spf_void_lookups fail"],
    record: "v=spf1 mx ip4:198.51.100.9 ~all",
  },
  {
    name: "an include of a name without a record",
    domain: "spf-include.example",
    ips: [IP],
    only: ["spf"],
    records: spf("spf-include.example", "v=spf1 include:gone.example mx -all"),
    want: ["spf_include_none fail"],
    record: "v=spf1 ip4:203.0.113.5 mx -all",
  },
  {
    name: "a circle of includes",
    domain: "spf-loop.example",
    only: ["spf"],
    records:
      spf("spf-loop.example", "v=spf1 include:loop-b.example mx ~all") +
      txt("loop-b.example", "v=spf1 include:spf-loop.example ~all"),
    want: ["spf_loop fail"],
    says: ["spf-loop.example, loop-b.example and spf-loop.example"],
  },
  {
    name: "a record that includes itself",
    domain: "spf-self.example",
    only: ["spf"],
    records: spf("spf-self.example", "v=spf1 mx include:spf-self.example ~all"),
    want: ["spf_loop fail"],
    record: "v=spf1 mx ~all",
  },
  {
    name: "more than ten mail hosts behind mx",
    domain: "spf-mx.example",
    only: ["spf"],
    records:
      txt("spf-mx.example", "v=spf1 mx ~all") +
      times(
        11,
        (index) =>
          `spf-mx.example. 600 IN MX 10 m${index}.spf-mx.example.\nm${index}.spf-mx.example. 600 IN A 192.0.2.1\n`,
      ),
    want: ["spf_mx_limit fail"],
  },
  {
    name: "ptr",
    domain: "spf-ptr.example",
    only: ["spf"],
    records: spf("spf-ptr.example", "v=spf1 mx ptr ~all"),
    want: ["spf_ptr warn"],
    record: "v=spf1 mx ~all",
  },
  {
    name: "open to everybody",
    domain: "spf-open.example",
    only: ["spf"],
    records: spf("spf-open.example", "v=spf1 mx all"),
    want: ["spf_all_open fail"],
    record: "v=spf1 mx ~all",
  },
  {
    name: "open through an include",
    domain: "spf-open-include.example",
    only: ["spf"],
    records: spf("spf-open-include.example", "v=spf1 include:spf-open.example -all"),
    want: ["spf_all_open fail"],
    says: ["include:spf-open.example lets everybody send"],
    record: null,
  },
  {
    name: "nothing at the end",
    domain: "spf-end.example",
    only: ["spf"],
    records: spf("spf-end.example", "v=spf1 mx"),
    want: ["spf_all_open warn"],
    record: "v=spf1 mx ~all",
  },
  {
    name: "half of the internet",
    domain: "spf-wide.example",
    only: ["spf"],
    records: spf("spf-wide.example", "v=spf1 ip4:203.0.0.0/7 ip6:2001::/16 -all"),
    want: ["spf_wide warn"],
    says: ["ip4:203.0.0.0/7 and ip6:2001::/16"],
  },
  {
    name: "a term behind all",
    domain: "spf-behind.example",
    ips: [IP],
    only: ["spf"],
    records: spf("spf-behind.example", "v=spf1 -all mx redirect=spf-good.example"),
    want: ["spf_ip_not_listed fail", "spf_no_effect warn", "spf_no_effect warn"],
    record: "v=spf1 ip4:203.0.113.5 mx -all",
  },
  {
    name: "a term twice",
    domain: "spf-twice.example",
    only: ["spf"],
    records: spf("spf-twice.example", "v=spf1 mx MX ~all"),
    want: ["spf_duplicate warn"],
    record: "v=spf1 mx ~all",
  },
  {
    name: "a long record",
    domain: "spf-long.example",
    only: ["spf"],
    records: spf("spf-long.example", `v=spf1 ${times(40, (index) => `ip4:192.0.2.${index} `)}~all`),
    want: ["spf_too_long warn"],
  },
  {
    name: "a record of the old type alone",
    domain: "spf-99.example",
    ips: [IP],
    only: ["spf"],
    records: `${mailHost("spf-99.example")}spf-99.example. 600 IN SPF "v=spf1 mx -all"\n`,
    want: ["spf_none fail", "spf_type99 warn"],
    record: "v=spf1 mx -all",
  },
  ...spfSlips,
  {
    name: "the record stands at another name",
    domain: "spf-below.example",
    ips: [IP],
    only: ["spf"],
    records:
      mailHost("spf-below.example") + txt("_spf.spf-below.example", "v=spf1 mx:spf-below.example -all"),
    want: ["spf_none fail"],
    says: ["One stands at _spf.spf-below.example"],
    record: "v=spf1 mx:spf-below.example -all",
  },
  {
    name: "a greeting name without a record",
    domain: "spf-good.example",
    ips: [IP],
    only: ["spf"],
    helo: "mx.spf-good.example",
    want: ["spf_helo_none note"],
  },
  {
    name: "an include whose server keeps silent",
    domain: "spf-temp.example",
    ips: [IP],
    only: ["spf"],
    records: spf("spf-temp.example", "v=spf1 include:dead.example mx -all"),
    want: ["spf_temp temp"],
    record: null,
    says: ["TXT dead.example"],
  },
  { name: "a silent server", domain: "x.dead.example", ips: [IP], only: ["spf"], want: ["spf_temp temp"] },
];

const dkimSlips = (
  [
    [
      "quotation marks",
      "dkim-quoted.example",
      `"v=DKIM1; k=rsa; p=${good}"`,
      ["quotation marks"],
      `v=DKIM1; k=rsa; p=${good}`,
    ],
    [
      "quotation marks and a last semicolon, which left the key readable",
      "dkim-quoted-end.example",
      `"v=DKIM1; k=rsa; p=${good};"`,
      ["quotation marks"],
      `v=DKIM1; k=rsa; p=${good}`,
    ],
    [
      "backslashes",
      "dkim-escaped.example",
      String.raw`v=DKIM1\; k=rsa\; p=` + good,
      ["backslashes"],
      `v=DKIM1; k=rsa; p=${good}`,
    ],
    [
      "strings of a zone file",
      "dkim-strings.example",
      `"v=DKIM1; k=rsa; " "p=${good.slice(0, 100)}" "${good.slice(100)}"`,
      ["quotation marks"],
      `v=DKIM1; k=rsa; p=${good}`,
    ],
  ] as [string, string, string, string[], string | null][]
).map((row) => slip({ check: "dkim", owner: "s1._domainkey.", id: "dkim_syntax" }, row));

const dkimCases: Case[] = [
  ...dkimSlips,
  {
    name: "a key in order",
    domain: "dkim-good.example",
    only: ["dkim"],
    records: keyAt("dkim-good.example", `v=DKIM1; k=rsa; p=${good}`),
    selectors: ["s1"],
    want: [],
  },
  {
    name: "a selector without a key",
    domain: "dkim-good.example",
    only: ["dkim"],
    selectors: ["s2"],
    want: ["dkim_key_missing fail"],
  },
  {
    name: "the server denies _domainkey",
    domain: "dkim-none.example",
    only: ["dkim"],
    records: mailHost("dkim-none.example"),
    want: ["dkim_none fail"],
  },
  {
    name: "a selector that cannot be guessed",
    domain: "dkim-unknown.example",
    only: ["dkim"],
    records: keyAt("dkim-unknown.example", `v=DKIM1; p=${good}`, "x7y8z9"),
    want: ["dkim_unknown unknown"],
  },
  {
    name: "a selector that can be guessed, and a revoked key: nobody knows whether it is in use",
    domain: "dkim-guess.example",
    only: ["dkim"],
    records: keyAt("dkim-guess.example", "v=DKIM1; p=", "default"),
    want: ["dkim_revoked warn"],
  },
  {
    name: "a revoked key",
    domain: "dkim-revoked.example",
    only: ["dkim"],
    records: keyAt("dkim-revoked.example", "v=DKIM1; p="),
    selectors: ["s1"],
    want: ["dkim_revoked fail"],
  },
  {
    name: "a key of 512 bits",
    domain: "dkim-512.example",
    only: ["dkim"],
    records: keyAt("dkim-512.example", `p=${key(512)}`),
    selectors: ["s1"],
    want: ["dkim_key_short fail"],
    says: ["512 bits"],
  },
  {
    name: "a key of 1024 bits",
    domain: "dkim-1024.example",
    only: ["dkim"],
    records: keyAt("dkim-1024.example", `v=DKIM1; p=${key(1024)}`),
    selectors: ["s1"],
    want: ["dkim_key_short warn"],
  },
  {
    name: "the version at the wrong place",
    domain: "dkim-order.example",
    only: ["dkim"],
    records: keyAt("dkim-order.example", `k=rsa; v=DKIM1; p=${good}`),
    selectors: ["s1"],
    want: ["dkim_syntax fail"],
    record: `v=DKIM1; k=rsa; p=${good}`,
  },
  {
    name: "a key that is none",
    domain: "dkim-broken.example",
    only: ["dkim"],
    records: keyAt("dkim-broken.example", "v=DKIM1; p=AAAA"),
    selectors: ["s1"],
    want: ["dkim_syntax fail"],
    says: ["p= holds no key"],
  },
  {
    name: "two keys at one name",
    domain: "dkim-two.example",
    only: ["dkim"],
    records: keyAt("dkim-two.example", `v=DKIM1; p=${good}`) + keyAt("dkim-two.example", "v=DKIM1; p="),
    selectors: ["s1"],
    want: ["dkim_multiple fail"],
  },
  {
    name: "a test, an old hash, and another service",
    domain: "dkim-tags.example",
    only: ["dkim"],
    records: keyAt("dkim-tags.example", `v=DKIM1; t=y; h=sha1; s=tlsrpt; p=${good}`),
    selectors: ["s1"],
    want: ["dkim_testing note", "dkim_hash fail", "dkim_service fail"],
    record: `v=DKIM1; p=${good}`,
  },
  {
    name: "an alias that leads to a key, and one that leads nowhere",
    domain: "dkim-alias.example",
    only: ["dkim"],
    records:
      "s1._domainkey.dkim-alias.example. 600 IN CNAME s1._domainkey.dkim-good.example.\n" +
      "s2._domainkey.dkim-alias.example. 600 IN CNAME gone._domainkey.dkim-good.example.\n",
    selectors: ["s1", "s2"],
    want: ["dkim_cname note", "dkim_cname fail"],
  },
  {
    name: "a wildcard",
    domain: "dkim-wild.example",
    only: ["dkim"],
    records: txt("*._domainkey.dkim-wild.example", "v=DKIM1; p="),
    want: ["dkim_wildcard warn", "dkim_unknown unknown"],
  },
  { name: "a silent server", domain: "dead.example", only: ["dkim"], want: ["dkim_temp temp"] },
];

const dmarcSlips = (
  [
    [
      "quotation marks",
      "dmarc-quoted.example",
      '"v=DMARC1; p=reject"',
      ["the TXT record holds quotation marks", "_dmarc.dmarc-quoted.example counts as none"],
      "v=DMARC1; p=reject",
    ],
    [
      "backslashes",
      "dmarc-escaped.example",
      String.raw`v=DMARC1\; p=reject`,
      ["backslashes"],
      "v=DMARC1; p=reject",
    ],
    ["small letters", "dmarc-small.example", "v=dmarc1; p=reject", ["wrong letters"], "v=DMARC1; p=reject"],
    [
      "blanks and commas for semicolons",
      "dmarc-commas.example",
      "v=DMARC1, p=reject, rua=mailto:r@dmarc-commas.example",
      ["no semicolon"],
      "v=DMARC1; p=reject; rua=mailto:r@dmarc-commas.example",
    ],
    [
      "the owner's name before it",
      "dmarc-line.example",
      "_dmarc IN TXT v=DMARC1; p=none",
      ["other text stands before v="],
      "v=DMARC1; p=none",
    ],
    [
      "the version as a later tag",
      "dmarc-order.example",
      "p=reject; v=DMARC1",
      ["not the first"],
      "v=DMARC1; p=reject",
    ],
  ] as [string, string, string, string[], string | null][]
).map((row) => slip({ check: "dmarc", owner: "_dmarc.", id: "dmarc_not_recognized" }, row));

const dmarcCases: Case[] = [
  ...dmarcSlips,
  {
    name: "a record in order",
    domain: "dmarc-good.example",
    only: ["dmarc"],
    records: txt("_dmarc.dmarc-good.example", "v=DMARC1; p=none; rua=mailto:r@dmarc-good.example"),
    want: [],
  },
  {
    name: "no record",
    domain: "mail.dmarc-none.example",
    only: ["dmarc"],
    records: mailHost("dmarc-none.example"),
    want: ["dmarc_none fail"],
    record: "v=DMARC1; p=none",
    says: ["mail.dmarc-none.example"],
  },
  {
    name: "two records",
    domain: "dmarc-two.example",
    only: ["dmarc"],
    records:
      txt("_dmarc.dmarc-two.example", "v=DMARC1; p=none") +
      txt("_dmarc.dmarc-two.example", "v=DMARC1; p=reject"),
    want: ["dmarc_multiple fail"],
  },
  {
    name: "no policy, and nobody to report to",
    domain: "dmarc-empty.example",
    only: ["dmarc"],
    records: txt("_dmarc.dmarc-empty.example", "v=DMARC1"),
    want: ["dmarc_no_policy fail"],
    record: "v=DMARC1; p=none",
  },
  {
    name: "a wrong policy with reports counts as none",
    domain: "dmarc-wrong.example",
    only: ["dmarc"],
    records: txt("_dmarc.dmarc-wrong.example", "v=DMARC1; p=quarantaine; rua=mailto:r@dmarc-wrong.example"),
    want: ["dmarc_no_policy warn", "dmarc_syntax warn"],
    record: "v=DMARC1; p=none; rua=mailto:r@dmarc-wrong.example",
  },
  {
    name: "parts that mean nothing, and tags of before",
    domain: "dmarc-old.example",
    only: ["dmarc"],
    records: txt("_dmarc.dmarc-old.example", "v=DMARC1; p=reject; adkim=strict; pct=50; ri=3600"),
    want: ["dmarc_syntax warn", "dmarc_removed_tag note"],
    record: "v=DMARC1; p=reject",
    says: ["adkim=strict", "pct and ri"],
  },
  {
    name: "the policy of the domain above",
    domain: "news.dmarc-above.example",
    only: ["dmarc"],
    records:
      txt("_dmarc.dmarc-above.example", "v=DMARC1; p=reject; sp=quarantine") +
      "news.dmarc-above.example. 600 IN A 203.0.113.5\n",
    want: ["dmarc_inherited note"],
    says: ["sp=quarantine of _dmarc.dmarc-above.example"],
  },
  {
    name: "the policy for names that do not exist",
    domain: "nobody.dmarc-np.example",
    only: ["dmarc"],
    records: txt("_dmarc.dmarc-np.example", "v=DMARC1; p=reject; sp=quarantine; np=none"),
    want: ["dmarc_inherited note"],
    says: ["np=none of _dmarc.dmarc-np.example"],
  },
  {
    name: "a Return-Path and a signature of another organization",
    domain: "dmarc-good.example",
    sender: "bounce.esp.example",
    selectors: ["s1@esp.example"],
    only: ["dmarc"],
    want: ["dmarc_misaligned_spf fail", "dmarc_misaligned_dkim fail"],
  },
  {
    name: "a Return-Path of another organization, and an aligned signature",
    domain: "dmarc-good.example",
    sender: "bounce.esp.example",
    selectors: ["s1@dmarc-good.example"],
    only: ["dmarc"],
    want: ["dmarc_misaligned_spf note"],
  },
  {
    name: "a Return-Path below the domain, where the same name is wanted",
    domain: "dmarc-strict.example",
    sender: "bounce.dmarc-strict.example",
    only: ["dmarc"],
    records: txt("_dmarc.dmarc-strict.example", "v=DMARC1; p=none; aspf=s"),
    want: ["dmarc_misaligned_spf warn"],
  },
  {
    name: "an organization that the two kinds of receivers see differently",
    domain: "shop.dmarc-psd.example",
    only: ["dmarc"],
    records: txt("_dmarc.shop.dmarc-psd.example", "v=DMARC1; p=none; psd=n"),
    want: ["dmarc_organization_differs warn"],
    says: ["shop.dmarc-psd.example by the DNS", "dmarc-psd.example by the public suffix list"],
  },
  {
    name: "reports to somebody who has not consented, and to one who has",
    domain: "dmarc-rua.example",
    only: ["dmarc"],
    records:
      txt("_dmarc.dmarc-rua.example", "v=DMARC1; p=none; rua=mailto:a@no.example,mailto:b@yes.example") +
      txt("dmarc-rua.example._report._dmarc.yes.example", "v=DMARC1"),
    want: ["dmarc_rua_external warn"],
    says: ["dmarc-rua.example._report._dmarc.no.example"],
  },
  { name: "a silent server", domain: "dead.example", only: ["dmarc"], want: ["dmarc_temp temp"] },
];

const mxCases: Case[] = [
  { name: "in order", domain: "spf-good.example", only: ["mx"], want: [] },
  {
    name: "a domain that does not exist",
    domain: "nowhere.example",
    only: ["mx"],
    want: ["domain_nxdomain fail"],
  },
  {
    name: "a domain that takes no mail",
    domain: "mx-null.example",
    only: ["mx"],
    records: "mx-null.example. 600 IN MX 0 .\n",
    want: ["mx_null fail"],
  },
  {
    name: "an address alone",
    domain: "mx-a.example",
    only: ["mx"],
    records: "mx-a.example. 600 IN A 203.0.113.5\n",
    want: ["mx_none_a_only note"],
  },
  {
    name: "neither MX nor address",
    domain: "mx-nothing.example",
    only: ["mx"],
    records: txt("mx-nothing.example", "hello"),
    want: ["mx_none fail"],
  },
  {
    name: "one host of two without an address",
    domain: "mx-half.example",
    only: ["mx"],
    records: "mx-half.example. 600 IN MX 5 gone.mx-half.example.\n" + mailHost("mx-half.example"),
    want: ["mx_unresolvable warn"],
  },
  {
    name: "the only host has no address",
    domain: "mx-lost.example",
    only: ["mx"],
    records: "mx-lost.example. 600 IN MX 5 gone.mx-lost.example.\n",
    want: ["mx_unresolvable fail"],
  },
  {
    name: "an alias, and a private address behind it",
    domain: "mx-alias.example",
    only: ["mx"],
    records:
      "mx-alias.example. 600 IN MX 5 m.mx-alias.example.\nm.mx-alias.example. 600 IN CNAME i.mx-alias.example.\ni.mx-alias.example. 600 IN A 10.0.0.5\n",
    want: ["mx_cname warn", "mx_private warn"],
  },
  {
    name: "an address in place of a host",
    domain: "mx-ip.example",
    only: ["mx"],
    records: "mx-ip.example. 600 IN MX 5 203.0.113.5.\n",
    want: ["mx_is_ip fail"],
  },
  { name: "a silent server", domain: "dead.example", only: ["mx"], want: ["mx_temp temp"] },
];

const listing = (zone: string, entries: Record<string, string>) =>
  Object.entries(entries)
    .map(([name, code]) => `${name}.${zone}. 60 IN A ${code}\n`)
    .join("");

const blocklistCases: Case[] = [
  {
    name: "listed, with the reason, and on the policy list",
    ips: ["203.0.113.66", "203.0.113.67", IP],
    only: ["blocklists"],
    blocklists: ["zen.spamhaus.org"],
    records:
      listing("zen.spamhaus.org", {
        "2.0.0.127": "127.0.0.2",
        "66.113.0.203": "127.0.0.3",
        "67.113.0.203": "127.0.0.10",
      }) + txt("66.113.0.203.zen.spamhaus.org", "https://check.spamhaus.org/query/ip/203.0.113.66"),
    want: ["blocklist_listed warn", "blocklist_policy warn"],
    says: ["CSS: sent spam lately", "https://check.spamhaus.org/query/ip/203.0.113.66", "127.0.0.10"],
  },
  {
    name: "a list without the canary of this family hides",
    ips: ["2001:db8::66"],
    only: ["blocklists"],
    blocklists: ["zen.spamhaus.org"],
    want: ["blocklist_not_asked unknown"],
    says: ["it hides from this resolver"],
  },
  {
    name: "a list that has no IPv6 addresses at all",
    ips: ["2001:db8::66"],
    only: ["blocklists"],
    blocklists: ["bl.spamcop.net"],
    want: ["blocklist_no_data note"],
  },
  {
    name: "a list that lists everybody",
    ips: ["203.0.113.66"],
    only: ["blocklists"],
    blocklists: ["psbl.surriel.com"],
    records: "*.psbl.surriel.com. 60 IN A 127.0.0.2\n",
    want: ["blocklist_not_asked unknown"],
    says: ["it lists everybody"],
  },
  {
    name: "a list that refuses",
    ips: ["203.0.113.66"],
    only: ["blocklists"],
    blocklists: ["rep.mailspike.net"],
    records: "*.rep.mailspike.net. 60 IN A 127.255.255.254\n",
    want: ["blocklist_not_asked unknown"],
    says: ["you may not ask"],
  },
  {
    name: "a domain on a list of domains, and one that is not",
    domain: "listed.example",
    only: ["blocklists"],
    blocklists: ["dbl.spamhaus.org"],
    records: listing("dbl.spamhaus.org", { test: "127.0.1.2", "listed.example": "127.0.1.4" }),
    want: ["blocklist_listed warn"],
    says: ["a domain used for phishing"],
  },
  {
    name: "a domain that is not listed",
    domain: "spf-good.example",
    only: ["blocklists"],
    blocklists: ["dbl.spamhaus.org"],
    want: [],
  },
];

export const groups: Record<string, Case[]> = {
  SPF: spfCases,
  DKIM: dkimCases,
  DMARC: dmarcCases,
  MX: mxCases,
  blocklists: blocklistCases,
};
export const cases = Object.values(groups).flat();
/** A domain whose server is not there, and one that only the resolver cannot reach. */
const unreachable = `lame.example. 600 IN NS ns.lame.example.
ns.lame.example. 600 IN A 127.0.54.9
hidden.example. 600 IN MX 10 mx.hidden.example.
`;
export const records = cases.map((each) => each.records ?? "").join("") + unreachable;
