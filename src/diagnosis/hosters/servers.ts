// Hosters of virtual and dedicated servers, and access providers, whose PTR records are set in a panel or by a
// ticket. Above each entry: where it was read, and how far it was verified.

import type { Hoster } from "./hoster.ts";

export const servers: Hoster[] = [
  // From memory; default name observed.
  {
    id: "strato",
    name: "Strato",
    kind: "hoster",
    nameServers: ["strato.de", "rzone.de"],
    contacts: [],
    places: [
      {
        product: null,
        setBy: "self",
        where: "Customer login > Server > Domains/DNS > Reverse DNS",
        command: null,
        defaultPtr: /^h\d+\.stratoserver\.net$/,
      },
    ],
    forwardFirst: null,
    ipv6: "yes",
    note: null,
  },
  // From memory.
  {
    id: "netcup",
    name: "netcup",
    kind: "hoster",
    nameServers: ["netcup.net"],
    contacts: [],
    places: [
      {
        product: null,
        setBy: "self",
        where: "Server Control Panel > server > Network > rDNS",
        command: null,
        defaultPtr: /^v\d{10,}\.[a-z]+(?:srv|server)\.(?:de|net|com)$/,
      },
    ],
    forwardFirst: null,
    ipv6: "yes",
    note: null,
  },
  // From memory.
  {
    id: "leaseweb",
    name: "Leaseweb",
    kind: "hoster",
    nameServers: [/\.leaseweb\.(?:nl|net|org|com)$/],
    contacts: [],
    places: [
      {
        product: null,
        setBy: "self",
        where: "Customer Portal > IP Management > Reverse lookup",
        command: 'PUT https://api.leaseweb.com/ipMgmt/v2/ips/<ip> {"reverseLookup":"<name>"}',
        defaultPtr: /^hosted-by\.leaseweb\.com$/,
      },
    ],
    forwardFirst: false,
    ipv6: "yes",
    note: null,
  },
  // From memory; default name observed.
  {
    id: "hostinger",
    name: "Hostinger",
    kind: "hoster",
    nameServers: ["hstgr.cloud", "main-hosting.eu", "main-hosting.com", "dns-parking.com"],
    contacts: [],
    places: [
      {
        product: null,
        setBy: "self",
        where: "hPanel > VPS > IP address > Set PTR",
        command: null,
        defaultPtr: /^srv\d+\.hstgr\.cloud$/,
      },
    ],
    forwardFirst: true,
    ipv6: "yes",
    note: null,
  },
  // https://www.godaddy.com/help/what-is-reverse-dns-2585 ; documented; default name observed.
  {
    id: "godaddy",
    name: "GoDaddy / Host Europe",
    kind: "hoster",
    nameServers: ["secureserver.net", "hosteurope.com"],
    contacts: [],
    places: [
      {
        product: null,
        setBy: "limited",
        where: "For dedicated servers only: account > server > Reverse DNS",
        command: null,
        defaultPtr: /^(?:ip-\d+-\d+-\d+-\d+\.ip|\d+[.-]\d+[.-]\d+[.-]\d+\.host)\.secureserver\.net$/,
      },
    ],
    forwardFirst: null,
    ipv6: "unknown",
    note: "A PTR record in the zone of your own domain has no effect",
  },
  // From memory.
  {
    id: "gandi",
    name: "Gandi",
    kind: "hoster",
    nameServers: ["gandi.net"],
    contacts: [],
    places: [
      {
        product: null,
        setBy: "self",
        where: "Gandi admin > Cloud > IP > Reverse",
        command: null,
        defaultPtr: /^xvm-\d+-\d+\.dc\d\.ghst\.net$/,
      },
    ],
    forwardFirst: null,
    ipv6: "yes",
    note: null,
  },
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
        command: null,
        defaultPtr: /^host\d+-\d+-\d+-\d+\.serverdedicati\.aruba\.it$/,
      },
    ],
    forwardFirst: null,
    ipv6: "unknown",
    note: null,
  },
  // From memory.
  {
    id: "hostwinds",
    name: "Hostwinds",
    kind: "hoster",
    nameServers: ["hostwindsdns.com", "hostwinds.com"],
    contacts: [],
    places: [
      {
        product: null,
        setBy: "self",
        where: "Cloud control > server > Networking > rDNS",
        command: null,
        defaultPtr: /^(?:hwsrv-\d+|client-\d+-\d+-\d+-\d+)\.hostwindsdns\.com$/,
      },
    ],
    forwardFirst: false,
    ipv6: "yes",
    note: null,
  },
  // From memory; default name observed.
  {
    id: "colocrossing",
    name: "ColoCrossing / RackNerd",
    kind: "hoster",
    nameServers: ["colocrossing.com", "vsys.host"],
    contacts: [],
    places: [
      {
        product: null,
        setBy: "ticket",
        where: "The reseller's panel (SolusVM > rDNS), or a ticket to the reseller",
        command: null,
        defaultPtr: /^\d+-\d+-\d+-\d+-host\.colocrossing\.com$/,
      },
    ],
    forwardFirst: false,
    ipv6: "unknown",
    note: null,
  },
  // https://kb.wedos.com/en/reverse-records-at-serverhosting/ ; documented; name servers from memory.
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
        where: "Customer administration > server > Reverse (PTR) records",
        command: null,
        defaultPtr: null,
      },
    ],
    forwardFirst: false,
    ipv6: "yes",
    note: "WEDOS needs up to an hour to put a change into effect",
  },
  // https://docs.bytemark.co.uk/article/ip-addresses/ ; documented; name servers from memory.
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
        command: `curl -X PUT -H "Authorization: Bearer TOKEN" -d '{"rdns":"<name>"}' https://uk0.bigv.io/ips/<ip>`,
        defaultPtr: null,
      },
    ],
    forwardFirst: false,
    ipv6: "yes",
    note: null,
  },
  // From memory.
  {
    id: "comcast-business",
    name: "Comcast Business",
    kind: "access",
    nameServers: ["comcast.net", "comcastbusiness.net"],
    contacts: [],
    places: [
      {
        product: null,
        setBy: "ticket",
        where: "Telephone or chat support, for plans with a static IP only",
        command: null,
        defaultPtr: /^\d+-\d+-\d+-\d+-(?:ip-)?static\.hfc\.comcastbusiness\.net$/,
      },
    ],
    forwardFirst: false,
    ipv6: "unknown",
    note: "A residential line never gets a PTR record of its own: send through the provider's mail relay",
  },
];
