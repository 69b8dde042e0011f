// Hosters of servers in Germany. Each place and command tells where it was read; comments tell what else is known,
// and how.

import type { Command, Hoster, Verification } from "./hoster.ts";

/** What a reverse name of Hetzner Cloud may hang on: each kind of resource has a command of its own. */
const hetznerCloudResources = [
  { kind: "server", word: "SERVER", meaning: "the server's name or ID" },
  { kind: "primary-ip", word: "PRIMARY_IP", meaning: "the Primary IP's name or ID" },
  { kind: "floating-ip", word: "FLOATING_IP", meaning: "the Floating IP's name or ID" },
  { kind: "load-balancer", word: "LOAD_BALANCER", meaning: "the Load Balancer's name or ID" },
];

const hetznerCloudCommands = hetznerCloudResources.map(({ kind, word, meaning }): Command => ({
  line: `hcloud ${kind} set-rdns ${word} --ip <ip> --hostname <name>`,
  placeholders: { [word]: meaning },
  verified: {
    source: `https://github.com/hetznercloud/cli/blob/main/docs/reference/manual/hcloud_${kind}_set-rdns.md`,
    date: "2026-11-30",
  },
}));
const hetznerGuides: Verification = {
  source: "guides of Hetzner Cloud's customers to their mail servers",
  date: "2026-11-30",
};
const HETZNER_MENU =
  "Hetzner Console > Server > Networking > Primary IP > Edit Reverse DNS, or at the Floating IP or Load Balancer that has the address";

const contaboSource: Verification = {
  source: "clients that were made from Contabo's OpenAPI description (createPtrRecord, updatePtrRecord)",
  date: "2026-11-30",
};
const contaboWords = {
  TOKEN: "an access token of Contabo's API",
  UUID: "any UUID, such as uuidgen prints",
};
/** PUT changes a record. An IPv4 address has one from the start; POST makes the first one of an IPv6 address. */
const contaboChange: Command = {
  line: `curl -X PUT https://api.contabo.com/v1/dns/ptrs/<ip> -H "Authorization: Bearer TOKEN" -H "x-request-id: UUID" -H "Content-Type: application/json" -d '{"ptr":"<name>"}'`,
  placeholders: contaboWords,
  verified: contaboSource,
};
const contaboCommands: Command[] = [
  { ...contaboChange, family: 4 },
  {
    line: `curl -X POST https://api.contabo.com/v1/dns/ptrs -H "Authorization: Bearer TOKEN" -H "x-request-id: UUID" -H "Content-Type: application/json" -d '{"ip":"<ip>","ptr":"<name>","ttl":3600}'`,
    placeholders: contaboWords,
    verified: contaboSource,
    family: 6,
    when: "new",
  },
  { ...contaboChange, family: 6, when: "present" },
];

