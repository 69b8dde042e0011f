// Hosters of servers in Europe outside Germany. Each place and command tells where it was read; comments tell what
// else is known, and how.

import type { Hoster } from "./hoster.ts";

export const europe: Hoster[] = [
  // vps-*.vps.ovh.* and SOA contact observed; name servers from memory. The API's requests must be signed, which a
  // line for a shell cannot do, but the provider's own program.
  {
    id: "ovh",
    name: "OVHcloud",
    kind: "hoster",
    nameServers: ["ovh.net", "ovh.ca", "anycast.me"],
    contacts: ["tech@ovh.net"],
    places: [
      {
        product: null,
        setBy: "self",
        where:
          "OVHcloud Control Panel > Network > Public IP Addresses > ... > Configure the reverse DNS (the name ends with a dot there, and has at most 63 characters); or the signed API call POST /ip/{block}/reverse with ipReverse and reverse",
        verified: {
          source:
            "https://github.com/ovh/docs (How to configure reverse DNS for your server, 2026-02-23); https://www.pulumi.com/registry/packages/ovh/api-docs/ip/reverse/",
          date: "2026-11-30",
        },
        commands: [
          {
            line: "ovhcloud ip reverse set BLOCK <ip> <name>.",
            placeholders: {
              BLOCK:
                "the block that holds the address, as ovhcloud ip list shows it (192.0.2.0/24, a /64, or a lone IPv4 address itself)",
            },
            verified: {
              source: "https://github.com/ovh/ovhcloud-cli/blob/main/doc/ovhcloud_ip_reverse_set.md",
              date: "2026-11-30",
            },
          },
        ],
        defaultPtr:
          /^(?:(?:ns|vps|ip)?\d+|vps-[0-9a-f]+)\.ip-\d+-\d+-\d+\.(?:eu|net)$|^vps-[0-9a-f]+\.vps\.ovh\.(?:net|ca|us)$|^ns\d+\.ovh\.(?:net|ca)$/,
      },
    ],
    forwardFirst: true,
    ipv6: "yes",
    note: null,
  },
  // Default names observed; name servers from memory. The console sets one name for a whole IPv6 /64 only.
  {
    id: "scaleway",
    name: "Scaleway",
    kind: "hoster",
    nameServers: ["online.net", "scaleway.com", "scw.cloud"],
    contacts: [],
    places: [
      {
        product: "Instance",
        family: 4,
        setBy: "self",
        where: "CPU & GPU Instances > Flexible IPs > ... > Edit reverse",
        verified: {
          source:
            "https://github.com/scaleway/docs-content/blob/main/pages/instances/how-to/configure-reverse-dns.mdx",
          date: "2026-11-30",
        },
        commands: [
          {
            line: "scw instance ip update IP_ID reverse=<name> zone=ZONE",
            placeholders: {
              IP_ID: "the ID of the flexible IP, which scw instance ip list shows",
              ZONE: "its zone, such as fr-par-1",
            },
            verified: {
              source: "https://github.com/scaleway/scaleway-cli/blob/master/docs/commands/instance.md",
              date: "2026-11-30",
            },
          },
        ],
        defaultPtr: /^(?:\d+-\d+-\d+-\d+\.instances\.scw\.cloud|[0-9a-f-]{36}\.pub\.instances\.scw\.cloud)$/,
      },
      {
        product: "Instance",
        family: 6,
        setBy: "self",
        where: "the IPAM API (the console sets only one name for the whole /64)",
        verified: {
          source: "https://github.com/scaleway/docs-content/blob/main/pages/ipam/api-cli/set-ip-reverse.mdx",
          date: "2026-11-30",
        },
        commands: [
          {
            line: `curl -X PATCH https://api.scaleway.com/ipam/v1/regions/REGION/ips/IP_ID -H "X-Auth-Token: SECRET_KEY" -H "Content-Type: application/json" -d '{"reverses":[{"hostname":"<name>","address":"<ip>"}]}'`,
            placeholders: {
              REGION: "the region, such as fr-par",
              IP_ID: "the ID of the IPv6 block, which scw ipam ip list shows",
              SECRET_KEY: "a secret key of the account",
            },
            verified: {
              source:
                "https://github.com/scaleway/docs-content/blob/main/pages/ipam/api-cli/set-ip-reverse.mdx",
              date: "2026-11-30",
            },
          },
        ],
        defaultPtr: /^[0-9a-f-]{36}\.pub\.instances\.scw\.cloud$/,
      },
      {
        product: "Dedibox",
        setBy: "self",
        where: "Dedibox console > Network > IP > Edit reverse DNS",
        verified: null,
        defaultPtr: /^\d+-\d+-\d+-\d+\.rev\.poneytelecom\.eu$/,
      },
    ],
    forwardFirst: true,
    ipv6: "yes",
    hoursToTakeEffect: 24,
    note: null,
  },
  // Menu and name servers from memory.
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
        verified: null,
        commands: [
          {
            line: `curl -X PUT https://api.leaseweb.com/ipMgmt/v2/ips/<ip> -H "X-LSW-Auth: API_KEY" -H "Content-Type: application/json" -d '{"reverseLookup":"<name>"}'`,
            placeholders: { API_KEY: "a key of Leaseweb's API" },
            verified: {
              source:
                "https://rubygems.org/gems/leaseweb-rest-api (updateIp), and public clients of ipMgmt/v2",
              date: "2026-11-30",
            },
            // An IPv6 address belongs to a range there, which has a call of its own.
            family: 4,
          },
        ],
        defaultPtr: /^hosted-by\.leaseweb\.com$/,
      },
    ],
    forwardFirst: false,
    ipv6: "yes",
    note: null,
  },
  // Menu from memory; default name observed; name servers from memory.
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
        verified: null,
        commands: [
          {
            line: `curl -X POST https://developers.hostinger.com/api/vps/v1/virtual-machines/VM_ID/ptr/IP_ID -H "Authorization: Bearer TOKEN" -H "Content-Type: application/json" -d '{"domain":"<name>"}'`,
            placeholders: {
              VM_ID: "the ID of the virtual machine",
              IP_ID: "the ID of the address, which the API's list of virtual machines shows",
              TOKEN: "a token of hPanel's API",
            },
            verified: {
              source:
                "https://github.com/hostinger/api-python-sdk/blob/main/docs/VPSPTRRecordsApi.md (createPTRRecordV1)",
              date: "2026-11-30",
            },
          },
        ],
        defaultPtr: /^srv\d+\.hstgr\.cloud$/,
      },
    ],
    forwardFirst: true,
    ipv6: "yes",
    note: null,
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
        verified: null,
        defaultPtr: /^xvm-\d+-\d+\.dc\d\.ghst\.net$/,
      },
    ],
    forwardFirst: null,
    ipv6: "yes",
    note: null,
  },
];
