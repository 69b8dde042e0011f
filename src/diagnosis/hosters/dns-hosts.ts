// DNS services where the holder of an address block keeps its reverse zone. Each place and command tells where it was
// read; comments tell what else is known, and how.

import type { Command, Hoster } from "./hoster.ts";

const cloudflareWords = {
  ZONE_ID: "the ID of the reverse zone, which the dashboard shows",
  TOKEN: "an API token that may edit it",
};
const cloudflareRecords =
  "https://developers.cloudflare.com/api/go/resources/dns/subresources/records/methods/create";
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

export const dnsHosts: Hoster[] = [
  // Name servers from memory. Not EC2: here the holder of the addresses keeps a zone of its own.
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
        verified: {
          source: "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/ (Hosted zones)",
          date: "2026-11-30",
        },
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
  // Name servers from memory. The holder's zone, not the PTR setting of a virtual machine.
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
        where: "the zone's holder, in Cloud DNS > zones > the reverse zone > Add standard",
        verified: {
          source: "https://cloud.google.com/dns/docs/records (Add a resource record set)",
          date: "2026-11-30",
        },
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
  // Name servers from memory.
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
        where: "the zone's holder, in the Cloudflare dashboard > the reverse zone > DNS Records",
        verified: {
          source: "https://developers.cloudflare.com/dns/manage-dns-records/how-to/create-dns-records/",
          date: "2026-11-30",
        },
        commands: cloudflareCommands,
        defaultPtr: null,
      },
    ],
    forwardFirst: false,
    ipv6: "yes",
    note: null,
  },
];
