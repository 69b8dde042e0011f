// The large clouds. Each place and command tells where it was read; comments tell what else is known, and how.

import type { Hoster } from "./hoster.ts";

export const clouds: Hoster[] = [
  // Name servers observed at 218.52.in-addr.arpa; SOA names from memory. pdns1.ultradns.net is in the set too, but
  // is a shared DNS host: it must never match by itself. The command takes the ID of an Elastic IP, which is IPv4.
  {
    id: "aws",
    name: "Amazon Web Services",
    kind: "hoster",
    nameServers: ["x1.amazonaws.com", "x2.amazonaws.com", "x3.amazonaws.org", "x4.amazonaws.org"],
    contacts: ["root@amazon.com"],
    places: [
      {
        product: "EC2",
        family: 4,
        setBy: "self",
        where:
          "EC2 console > Elastic IPs > Actions > Update reverse DNS (an Elastic IP only; a dynamic address keeps the PTR record that AWS gave it)",
        verified: {
          source: "https://docs.aws.amazon.com/cli/latest/reference/ec2/modify-address-attribute.html",
          date: "2026-11-30",
        },
        commands: [
          {
            line: "aws ec2 modify-address-attribute --allocation-id ALLOCATION_ID --domain-name <name>",
            placeholders: { ALLOCATION_ID: "the Elastic IP's ID, which aws ec2 describe-addresses lists" },
            verified: {
              source: "https://docs.aws.amazon.com/cli/latest/reference/ec2/modify-address-attribute.html",
              date: "2026-11-30",
            },
          },
        ],
        defaultPtr: /^ec2-\d+-\d+-\d+-\d+\.(?:compute-1|[a-z0-9-]+\.compute)\.amazonaws\.com(?:\.cn)?$/,
      },
      {
        product: "Lightsail",
        setBy: "ticket",
        where:
          "AWS Support, form for reverse DNS: https://console.aws.amazon.com/support/contacts?#/rdns-limits (needs a static IP)",
        verified: {
          source:
            "https://docs.aws.amazon.com/lightsail/latest/userguide/amazon-lightsail-configuring-reverse-dns.html",
          date: "2026-11-30",
        },
        defaultPtr: /^ec2-\d+-\d+-\d+-\d+\.(?:compute-1|[a-z0-9-]+\.compute)\.amazonaws\.com$/,
      },
    ],
    forwardFirst: true,
    ipv6: "unknown",
    note: "Mail that leaves through a NAT gateway comes from the gateway's Elastic IP",
  },
  // Name servers observed.
  {
    id: "gcp",
    name: "Google Compute Engine",
    kind: "hoster",
    nameServers: [
      "ns-gce-public1.googledomains.com",
      "ns-gce-public2.googledomains.com",
      "ns-gce-public3.googledomains.com",
      "ns-gce-public4.googledomains.com",
    ],
    contacts: [],
    places: [
      {
        product: null,
        setBy: "self",
        where:
          "VM instance > Edit > primary network interface > Public DNS PTR Record (the domain's ownership must be verified; not for load balancers, Cloud NAT or Cloud Run)",
        verified: {
          source: "https://cloud.google.com/compute/docs/instances/create-ptr-record",
          date: "2026-11-30",
        },
        // gcloud refuses a call that sets both families at once: each has a flag, and a call, of its own.
        commands: [
          {
            line: "gcloud compute instances update-access-config VM --zone ZONE --network-interface nic0 --public-ptr --public-ptr-domain=<name>.",
            placeholders: { VM: "the instance's name", ZONE: "its zone, such as europe-west1-b" },
            verified: {
              source: "gcloud's own source and help text (update_access_config.py)",
              date: "2026-11-30",
            },
            family: 4,
          },
          {
            line: "gcloud compute instances update-access-config VM --zone ZONE --network-interface nic0 --ipv6-public-ptr-domain=<name>.",
            placeholders: {
              VM: "the instance's name (with an external IPv6 address on nic0)",
              ZONE: "its zone, such as europe-west1-b",
            },
            verified: {
              source: "gcloud's own source and help text (update_access_config.py)",
              date: "2026-11-30",
            },
            family: 6,
          },
        ],
        defaultPtr: /^\d+\.\d+\.\d+\.\d+\.bc\.googleusercontent\.com$/,
      },
    ],
    forwardFirst: true,
    ipv6: "yes",
    note: "Port 25 is usually closed for outgoing mail: sending then needs a relay",
  },
  // Both forms of zones were seen: 14.166.52.in-addr.arpa (prd1.azuredns-cloud.net, msnhst@microsoft.com;
  // https://github.com/mailcow/mailcow-dockerized/issues/2282) and 63.168.in-addr.arpa (ns1-02.azure-dns.com,
  // azuredns-hostmaster@microsoft.com; https://github.com/MicrosoftDocs/azure-docs/pull/123131).
  {
    id: "azure",
    name: "Microsoft Azure",
    kind: "hoster",
    nameServers: [/^ns\d-\d+\.azure-dns\.(?:com|net|org|info)$/, "azuredns-cloud.net"],
    contacts: ["azuredns-hostmaster@microsoft.com", "msnhst@microsoft.com"],
    ownZones: "Azure DNS > DNS zones",
    places: [
      {
        product: null,
        setBy: "self",
        where:
          "the reverse FQDN of the public IP address, by Azure CLI or PowerShell (not for App Service and Application Gateway)",
        verified: {
          source: "https://learn.microsoft.com/en-us/azure/dns/dns-reverse-dns-for-azure-services",
          date: "2026-11-30",
        },
        commands: [
          {
            line: "az network public-ip update --resource-group GROUP --name IP_NAME --reverse-fqdn <name>. --dns-name LABEL",
            placeholders: {
              GROUP: "the resource group",
              IP_NAME: "the name of the public IP address, which az network public-ip list shows",
              LABEL: "its DNS label (any that is free in the region, if it has none yet)",
            },
            verified: {
              source: "https://learn.microsoft.com/en-us/azure/dns/dns-reverse-dns-for-azure-services",
              date: "2026-11-30",
            },
            when: "new",
          },
          {
            line: "az network public-ip update --resource-group GROUP --name IP_NAME --reverse-fqdn <name>.",
            placeholders: {
              GROUP: "the resource group",
              IP_NAME: "the name of the public IP address, which az network public-ip list shows",
            },
            verified: {
              source: "https://learn.microsoft.com/en-us/azure/dns/dns-reverse-dns-for-azure-services",
              date: "2026-11-30",
            },
            when: "present",
          },
        ],
        defaultPtr: null,
      },
    ],
    forwardFirst: true,
    ipv6: "no",
    note: "The command fails until the name leads to the address: run it again once it does",
  },
  // Name servers from memory.
  {
    id: "oracle",
    name: "Oracle Cloud",
    kind: "hoster",
    nameServers: [/\.oraclecloud\.(?:net|com)$/, /\.oracle(?:cloud)?dns\.[a-z]{2,10}$/],
    contacts: [],
    places: [
      {
        product: null,
        setBy: "ticket",
        where:
          "Support > create a service request with the address and the full host name (one PTR record for each address)",
        verified: {
          source: "https://docs.oracle.com/en-us/iaas/Content/Network/Concepts/reverse_dns.htm",
          date: "2026-11-30",
        },
        defaultPtr: null,
      },
    ],
    forwardFirst: true,
    ipv6: "yes",
    note: null,
  },
  // SOA observed at 55.114.in-addr.arpa.
  {
    id: "alibaba",
    name: "Alibaba Cloud",
    kind: "hoster",
    nameServers: ["rdns1.alidns.com", "rdns2.alidns.com"],
    contacts: ["dnsmgr@alibaba-inc.com"],
    places: [
      {
        product: null,
        setBy: "self",
        where:
          "Alibaba Cloud DNS > Reverse DNS Lookup > Add PTR Record (EIP or static address; choose the address's region; a TXT record proves that the domain is yours)",
        verified: {
          source: "https://www.alibabacloud.com/help/en/dns/manage-ptr-records",
          date: "2026-11-30",
        },
        defaultPtr: null,
      },
    ],
    forwardFirst: false,
    ipv6: "no",
    note: null,
  },
  // No document found; name servers from memory.
  {
    id: "tencent",
    name: "Tencent Cloud",
    kind: "hoster",
    nameServers: [/\.(?:tencentcloud|qcloud|dnspod)\.(?:com|net)$/],
    contacts: [],
    places: [
      {
        product: null,
        setBy: "ticket",
        where: "Submit a ticket about the reverse resolution of the public IP",
        verified: null,
        defaultPtr: null,
      },
    ],
    forwardFirst: null,
    ipv6: "unknown",
    note: null,
  },
];
