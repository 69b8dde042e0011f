// What the laboratory holds so that a first step can be wrong: names of strangers, of proxies and of providers, CNAME
// records into zones of others, and large zones with and without a registry behind them.

import type { Zone } from "./world.ts";

const own = (last: number) => `mail${last}.example.com. 300 A 198.51.99.${last}`;
const sites = "abcdefghijk".split("").map((letter) => `${letter}-site`);

export const firstStepZones: Zone[] = [
  ...["com", "net", "org", "vn"].map((apex): Zone => ({ apex, to: ["registry"], records: "" })),
  {
    apex: "example.com",
    to: ["customer"],
    contact: "hostmaster.example.com.",
    records: `
${[8, 9, 10, 11, 13, 17, 18, 19, 23, 24, 28, 32, 33, 36].map(own).join("\n")}
example.com. 300 A 198.51.100.80
mail14.example.com. 300 A 104.21.34.12
mail14.example.com. 300 A 172.67.155.9
www15.example.com. 300 CNAME d111111abcdef8.cloudfront.net.
old17.example.com. 300 A 198.51.100.17
old19.example.com. 300 A 198.51.100.19
host22.example.com. 300 AAAA 2001:db8:25::22
other12.example.com. 300 A 198.51.100.12
${sites.map((site) => `${site}.example.com. 300 A 198.51.100.102`).join("\n")}
z-mail.example.com. 300 A 198.51.99.102
17.rev.example.com. 7200 PTR old17.example.com.
34.rev.example.com. 7200 PTR mail34.example.com.rev.example.com.`,
  },
  { apex: "cmcti.vn", to: ["one"], records: "static.cmcti.vn. 300 A 198.51.99.250" },
  { apex: "leaseweb.com", to: ["one"], records: "hosted-by.leaseweb.com. 300 A 198.51.99.251" },
  { apex: "contaboserver.net", to: ["one"], records: "" },
  { apex: "cloudfront.net", to: ["one"], records: "d111111abcdef8.cloudfront.net. 300 A 198.51.100.15" },
  { apex: "example.org", to: ["two"], records: "mail.example.org. 300 A 198.51.100.11" },
  {
    apex: "99.51.198.in-addr.arpa",
    to: ["one", "two"],
    contact: "hostmaster.hoster.example.",
    negative: [300, 300],
    records: `
$ORIGIN 99.51.198.in-addr.arpa.
8 7200 PTR static.cmcti.vn.
9 7200 PTR hosted-by.leaseweb.com.
10 7200 PTR vmi12.contaboserver.net.
11 7200 PTR mail.example.org.
12 7200 PTR other12.example.com.
13 7200 PTR 198-51-99-13.pool.example.org.
14 7200 PTR mail14.example.com.
15 7200 PTR www15.example.com.
17 7200 CNAME 17.rev.example.com.
18 7200 CNAME 18.rev.example.com.
34 7200 CNAME 34.rev.example.com.
19 7200 CNAME 19.16/29
20 7200 CNAME 20.16/29
21 7200 CNAME 21.16/29
31 7200 CNAME 31.24/29
32 7200 CNAME 32.24/29
31.24/29 7200 PTR mail31.example.com.24/29
32.24/29 7200 PTR default.24/29
22 7200 CNAME host22.example.com.
23 7200 PTR vm23
33 7200 PTR host33.dyn
28 7200 PTR mail.quiet.example.
24 7200 PTR mail24.example.com.
24 7200 PTR mail.quiet.example.
25 7200 PTR ip-172-31-5-6.internal.cloudapp.net.
27 7200 CNAME 27.rev.quiet.example.
36 7200 PTR example.com.
104 7200 PTR 198-51-99-104-revip-jp1-default
${[...sites, "z-mail"].map((site) => `102 7200 PTR ${site}.example.com.`).join("\n")}`,
  },
  {
    apex: "16/29.99.51.198.in-addr.arpa",
    to: ["customer"],
    contact: "dns.lessee.example.",
    records: `
19.16/29.99.51.198.in-addr.arpa. 7200 PTR old19.example.com.
20.16/29.99.51.198.in-addr.arpa. 7200 PTR mail20.example.com`,
  },
  // Large ones: AT&T's, one that nobody knows, and a registry's.
  { apex: "12.in-addr.arpa", to: ["two"], contact: "rm-hostmaster.ems.att.com.", records: "" },
  { apex: "62.in-addr.arpa", to: ["registry"], contact: "dns.ripe.net.", records: "" },
  { apex: "0.4.2.ip6.arpa", to: ["two"], contact: "hostmaster.provider.example.", records: "" },
];
