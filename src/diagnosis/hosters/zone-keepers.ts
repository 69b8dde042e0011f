// The registries, which answer for blocks that nobody has a reverse zone for. Each place tells where it was read;
// comments tell what else is known, and how.

import type { Hoster } from "./hoster.ts";

export const zoneKeepers: Hoster[] = [
  // SOA observed.
  {
    id: "ripe",
    name: "RIPE NCC",
    kind: "registry",
    nameServers: ["authdns.ripe.net", /^ns\.ripe\.net$/],
    contacts: ["dns@ripe.net"],
    places: [
      {
        product: null,
        setBy: "holder",
        where:
          "the holder of the block, in the RIPE Database: create a domain object with nserver and zone-c lines (takes effect within about 6 hours)",
        verified: {
          source: "http://www.ripe.net/data-tools/dns/reverse-dns/faq-reverse-delegation",
          date: "2026-11-30",
        },
        defaultPtr: null,
      },
    ],
    forwardFirst: null,
    ipv6: "yes",
    note: null,
  },
  // SOA observed at 192.in-addr.arpa and 0.6.2.ip6.arpa.
  {
    id: "arin",
    name: "ARIN",
    kind: "registry",
    nameServers: [/^[a-z]\.arin\.net$/, /^ns\d\.arin\.net$/],
    contacts: ["dns-ops@arin.net"],
    places: [
      {
        product: null,
        setBy: "holder",
        where: "the holder of the block, in ARIN Online, with the tools for reverse delegations",
        verified: { source: "https://www.arin.net/resources/manage/reverse", date: "2026-11-30" },
        defaultPtr: null,
      },
    ],
    forwardFirst: null,
    ipv6: "yes",
    note: null,
  },
  // SOA observed at 1.in-addr.arpa.
  {
    id: "apnic",
    name: "APNIC",
    kind: "registry",
    nameServers: ["apnic.net", /^apnic\d*\.[a-z0-9.-]+$/],
    contacts: ["read-txt-record-of-zone-first-dns-admin@apnic.net"],
    places: [
      {
        product: null,
        setBy: "holder",
        where: "the holder of the block, in MyAPNIC > Resources > Whois updates > Add > domain",
        verified: {
          source: "https://www.apnic.net/manage-ip/manage-resources/reverse-dns/",
          date: "2026-11-30",
        },
        defaultPtr: null,
      },
    ],
    forwardFirst: null,
    ipv6: "yes",
    note: null,
  },
  // Name servers from memory.
  {
    id: "lacnic",
    name: "LACNIC",
    kind: "registry",
    nameServers: ["lacnic.net"],
    contacts: ["hostmaster@lacnic.net"],
    places: [
      {
        product: null,
        setBy: "holder",
        where: "the holder of the block, in LACNIC's panel (MiLACNIC)",
        verified: { source: "http://blog.nic.cl/2022/03/", date: "2026-11-30" },
        defaultPtr: null,
      },
    ],
    forwardFirst: null,
    ipv6: "yes",
    note: null,
  },
  // Name servers from memory.
  {
    id: "afrinic",
    name: "AFRINIC",
    kind: "registry",
    nameServers: ["afrinic.net"],
    contacts: [],
    places: [
      {
        product: null,
        setBy: "holder",
        where:
          "the holder of the block, in the AFRINIC Database: create a domain object (the block's mnt-domains decides who may)",
        verified: {
          source: "https://www.afrinic.net/support/requesting-reverse-delegation",
          date: "2026-11-30",
        },
        defaultPtr: null,
      },
    ],
    forwardFirst: null,
    ipv6: "yes",
    note: null,
  },
  {
    id: "iana",
    name: "IANA",
    kind: "registry",
    nameServers: ["in-addr-servers.arpa", "ip6-servers.arpa"],
    contacts: ["nstld@iana.org"],
    places: [
      {
        product: null,
        setBy: "nobody",
        where: "nowhere: the block belongs to no registry, so the address cannot be used on the Internet",
        verified: { source: "RFC 5855 (whose servers keep in-addr.arpa and ip6.arpa)", date: "2026-11-30" },
        defaultPtr: null,
      },
    ],
    forwardFirst: null,
    ipv6: "unknown",
    note: null,
  },
];