export const germany: Hoster[] = [
  // The name servers are from memory. They, and the contact, stand in the default zone of konsoleH, too:
  // https://docs.hetzner.com/de/konsoleh/account-management/configuration/dnsadministration
  {
    id: "hetzner",
    name: "Hetzner",
    kind: "hoster",
    nameServers: ["your-server.de", "second-ns.com", "second-ns.de", "ns.hetzner.com", "ns.hetzner.de"],
    contacts: ["postmaster@your-server.de"],
    ownZones: "konsoleH > DNS administration",
    places: [
      {
        product: "Cloud",
        family: 4,
        setBy: "self",
        where: HETZNER_MENU,
        verified: hetznerGuides,
        commands: hetznerCloudCommands,
        defaultPtr: /^static\.\d+\.\d+\.\d+\.\d+\.clients\.your-server\.de$/,
      },
      {
        product: "Cloud",
        family: 6,
        setBy: "self",
        where: `${HETZNER_MENU} (enter the mail host's full address: the form starts with that of the block)`,
        verified: hetznerGuides,
        commands: hetznerCloudCommands,
        defaultPtr: null,
      },
      {
        product: "dedicated server",
        setBy: "self",
        where: "Robot > Servers > IPs > text field to the right of the address",
        verified: null,
        // The service takes the fields of a form, not JSON. POST changes a name or makes it.
        commands: [
          {
            line: 'curl -u USER -X POST https://robot-ws.your-server.de/rdns/<ip> -H "Content-Type: application/x-www-form-urlencoded" -d ptr=<name>',
            placeholders: { USER: "the user of the Robot web service (curl asks for the password)" },
            verified: {
              source:
                "https://docs.ansible.com/ansible/latest/collections/community/hrobot/reverse_dns_module.html, and public clients",
              date: "2026-11-30",
            },
          },
        ],
        defaultPtr: /^static\.(?:\d+\.\d+\.\d+\.\d+|\d+-\d+-\d+-\d+)\.clients\.your-server\.de$/,
      },
    ],
    forwardFirst: false,
    ipv6: "yes",
    note: null,
  },
  // Panel and name servers from memory.
  {
    id: "contabo",
    name: "Contabo",
    kind: "hoster",
    nameServers: ["contabo.net"],
    contacts: [],
    places: [
      {
        product: null,
        setBy: "self",
        where: "Customer Control Panel > Reverse DNS Management",
        verified: null,
        commands: contaboCommands,
        defaultPtr: /^vm[id]\d+\.contaboserver\.net$/,
      },
    ],
    forwardFirst: null,
    ipv6: "yes",
    note: null,
  },
  // The VPS's default names observed; name servers from memory.
  {
    id: "ionos",
    name: "IONOS",
    kind: "hoster",
    nameServers: [/\.ui-dns\.(?:com|org|de|biz)$/],
    contacts: [],
    places: [
      {
        product: "Cloud",
        setBy: "self",
        where:
          "Data Center Designer > Network services > Cloud DNS > Reverse DNS (IPv4 of a reserved block or IPv6 of the data center; the user needs the DNS privilege and the group's access to the block)",
        verified: {
          source: "https://docs.ionos.com/cloud/network-services/cloud-dns/dcd-how-tos/reverse-dns",
          date: "2026-11-30",
        },
        commands: [
          {
            line: `curl -X POST https://dns.de-fra.ionos.com/reverserecords -H "Authorization: Bearer TOKEN" -H "Content-Type: application/json" -d '{"properties":{"name":"<name>","ip":"<ip>"}}'`,
            placeholders: { TOKEN: "a token of IONOS Cloud" },
            verified: {
              source:
                "https://docs.ionos.com/cloud/network-services/cloud-dns/api-how-tos/create-and-manage-reverse-dns",
              date: "2026-11-30",
            },
            when: "new",
          },
        ],
        defaultPtr: /^ip\d+-\d+-\d+-\d+\.pbiaas\.com$/,
      },
      {
        product: "VPS or dedicated server",
        setBy: "self",
        where: "Cloud Panel > Network > Public IP > Reverse DNS",
        verified: null,
        defaultPtr: /^(?:[su]\d+|ip\d+-\d+-\d+-\d+)\.(?:onlinehome-server\.(?:info|com|mobi)|pbiaas\.com)$/,
      },
    ],
    forwardFirst: "advised",
    ipv6: "yes",
    note: null,
  },
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
        verified: null,
        defaultPtr: /^h\d+\.stratoserver\.net$/,
      },
    ],
    forwardFirst: null,
    ipv6: "yes",
    note: null,
  },
  // Panel and name servers from memory. The API was read in clients that were made from its OpenAPI description.
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
        verified: null,
        commands: [
          {
            line: `curl -X POST https://www.servercontrolpanel.de/scp-core/api/v1/rdns/ipv<family> -H "Authorization: Bearer TOKEN" -H "Content-Type: application/json" -d '{"ip":"<ip>","rdns":"<name>"}'`,
            placeholders: { TOKEN: "an access token of the Server Control Panel" },
            verified: {
              source: "https://pypi.org/project/netcup-scp-cli/ (OpenAPI 2026.0703)",
              date: "2026-11-30",
            },
          },
        ],
        defaultPtr: /^v\d{10,}\.[a-z]+(?:srv|server)\.(?:de|net|com)$/,
      },
    ],
    forwardFirst: null,
    ipv6: "yes",
    note: null,
  },
];
