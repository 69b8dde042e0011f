// Hosters in Japan. Each place and command tells where it was read; comments tell what else is known, and how.

import type { Hoster } from "./hoster.ts";

export const japan: Hoster[] = [
  // Name servers from memory; the same ones keep zones of Sakura's domain customers. Default names observed.
  {
    id: "sakura",
    name: "Sakura Internet",
    kind: "hoster",
    nameServers: ["dns.ne.jp", "sakura.ne.jp", "sakura.ad.jp"],
    contacts: [],
    ownZones: "the domain control panel (ドメインコントロールパネル)",
    places: [
      {
        product: "VPS",
        setBy: "self",
        where: "VPS control panel > server > network (ネットワーク) > reverse name (逆引きホスト名)",
        verified: null,
        commands: [
          {
            line: `curl -X PUT https://secure.sakura.ad.jp/vps/api/v7/servers/SERVER_ID/ipv<family>-ptr -H "Authorization: Bearer API_KEY" -H "Content-Type: application/json" -d '{"hostname":"<name>"}'`,
            placeholders: {
              SERVER_ID: "the server's ID, which the API lists under /servers",
              API_KEY: "a key of the VPS's API",
            },
            verified: {
              source:
                "https://manual.sakura.ad.jp/vps/api/ (clients made from its OpenAPI description: putServerIpv4Ptr, putServerIpv6Ptr)",
              date: "2026-11-30",
            },
          },
        ],
        defaultPtr: /^[a-z]{2}\d-\d+-\d+\.vs\.sakura\.ne\.jp$/,
      },
      {
        product: "Cloud (さくらのクラウド)",
        family: 4,
        setBy: "self",
        where:
          "the server's reverse host name in the control panel (https://manual.sakura.ad.jp/cloud/server/reverse-hostname.html), or Terraform's sakuracloud_ipv4_ptr",
        verified: {
          source: "https://docs.usacloud.jp/terraform/ (sakuracloud_ipv4_ptr)",
          date: "2026-11-30",
        },
        defaultPtr: null,
      },
      {
        product: "dedicated server (専用サーバ, PHY)",
        family: 4,
        setBy: "self",
        where:
          "control panel > server > settings (設定) > reverse record (逆引きレコード); older servers: server > Internet (インターネット) > host name > change; for the standard address only, and some hours after the address record was made",
        verified: {
          source:
            "manuals of Sakura's dedicated servers (ds/phy/manual/server/reverse_dns.html, sds/mainte/rdns_record)",
          date: "2026-11-30",
        },
        defaultPtr: null,
      },
    ],
    forwardFirst: true,
    ipv6: "yes",
    note: "The name needs an address record of its own: a CNAME is refused",
  },
  // Name servers as customers' zones have them (documented). The default name stands within the reverse zone itself.
  {
    id: "ntt-ecl",
    name: "NTT Communications Enterprise Cloud 2.0",
    kind: "hoster",
    nameServers: [/^ns-\d+\.dns\.[a-z0-9-]+\.cloudn-service\.com$/],
    contacts: [],
    ownZones: "the DNS menu > the zone",
    places: [
      {
        product: null,
        setBy: "self",
        where: "DNS menu > the service's reverse zone > edit the record set of the address",
        verified: {
          source:
            "https://ecl.ntt.com/documents/tutorials/rsts/DNS/appendix/reverse_lookup_within_service.html",
          date: "2026-11-30",
        },
        defaultPtr: /^\d+-\d+-\d+-\d+-revip-[a-z0-9]+-default\.(?:\d+\.){1,3}in-addr\.arpa$/,
      },
    ],
    forwardFirst: true,
    ipv6: "unknown",
    note: null,
  },
  // Name servers are those of the hoster's own domain, from memory.
  {
    id: "fujitsu",
    name: "Fujitsu FJcloud-O",
    kind: "hoster",
    nameServers: ["cloud.global.fujitsu.com"],
    contacts: [],
    places: [
      {
        product: null,
        setBy: "self",
        where:
          "the DNS service (API), for floating IPs: the address record must be in it, too (else ask the help desk); to change the name, delete the PTR record and the address record, then create both again",
        verified: {
          source:
            "https://doc.cloud.global.fujitsu.com/lib/iaas/jp/function-manual/appendix/appendix_DNS_PTRrecord.html",
          date: "2026-11-30",
        },
        defaultPtr: null,
      },
    ],
    forwardFirst: true,
    ipv6: "unknown",
    note: null,
  },
  // Name servers are those of the provider's own domains, from memory.
  {
    id: "iij",
    name: "IIJ",
    kind: "hoster",
    nameServers: ["iij.ad.jp", "iij.net"],
    contacts: [],
    places: [
      {
        product: null,
        setBy: "self",
        where:
          "DNS Outsource Service, for blocks that IIJ's connection and GIO services assigned (other blocks by arrangement)",
        verified: { source: "https://manual.iij.jp/dns/help/1480948.html", date: "2026-11-30" },
        defaultPtr: null,
      },
    ],
    forwardFirst: null,
    ipv6: "unknown",
    note: null,
  },
  // Default names observed (v118-27-14-73.9ob0.static.cnode.io). Name servers as customers' zones have them.
  {
    id: "conoha",
    name: "ConoHa (GMO)",
    kind: "hoster",
    nameServers: ["cnode.io", "conoha.io"],
    contacts: [],
    ownZones: "DNS > the zone",
    places: [
      {
        product: null,
        setBy: "self",
        where: "control panel > server (サーバー) > VPS settings (VPS設定) > PTR record (PTRレコード)",
        verified: {
          source: "https://github.com/azulamb/til/blob/master/ConoHa/Domain.md (a customer's guide)",
          date: "2026-11-30",
        },
        defaultPtr:
          /^v(?:\d+-\d+-\d+-\d+|a\d+(?:-\d+){3}-[0-9a-f])\.[0-9a-z]{4}(?:\.g\.[a-z]{3}\d)?\.static\.cnode\.io$/,
      },
    ],
    forwardFirst: null,
    ipv6: "unknown",
    note: null,
  },
  // Default names observed (x162-43-92-97.static.xvps.ne.jp, as the panel's 逆引きホスト名); the rest from memory.
  {
    id: "xserver-vps",
    name: "Xserver VPS",
    kind: "hoster",
    nameServers: ["xvps.ne.jp", "xserver.jp", "xserver.ne.jp"],
    contacts: [],
    places: [
      {
        product: null,
        setBy: "self",
        where: "VPS panel > server > reverse host name (逆引きホスト名)",
        verified: null,
        defaultPtr: /^x\d+-\d+-\d+-\d+\.static\.xvps\.ne\.jp$/,
      },
    ],
    forwardFirst: null,
    ipv6: "unknown",
    note: null,
  },
  // Default names observed (v133-18-42-139.vir.kagoya.net); the rest from memory.
  {
    id: "kagoya",
    name: "KAGOYA",
    kind: "hoster",
    nameServers: ["kagoya.net"],
    contacts: [],
    places: [
      {
        product: null,
        setBy: "ticket",
        where: "a support request",
        verified: null,
        defaultPtr: /^v\d+-\d+-\d+-\d+\.vir\.kagoya\.net$/,
      },
    ],
    forwardFirst: null,
    ipv6: "unknown",
    note: null,
  },
];
