// Hosters of servers in America. Each place and command tells where it was read; comments tell what else is known,
// and how.

import type { Hoster } from "./hoster.ts";

export const america: Hoster[] = [
  {
    id: "digitalocean",
    name: "DigitalOcean",
    kind: "hoster",
    nameServers: ["digitalocean.com"],
    contacts: [],
    places: [
      {
        product: null,
        setBy: "self",
        where: "Rename the Droplet: its name becomes the PTR record if it is a full host name",
        verified: { source: "https://docs.digitalocean.com/glossary/ptr-record/", date: "2026-11-30" },
        commands: [
          {
            line: "doctl compute droplet-action rename DROPLET_ID --droplet-name <name>",
            placeholders: { DROPLET_ID: "the Droplet's ID, which doctl compute droplet list shows" },
            verified: {
              source:
                "https://docs.digitalocean.com/reference/doctl/reference/compute/droplet-action/rename/",
              date: "2026-11-30",
            },
          },
        ],
        defaultPtr: null,
      },
    ],
    forwardFirst: false,
    ipv6: "yes",
    note: "Only the first IPv6 address of a Droplet gets a PTR record",
  },
  // Name servers from memory.
  {
    id: "linode",
    name: "Akamai (Linode)",
    kind: "hoster",
    nameServers: ["linode.com"],
    contacts: [],
    places: [
      {
        product: null,
        setBy: "self",
        where: "Cloud Manager > Linode > Network > IP address > Edit RDNS",
        verified: {
          source: "https://github.com/linode/docs (guide to reverse DNS)",
          date: "2026-11-30",
        },
        commands: [
          {
            line: "linode-cli networking ip-update <ip> --rdns <name>",
            placeholders: {},
            verified: {
              source: "https://techdocs.akamai.com/linode-api/reference/put-ip-3",
              date: "2026-11-30",
            },
          },
        ],
        defaultPtr: /^(?:\d+-\d+-\d+-\d+\.ip\.linodeusercontent\.com|li\d+-\d+\.members\.linode\.com)$/,
      },
    ],
    forwardFirst: true,
    ipv6: "yes",
    note: null,
  },
  // Default name observed; name servers from memory.
  {
    id: "vultr",
    name: "Vultr",
    kind: "hoster",
    nameServers: ["choopa.com", "choopa.net", "vultr.com"],
    contacts: [],
    places: [
      {
        product: null,
        setBy: "self",
        where: "Compute > instance > Settings > IPv<family> > column Reverse DNS",
        verified: { source: "https://docs.vultr.com (Configure rDNS)", date: "2026-11-30" },
        commands: [
          {
            line: "vultr-cli instance reverse-dns set-ipv<family> INSTANCE_ID <ip> --entry <name>",
            placeholders: { INSTANCE_ID: "the instance's ID, which vultr-cli instance list shows" },
            verified: {
              source: "https://docs.vultr.com/reference/vultr-cli/instance/reverse-dns/set-ipv4",
              date: "2026-11-30",
            },
          },
        ],
        defaultPtr: /^\d+\.\d+\.\d+\.\d+\.vultr(?:usercontent)?\.com$/,
      },
    ],
    forwardFirst: false,
    ipv6: "yes",
    hoursToTakeEffect: 12,
    note: null,
  },
  // Default name observed.
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
        verified: { source: "https://www.godaddy.com/help/what-is-reverse-dns-2585", date: "2026-11-30" },
        defaultPtr: /^(?:ip-\d+-\d+-\d+-\d+\.ip|\d+[.-]\d+[.-]\d+[.-]\d+\.host)\.secureserver\.net$/,
      },
    ],
    forwardFirst: null,
    ipv6: "unknown",
    note: "A PTR record in the zone of your own domain has no effect",
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
        verified: null,
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
        verified: null,
        defaultPtr: /^\d+-\d+-\d+-\d+-host\.colocrossing\.com$/,
      },
    ],
    forwardFirst: false,
    ipv6: "unknown",
    note: null,
  },
  // Name servers are those of the hoster's own domains, from memory.
  {
    id: "liquidweb",
    name: "Liquid Web",
    kind: "hoster",
    nameServers: ["liquidweb.com"],
    contacts: [],
    places: [
      {
        product: null,
        setBy: "self",
        where: "the API's method Network/DNS/Reverse/update with ip and hostname",
        verified: {
          source: "https://glama.ai/mcp/servers/patrickking67/liquid-web-mcp/tools/lw_reverse_dns_set",
          date: "2026-11-30",
        },
        defaultPtr: null,
      },
    ],
    forwardFirst: "advised",
    ipv6: "no",
    note: null,
  },
  // Name servers are those of the hoster's own domains, from memory.
  {
    id: "superb",
    name: "Superb Internet",
    kind: "hoster",
    nameServers: ["superb.net", "hopone.net"],
    contacts: [],
    places: [
      {
        product: null,
        setBy: "self",
        where: "the customer panel, 24 to 48 hours after the address record was created",
        verified: { source: "https://kb.superb.net", date: "2026-11-30" },
        defaultPtr: null,
      },
    ],
    forwardFirst: true,
    ipv6: "unknown",
    note: null,
  },
  // Name servers are those of the hoster's own domain, from memory.
  {
    id: "tocici",
    name: "TOCICI",
    kind: "hoster",
    nameServers: ["tocici.com"],
    contacts: [],
    places: [
      {
        product: null,
        setBy: "self",
        where: "Control panel > IP address",
        verified: { source: "https://secure.tocici.com/docs/support/rdns", date: "2026-11-30" },
        defaultPtr: null,
      },
    ],
    forwardFirst: true,
    ipv6: "yes",
    note: null,
  },
];
