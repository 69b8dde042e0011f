// Cloud providers and hosters with an API or a command line for PTR records. Above each entry: where it was
// read, and how far it was verified (documented, observed in the DNS or in logs, or from memory).

import type { Hoster } from "./hoster.ts";

export const clouds: Hoster[] = [
  // https://docs.aws.amazon.com/cli/latest/reference/ec2/modify-address-attribute.html
  // https://docs.aws.amazon.com/lightsail/latest/userguide/amazon-lightsail-configuring-reverse-dns.html
  // Documented; name servers observed at 218.52.in-addr.arpa; SOA names from memory. pdns1.ultradns.net is in
  // the set too, but is a shared DNS host: it must never match by itself.
  {
    id: "aws",
    name: "Amazon Web Services",
    kind: "hoster",
    nameServers: ["x1.amazonaws.com", "x2.amazonaws.com", "x3.amazonaws.org", "x4.amazonaws.org"],
    contacts: ["root@amazon.com"],
    places: [
      {
        product: "EC2",
        setBy: "self",
        where:
          "EC2 console > Elastic IPs > Actions > Update reverse DNS (an Elastic IP only; a dynamic address cannot have a PTR record)",
        command: "aws ec2 modify-address-attribute --allocation-id ALLOCATION_ID --domain-name <name>",
        defaultPtr: /^ec2-\d+-\d+-\d+-\d+\.(?:compute-1|[a-z0-9-]+\.compute)\.amazonaws\.com(?:\.cn)?$/,
      },
      {
        product: "Lightsail",
        setBy: "ticket",
        where:
          "AWS Support, form for reverse DNS: https://console.aws.amazon.com/support/contacts?#/rdns-limits (needs a static IP)",
        command: null,
        defaultPtr: /^ec2-\d+-\d+-\d+-\d+\.(?:compute-1|[a-z0-9-]+\.compute)\.amazonaws\.com$/,
      },
    ],
    forwardFirst: true,
    ipv6: "unknown",
    note: null,
  },
  // https://cloud.google.com/compute/docs/instances/create-ptr-record ; help text of gcloud. Documented and observed.
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
          "VM instance > Edit > primary network interface > Public DNS PTR Record (the domain's ownership must be verified; not for load balancers or Cloud NAT)",
        command:
          "gcloud compute instances update-access-config VM --zone ZONE --network-interface nic0 --public-ptr --public-ptr-domain=<name>.",
        defaultPtr: /^\d+\.\d+\.\d+\.\d+\.bc\.googleusercontent\.com$/,
      },
    ],
    forwardFirst: true,
    ipv6: "yes",
    note: "Port 25 is closed for outgoing mail: sending needs a relay anyway",
  },
  // https://learn.microsoft.com/en-us/azure/dns/dns-reverse-dns-for-azure-services ; documented. The same name
  // servers also serve customers' own reverse zones in Azure DNS.
  {
    id: "azure",
    name: "Microsoft Azure",
    kind: "hoster",
    nameServers: [/^ns\d-\d+\.azure-dns\.(?:com|net|org|info)$/],
    contacts: ["azuredns-hostmaster@microsoft.com"],
    places: [
      {
        product: null,
        setBy: "self",
        where:
          "Public IP address > Configuration > reverse FQDN (not for App Service and Application Gateway)",
        command: "az network public-ip update --resource-group GROUP --name IP_NAME --reverse-fqdn <name>.",
        defaultPtr: null,
      },
    ],
    forwardFirst: true,
    ipv6: "yes",
    note: null,
  },
  // http://hilfe.ovh.de/InverseDelegation ; https://github.com/ovh/terraform-provider-ovh (resource_ovh_ip_reverse.go)
  // Documented; vps-*.vps.ovh.* and SOA contact observed; name servers from memory.
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
        where: "OVHcloud Manager > Network > Public IP addresses > ... > Configure reverse DNS",
        command: 'POST https://eu.api.ovh.com/1.0/ip/<ip>/reverse {"ipReverse":"<ip>","reverse":"<name>."}',
        defaultPtr:
          /^(?:(?:ns|vps|ip)?\d+|vps-[0-9a-f]+)\.ip-\d+-\d+-\d+\.(?:eu|net)$|^vps-[0-9a-f]+\.vps\.ovh\.(?:net|ca|us)$|^ns\d+\.ovh\.(?:net|ca)$/,
      },
    ],
    forwardFirst: true,
    ipv6: "yes",
    note: null,
  },
  // https://docs.ansible.com/ansible/latest/collections/hetzner/hcloud/rdns_module.html
  // https://docs.ansible.com/ansible/latest/collections/community/hrobot/reverse_dns_module.html
  // Documented and observed; name servers from memory.
  {
    id: "hetzner",
    name: "Hetzner",
    kind: "hoster",
    nameServers: ["your-server.de", "second-ns.com", "second-ns.de", "ns.hetzner.com", "ns.hetzner.de"],
    contacts: ["postmaster@your-server.de"],
    places: [
      {
        product: "Cloud",
        setBy: "self",
        where: "Hetzner Console > Server > Networking > Primary IP > Edit reverse DNS",
        command: "hcloud server set-rdns SERVER --ip <ip> --hostname <name>",
        defaultPtr: /^static\.\d+\.\d+\.\d+\.\d+\.clients\.your-server\.de$/,
      },
      {
        product: "dedicated server",
        setBy: "self",
        where: "Robot > Servers > IPs > text field right of the address",
        command: "curl -u USER -d ptr=<name> https://robot-ws.your-server.de/rdns/<ip>",
        defaultPtr: /^static\.(?:\d+\.\d+\.\d+\.\d+|\d+-\d+-\d+-\d+)\.clients\.your-server\.de$/,
      },
    ],
    forwardFirst: false,
    ipv6: "yes",
    note: null,
  },
  // https://docs.digitalocean.com/glossary/ptr-record/ ; https://serverpilot.io/docs/guides/email/reverse-dns ; documented.
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
        where: "Rename the Droplet: its name is the PTR record, if it is a full host name",
        command: "doctl compute droplet-action rename DROPLET_ID --droplet-name <name>",
        defaultPtr: null,
      },
    ],
    forwardFirst: false,
    ipv6: "yes",
    note: "Only the first IPv6 address of a Droplet gets a PTR record",
  },
  // https://techdocs.akamai.com/linode-api/reference/put-ip-3 ; documented; name servers from memory.
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
        command: "linode-cli networking ip-update <ip> --rdns <name>",
        defaultPtr: /^(?:\d+-\d+-\d+-\d+\.ip\.linodeusercontent\.com|li\d+-\d+\.members\.linode\.com)$/,
      },
    ],
    forwardFirst: true,
    ipv6: "yes",
    note: null,
  },
  // https://docs.vultr.com/reference/vultr-cli/instance/reverse-dns ; documented and observed; name servers from memory.
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
        where: "Instance > Settings > IPv<family> > Reverse DNS",
        command: "vultr-cli instance reverse-dns set-ipv<family> INSTANCE_ID <ip> --entry <name>",
        defaultPtr: /^\d+\.\d+\.\d+\.\d+\.vultr(?:usercontent)?\.com$/,
      },
    ],
    forwardFirst: false,
    ipv6: "yes",
    note: "Vultr needs 6 to 12 hours to put a change into effect",
  },
  // https://github.com/contabo/cntb/issues/53 (no command in its CLI); panel and name servers from memory.
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
        command: `curl -X PUT https://api.contabo.com/v1/dns/ptrs/<ip> -H "Authorization: Bearer TOKEN" -d '{"ptr":"<name>"}'`,
        defaultPtr: /^vm[id]\d+\.contaboserver\.net$/,
      },
    ],
    forwardFirst: null,
    ipv6: "yes",
    note: null,
  },
  // https://www.pulumi.com/registry/packages/scaleway/api-docs/instance/ipreversedns ; documented and observed; name
  // servers from memory.
  {
    id: "scaleway",
    name: "Scaleway",
    kind: "hoster",
    nameServers: ["online.net", "scaleway.com", "scw.cloud"],
    contacts: [],
    places: [
      {
        product: "Instance",
        setBy: "self",
        where: "Instance > Flexible IPs > Edit reverse DNS",
        command: "scw instance ip update IP_ID reverse=<name>",
        defaultPtr: /^(?:\d+-\d+-\d+-\d+\.instances\.scw\.cloud|[0-9a-f-]{36}\.pub\.instances\.scw\.cloud)$/,
      },
      {
        product: "Dedibox",
        setBy: "self",
        where: "Dedibox console > Network > IP > Edit reverse DNS",
        command: null,
        defaultPtr: /^\d+-\d+-\d+-\d+\.rev\.poneytelecom\.eu$/,
      },
    ],
    forwardFirst: true,
    ipv6: "yes",
    note: null,
  },
  // https://docs.ionos.com/cloud/network-services/cloud-dns/api-how-tos/create-and-manage-reverse-dns
  // Documented for IONOS Cloud; the VPS's default names observed, its panel and the name servers from memory.
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
        where: "Data Center Designer > Network services > Cloud DNS > Reverse DNS",
        command:
          'POST https://dns.de-fra.ionos.com/reverserecords {"properties":{"name":"<name>","ip":"<ip>"}}',
        defaultPtr: /^ip\d+-\d+-\d+-\d+\.pbiaas\.com$/,
      },
      {
        product: "VPS or dedicated server",
        setBy: "self",
        where: "Cloud Panel > Network > Public IP > Reverse DNS",
        command: null,
        defaultPtr: /^(?:[su]\d+|ip\d+-\d+-\d+-\d+)\.(?:onlinehome-server\.(?:info|com|mobi)|pbiaas\.com)$/,
      },
    ],
    forwardFirst: true,
    ipv6: "yes",
    note: null,
  },
  // https://docs.oracle.com/en-us/iaas/Content/Network/Concepts/reverse_dns.htm ; documented; name servers from memory.
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
        where: "Support > create a service request with the address and the full host name",
        command: null,
        defaultPtr: null,
      },
    ],
    forwardFirst: true,
    ipv6: "yes",
    note: null,
  },
  // https://www.alibabacloud.com/help/en/dns/manage-ptr-records ; documented; SOA observed at 55.114.in-addr.arpa.
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
          "Alibaba Cloud DNS > Reverse DNS Lookup > Add PTR Record (EIP or static address; the domain is proven by a TXT record)",
        command: null,
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
        command: null,
        defaultPtr: null,
      },
    ],
    forwardFirst: null,
    ipv6: "unknown",
    note: null,
  },
  // https://support.huaweicloud.com/eu/api-dns/dns_api_66005.html ; documented; default name observed; name servers from memory.
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
        command:
          'PATCH https://dns.REGION.myhuaweicloud.com/v2/reverse/floatingips/REGION:EIP_ID {"ptrdname":"<name>.","ttl":300}',
        defaultPtr: /^ecs-\d+-\d+-\d+-\d+\.compute\.hwclouds-dns\.com$/,
      },
    ],
    forwardFirst: false,
    ipv6: "no",
    note: null,
  },
  // https://docs.otc.t-systems.com/domain-name-service/umn/ptr_records/creating_a_ptr_record.html ; documented; name
  // servers and exact default name from memory.
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
        command: "openstack ptr record set REGION:EIP_ID <name>.",
        defaultPtr: /^ecs-\d+-\d+-\d+-\d+\.reverse\.open-telekom-cloud\.com$/,
      },
    ],
    forwardFirst: false,
    ipv6: "no",
    note: null,
  },
  // https://developers.upcloud.com/1.2/10-ip-addresses/ ; documented; name servers from memory.
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
        command: 'PUT https://api.upcloud.com/1.3/ip_address/<ip> {"ip_address":{"ptr_record":"<name>"}}',
        defaultPtr:
          /^\d+-\d+-\d+-\d+\.[a-z]{2}-[a-z]{3}\d\.upcloud\.host$|^(?:[0-9a-f]{1,4}-){3}[0-9a-f]{1,4}\.v6\.[a-z]{2}-[a-z]{3}\d\.upcloud\.host$/,
      },
    ],
    forwardFirst: false,
    ipv6: "yes",
    note: null,
  },
  // https://docs.ansible.com/ansible/latest/collections/ngine_io/exoscale/instance_rdns_record_module.html ; documented
  // in part, the rest from memory.
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
        where: "Instance > Reverse DNS",
        command: null,
        defaultPtr: null,
      },
    ],
    forwardFirst: null,
    ipv6: "yes",
    note: null,
  },
  // https://docs.rackspace.com/reference/cloud-dns-reverse-dns-operations ; documented; name servers from memory.
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
        where: "Cloud DNS API, reverse DNS: PUT https://dns.api.rackspacecloud.com/v1.0/ACCOUNT/rdns",
        command: null,
        defaultPtr: null,
      },
    ],
    forwardFirst: false,
    ipv6: "yes",
    note: "The record's address cannot be changed in place: delete it and create it anew",
  },
  // From memory; default name observed in Received headers: hexadecimal, 5d.69.3da9 for 169.61.105.93.
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
        command: null,
        defaultPtr: /^[0-9a-f]{1,2}\.[0-9a-f]{1,2}\.[0-9a-f]{2,4}\.ip4\.static\.sl-reverse\.com$/,
      },
    ],
    forwardFirst: false,
    ipv6: "yes",
    note: null,
  },
  // From memory.
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
        where: "Manager > Cloud server or Public Cloud > Reverse DNS",
        command: "openstack ptr record set REGION:FLOATING_IP_ID <name>.",
        defaultPtr: /^ov-[0-9a-f]+\.infomaniak\.ch$/,
      },
    ],
    forwardFirst: false,
    ipv6: "yes",
    note: null,
  },
];
