// Smaller hosters in Europe, whose PTR records are set in a panel for the most part. Each place and command tells
// where it was read; comments tell what else is known, and how.

import type { Hoster } from "./hoster.ts";

export const smallEurope: Hoster[] = [
  // From memory; default name observed in Received headers (host36-195-149-62 for 62.149.195.36).
  {
    id: "aruba",
    name: "Aruba",
    kind: "hoster",
    nameServers: ["aruba.it", "arubacloud.com", "arubacloud.it", "technorail.com"],
    contacts: [],
    places: [
      {
        product: null,
        setBy: "self",
        where: "Control panel > server > Reverse DNS, or a ticket",
        verified: null,
        defaultPtr: /^host\d+-\d+-\d+-\d+\.serverdedicati\.aruba\.it$/,
      },
    ],
    forwardFirst: null,
    ipv6: "unknown",
    note: null,
  },
  // Name servers from memory.
  {
    id: "wedos",
    name: "WEDOS",
    kind: "hoster",
    nameServers: ["wedos.net", "wedos.com", "wedos.eu", "wedos.cz"],
    contacts: [],
    places: [
      {
        product: null,
        setBy: "self",
        where:
          "Customer administration > server > Reverse (PTR) records: edit the existing record, because adding one makes a second",
        verified: {
          source: "https://kb.wedos.com/en/reverse-records-at-serverhosting/",
          date: "2026-11-30",
        },
        defaultPtr: null,
      },
    ],
    forwardFirst: false,
    ipv6: "yes",
    hoursToTakeEffect: 1,
    note: null,
  },
  // Name servers from memory.
  {
    id: "bytemark",
    name: "Bytemark",
    kind: "hoster",
    nameServers: ["bytemark.co.uk", "bigv.io"],
    contacts: [],
    places: [
      {
        product: null,
        setBy: "self",
        where: "Panel > server > IPs",
        verified: null,
        commands: [
          {
            line: `curl -X PUT https://uk0.bigv.io/ips/<ip> -H "Authorization: Bearer SESSION_ID" -H "Content-Type: application/json" -d '{"rdns":"<name>"}'`,
            placeholders: { SESSION_ID: "the ID of a session of Bytemark's API" },
            verified: { source: "https://docs.bytemark.co.uk/article/ip-addresses/", date: "2026-11-30" },
          },
        ],
        defaultPtr: null,
      },
    ],
    forwardFirst: false,
    ipv6: "yes",
    note: null,
  },
  // Name servers are those of the hoster's own domains, from memory. The default is the server's first name.
  {
    id: "memset",
    name: "Memset",
    kind: "hoster",
    nameServers: ["memset.net", "memset.com"],
    contacts: [],
    places: [
      {
        product: null,
        setBy: "self",
        where: "Reverse Map Names",
        verified: {
          source: "https://www.memset.com/docs/managing-your-server/dns/reverse-dns-records",
          date: "2026-11-30",
        },
        defaultPtr: null,
      },
    ],
    forwardFirst: null,
    ipv6: "unknown",
    note: null,
  },
  // Name servers are those of the hoster's own domain, from memory.
  {
    id: "vps2day",
    name: "vps2day",
    kind: "hoster",
    nameServers: ["vps2day.com"],
    contacts: [],
    places: [
      {
        product: null,
        setBy: "self",
        where: "server > Network > Request rDNS (each request is checked by hand)",
        verified: {
          source: "https://docs.vps2day.com/virtual-servers/servers/reverse-dns",
          date: "2026-11-30",
        },
        defaultPtr: null,
      },
    ],
    forwardFirst: true,
    ipv6: "unknown",
    note: null,
  },
  // Default name observed; name servers are those of the hoster's own domains, from memory.
  {
    id: "zap",
    name: "ZAP-Hosting",
    kind: "hoster",
    nameServers: ["zap-hosting.com", "zap-srv.com"],
    contacts: [],
    places: [
      {
        product: null,
        setBy: "self",
        where: "server > reverse DNS (IPv6: within the server's prefix), or its API",
        verified: { source: "https://glama.ai/mcp/connectors/com.zap-hosting", date: "2026-11-30" },
        defaultPtr: /^[a-z]+-zap\d+-\d+\.zap-srv\.com$/,
      },
    ],
    forwardFirst: true,
    ipv6: "yes",
    note: null,
  },
  // Name servers are those of the hoster's own domains, from memory. The default name leads back.
  {
    id: "lima-city",
    name: "lima-city",
    kind: "hoster",
    nameServers: ["lima-city.de", "trafficplex.cloud", "trafficplex.de"],
    contacts: [],
    places: [
      {
        product: null,
        setBy: "self",
        where: "the server's host name: a full name becomes the PTR record",
        verified: {
          source: "https://www.lima-city.de/hilfe/reverse-hostname-ptr-record-setzen",
          date: "2026-11-30",
        },
        defaultPtr: /^[0-9a-z-]+\.trafficplex\.cloud$/,
      },
    ],
    forwardFirst: false,
    ipv6: "unknown",
    note: null,
  },
];
