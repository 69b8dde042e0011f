// Name servers that belong to no hoster: DNS services where the holder of an address block keeps its reverse zone,
// and the registries, which answer for blocks that nobody has a reverse zone for.

import type { Command, Hoster } from "./hoster.ts";

const cloudflareWords = {
  ZONE_ID: "the ID of the reverse zone, which the dashboard shows",
  TOKEN: "an API token that may edit it",
};
const cloudflareRecords = "https://developers.cloudflare.com/api/resources/dns/subresources/records/";
const cloudflareCommands: Command[] = [
  {
    line: `curl -X POST https://api.cloudflare.com/client/v4/zones/ZONE_ID/dns_records -H "Authorization: Bearer TOKEN" -H "Content-Type: application/json" -d '{"type":"PTR","name":"<reverse>","content":"<name>","ttl":3600}'`,
    placeholders: cloudflareWords,
    verified: { source: cloudflareRecords, date: "2026-11-30" },
    when: "new",
  },
  {
    line: `curl -X PUT https://api.cloudflare.com/client/v4/zones/ZONE_ID/dns_records/RECORD_ID -H "Authorization: Bearer TOKEN" -H "Content-Type: application/json" -d '{"type":"PTR","name":"<reverse>","content":"<name>","ttl":3600}'`,
    placeholders: {
      ...cloudflareWords,
      RECORD_ID: "the ID of the PTR record, which a GET of dns_records lists",
    },
    verified: { source: cloudflareRecords, date: "2026-11-30" },
    when: "present",
  },
];

export const zoneKeepers: Hoster[] = [
  // From memory. Not EC2: there the holder of the addresses keeps a zone of its own.
  {
    id: "route53",
    name: "Amazon Route 53",
    kind: "dns-host",
    nameServers: [/^ns-\d+\.awsdns-\d+\.(?:com|net|org|co\.uk)$/],
    contacts: ["awsdns-hostmaster@amazon.com"],
    places: [
      {
        product: null,
        setBy: "self",
        where: "the zone's holder, in Route 53 > Hosted zones",
        verified: null,
        commands: [
          {
            line: `aws route53 change-resource-record-sets --hosted-zone-id ZONE_ID --change-batch '{"Changes":[{"Action":"UPSERT","ResourceRecordSet":{"Name":"<reverse>.","Type":"PTR","TTL":3600,"ResourceRecords":[{"Value":"<name>."}]}}]}'`,
            placeholders: { ZONE_ID: "the zone's ID, which aws route53 list-hosted-zones shows" },
            verified: {
              source:
                "https://docs.aws.amazon.com/cli/latest/reference/route53/change-resource-record-sets.html",
              date: "2026-11-30",
            },
          },
        ],
        defaultPtr: null,
      },
    ],
    forwardFirst: false,
    ipv6: "yes",
    note: null,
  },
  // From memory. The holder's zone, not the PTR setting of a virtual machine.
  {
    id: "cloud-dns",
    name: "Google Cloud DNS",
    kind: "dns-host",
    nameServers: [/^ns-cloud-[a-e]\d\.googledomains\.com$/],
    contacts: ["cloud-dns-hostmaster@google.com"],
    places: [
      {
        product: null,
        setBy: "self",
        where: "the zone's holder, in Cloud DNS > Zones",
        verified: null,
        commands: [
          {
            line: "gcloud dns record-sets create <reverse>. --type PTR --ttl 3600 --rrdatas <name>. --zone ZONE",
            placeholders: { ZONE: "the zone's name in Cloud DNS" },
            verified: {
              source: "https://cloud.google.com/sdk/gcloud/reference/dns/record-sets/create",
              date: "2026-11-30",
            },
            when: "new",
          },
          {
            line: "gcloud dns record-sets update <reverse>. --type PTR --ttl 3600 --rrdatas <name>. --zone ZONE",
            placeholders: { ZONE: "the zone's name in Cloud DNS" },
            verified: {
              source: "https://cloud.google.com/sdk/gcloud/reference/dns/record-sets/update",
              date: "2026-11-30",
            },
            when: "present",
          },
        ],
        defaultPtr: null,
      },
    ],
    forwardFirst: false,
    ipv6: "yes",
    note: null,
  },
  // From memory.
  {
    id: "cloudflare",
    name: "Cloudflare DNS",
    kind: "dns-host",
    nameServers: [/^[a-z]+\.ns\.cloudflare\.com$/],
    contacts: ["dns@cloudflare.com"],
    places: [
      {
        product: null,
        setBy: "self",
        where: "the zone's holder, in the Cloudflare dashboard > the reverse zone > DNS records",
        verified: null,
        commands: cloudflareCommands,
        defaultPtr: null,
      },
    ],
    forwardFirst: false,
    ipv6: "yes",
    note: null,
  },
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
          "the holder of the block, in the RIPE Database: create a domain object with nserver and zone-c lines (works within about 6 hours)",
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
  // SOA observed at 192.in-addr.arpa and 0.6.2.ip6.arpa; procedure from memory.
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
        where: "the holder of the block, in ARIN Online > Your records > Networks > Manage reverse DNS",
        verified: null,
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
  // From memory.
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
        where: "the holder of the block, in MiLACNIC > reverse delegation",
        verified: null,
        defaultPtr: null,
      },
    ],
    forwardFirst: null,
    ipv6: "yes",
    note: null,
  },
  // From memory.
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
        where: "the holder of the block, in MyAFRINIC, with a domain object",
        verified: null,
        defaultPtr: null,
      },
    ],
    forwardFirst: null,
    ipv6: "yes",
    note: null,
  },
  // From memory.
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
        where: "nowhere: the block belongs to no registry, so the address is not usable on the Internet",
        verified: null,
        defaultPtr: null,
      },
    ],
    forwardFirst: null,
    ipv6: "unknown",
    note: null,
  },
];
