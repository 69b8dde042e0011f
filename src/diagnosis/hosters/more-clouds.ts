// Smaller clouds, and those of telecommunication companies. Each place and command tells where it was read; comments
// tell what else is known, and how.

import type { Command, Hoster } from "./hoster.ts";

const ptrOfFloatingIp: Command = {
  line: "openstack ptr record set REGION:FLOATING_IP_ID <name>.",
  placeholders: {
    REGION: "the region, as openstack ptr record list shows it before the colon",
    FLOATING_IP_ID: "the ID of the floating IP, which stands there after the colon",
  },
  verified: {
    source: "https://docs.openstack.org/python-designateclient/latest/ (examples of the shell)",
    date: "2026-11-30",
  },
  family: 4,
};

export const moreClouds: Hoster[] = [
  // Default name observed; name servers from memory.
  {
    id: "huawei",
    name: "Huawei Cloud",
    kind: "hoster",
    nameServers: [/\.hwclouds-dns\.(?:com|net)$/, /\.huaweicloud-dns\.[a-z]{2,10}$/],
    contacts: [],
    places: [
      {
        product: null,
        setBy: "self",
        where: "DNS console > PTR Records > Create PTR Record (in the region of the address)",
        verified: {
          source: "https://support.huaweicloud.com/intl/en-us/usermanual-dns/dns_usermanual_0039.html",
          date: "2026-11-30",
        },
        commands: [
          {
            line: `curl -X PATCH https://dns.REGION.myhuaweicloud.com/v2/reverse/floatingips/REGION:EIP_ID -H "X-Auth-Token: TOKEN" -H "Content-Type: application/json" -d '{"ptrdname":"<name>.","ttl":300}'`,
            placeholders: {
              REGION: "the region of the address, such as eu-west-101",
              EIP_ID: "the ID of the elastic IP",
              TOKEN: "a user token of IAM",
            },
            verified: {
              source: "https://support.huaweicloud.com/eu/api-dns/UpdatePtrRecord.html",
              date: "2026-11-30",
            },
          },
        ],
        defaultPtr: /^ecs-\d+-\d+-\d+-\d+\.compute\.hwclouds-dns\.com$/,
      },
    ],
    forwardFirst: false,
    ipv6: "no",
    note: null,
  },
  // The form of the default name is documented (DNS manual, gitea.eco.tsi-dev.otc-service.com); name servers from memory.
  {
    id: "otc",
    name: "Open Telekom Cloud",
    kind: "hoster",
    nameServers: ["open-telekom-cloud.com"],
    contacts: [],
    places: [
      {
        product: null,
        setBy: "self",
        where: "Console > Network > Domain Name Service > PTR Records > Create PTR Record",
        verified: {
          source:
            "https://docs.otc.t-systems.com/domain-name-service/umn/ptr_records/creating_a_ptr_record.html",
          date: "2026-11-30",
        },
        commands: [ptrOfFloatingIp],
        defaultPtr: /^ecs-\d+-\d+-\d+-\d+\.(?:reverse|compute)\.(?:[a-z0-9-]+\.)?open-telekom-cloud\.com$/,
      },
    ],
    forwardFirst: false,
    ipv6: "no",
    note: null,
  },
  // Name servers and default names from memory. That an address of the network ext-net1 has no self-service was
  // read in a customer's published configuration.
  {
    id: "infomaniak",
    name: "Infomaniak",
    kind: "hoster",
    nameServers: ["infomaniak.ch", "infomaniak.com"],
    contacts: [],
    places: [
      {
        product: null,
        setBy: "self",
        where: "Manager > Cloud server or Public Cloud > Reverse DNS (otherwise by a support request)",
        verified: null,
        commands: [ptrOfFloatingIp],
        defaultPtr: /^ov-[0-9a-f]+\.infomaniak\.ch$/,
      },
    ],
    forwardFirst: false,
    ipv6: "unknown",
    note: null,
  },
  // Menu and name servers from memory.
  {
    id: "upcloud",
    name: "UpCloud",
    kind: "hoster",
    nameServers: ["upcloud.com", "upcloud.host"],
    contacts: [],
    places: [
      {
        product: null,
        setBy: "self",
        where: "Hub > Server > Network > Reverse DNS name",
        verified: null,
        commands: [
          {
            line: "upctl ip-address modify <ip> --ptr-record <name>",
            placeholders: {},
            verified: {
              source: "https://github.com/UpCloudLtd/upcloud-cli (ip-address modify)",
              date: "2026-11-30",
            },
          },
        ],
        defaultPtr:
          /^\d+-\d+-\d+-\d+\.[a-z]{2}-[a-z]{3}\d\.upcloud\.host$|^(?:[0-9a-f]{1,4}-){3}[0-9a-f]{1,4}\.v6\.[a-z]{2}-[a-z]{3}\d\.upcloud\.host$/,
      },
    ],
    forwardFirst: false,
    ipv6: "yes",
    note: null,
  },
  // That instances and elastic IPs have a reverse name was read in
  // https://docs.ansible.com/ansible/latest/collections/ngine_io/exoscale/instance_rdns_record_module.html and in
  // https://github.com/exoscale/terraform-provider-exoscale; the console's menu and the name servers from memory.
  {
    id: "exoscale",
    name: "Exoscale",
    kind: "hoster",
    nameServers: [/\.exoscale\.(?:com|ch|io|net)$/],
    contacts: [],
    places: [
      {
        product: null,
        setBy: "self",
        where: "Instance or Elastic IP > Reverse DNS",
        verified: null,
        defaultPtr: null,
      },
    ],
    forwardFirst: null,
    ipv6: "yes",
    note: null,
  },
  // Name servers from memory.
  {
    id: "rackspace",
    name: "Rackspace Cloud",
    kind: "hoster",
    nameServers: [/\.(?:rackspace|stabletransit)\.com$/],
    contacts: [],
    places: [
      {
        product: null,
        setBy: "self",
        where:
          "Cloud Control Panel > Servers > server > Reverse DNS > Add Record, or the call PUT /v1.0/{account}/rdns of the Cloud DNS API",
        verified: {
          source:
            "https://github.com/rackerlabs/support-how-to (create a reverse DNS record); https://docs.rackspace.com/reference/cloud-dns-reverse-dns-operations",
          date: "2026-11-30",
        },
        defaultPtr: null,
      },
    ],
    forwardFirst: false,
    ipv6: "yes",
    note: "The record's address cannot be changed in place: delete the record and create a new one",
  },
  // Default name observed in Received headers: hexadecimal, 5d.69.3da9 for 169.61.105.93; the rest from memory.
  {
    id: "ibm-classic",
    name: "IBM Cloud classic (SoftLayer)",
    kind: "hoster",
    nameServers: ["softlayer.com", "networklayer.com"],
    contacts: [],
    places: [
      {
        product: null,
        setBy: "self",
        where: "Classic infrastructure > Network > DNS > Reverse records",
        verified: null,
        defaultPtr: /^[0-9a-f]{1,2}\.[0-9a-f]{1,2}\.[0-9a-f]{2,4}\.ip4\.static\.sl-reverse\.com$/,
      },
    ],
    forwardFirst: false,
    ipv6: "yes",
    note: null,
  },
];
