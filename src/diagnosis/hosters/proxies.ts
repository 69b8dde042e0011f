// Proxies and content delivery networks that stand before web servers. A name that they serve leads to their
// addresses, whatever other address record stands beside it, and no mail host sends from there.

import { isWithinBlocks, parseBlock } from "../../base/standards/ip-blocks.ts";

interface Proxy {
  name: string;
  /** The blocks that the operator publishes. */
  blocks: string[];
  /** Ends of the names that a CNAME record of the customer's leads to. */
  aliases: string[];
  /** Whether the customer can take a single record out of the proxy, and keep it. */
  canBeSwitchedOff?: true;
}

const proxies: Proxy[] = [
  // https://www.cloudflare.com/ips/ ; from memory.
  {
    name: "Cloudflare",
    blocks: [
      "103.21.244.0/22 103.22.200.0/22 103.31.4.0/22 104.16.0.0/13 104.24.0.0/14 108.162.192.0/18 131.0.72.0/22",
      "141.101.64.0/18 162.158.0.0/15 172.64.0.0/13 173.245.48.0/20 188.114.96.0/20 190.93.240.0/20",
      "197.234.240.0/22 198.41.128.0/17",
      "2400:cb00::/32 2405:8100::/32 2405:b500::/32 2606:4700::/32 2803:f800::/32 2a06:98c0::/29 2c0f:f248::/32",
    ],
    aliases: ["cdn.cloudflare.net"],
    canBeSwitchedOff: true,
  },
  // https://api.fastly.com/public-ip-list ; from memory.
  {
    name: "Fastly",
    blocks: [
      "23.235.32.0/20 43.249.72.0/22 103.244.50.0/24 103.245.222.0/23 103.245.224.0/24 104.156.80.0/20",
      "140.248.64.0/18 140.248.128.0/17 146.75.0.0/17 151.101.0.0/16 157.52.64.0/18 167.82.0.0/17 172.111.64.0/18",
      "185.31.16.0/22 199.27.72.0/21 199.232.0.0/16 2a04:4e40::/32 2a04:4e42::/32",
    ],
    aliases: ["fastly.net", "fastlylb.net"],
  },
  // The others are known by their names alone: their addresses change, or serve other customers too. From memory.
  { name: "Amazon CloudFront", blocks: [], aliases: ["cloudfront.net"] },
  { name: "Akamai", blocks: [], aliases: ["edgekey.net", "edgesuite.net", "akamaiedge.net"] },
  { name: "Azure Front Door", blocks: [], aliases: ["azureedge.net", "azurefd.net"] },
  { name: "Bunny", blocks: [], aliases: ["b-cdn.net"] },
  { name: "Sucuri", blocks: [], aliases: ["sucuri.net"] },
  { name: "Imperva", blocks: [], aliases: ["incapdns.net"] },
];

const blocksOf = proxies.map((proxy) => ({
  proxy,
  blocks: proxy.blocks.flatMap((line) => line.split(" ").map(parseBlock)),
}));

/** Whose proxy answers at a canonical address; null where it is none that is known. */
export function proxyOf(address: string): string | null {
  return blocksOf.find(({ blocks }) => isWithinBlocks(address, blocks))?.proxy.name ?? null;
}

/** Whose proxy a CNAME record leads to; null where it is none that is known. */
export function proxyOfAlias(target: string): string | null {
  const name = target.toLowerCase();
  const leadsTo = ({ aliases }: Proxy) => aliases.some((end) => name === end || name.endsWith(`.${end}`));
  return proxies.find(leadsTo)?.name ?? null;
}

export function canBeSwitchedOff(proxyName: string): boolean {
  return proxies.some((proxy) => proxy.name === proxyName && proxy.canBeSwitchedOff === true);
}
