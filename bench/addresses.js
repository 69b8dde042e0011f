// Ten thousand addresses for `whybounce check`, what the DNS says of each, and what the check must find.

const IPV6 = "2001:db8:25::";
/** The IPv4 addresses for documentation are few; they come first. */
const ipv4Blocks = ["203.0.113", "198.51.100"];
const BLOCK_SIZE = 250;
export const FORWARD_ZONE = "example.com";
export const reverseZones = [
  "113.0.203.in-addr.arpa",
  "100.51.198.in-addr.arpa",
  "5.2.0.0.8.b.d.0.1.0.0.2.ip6.arpa",
];

/** Four of ten addresses are right, three have no PTR record, two point elsewhere, one to no address. */
const kinds = [
  "right",
  "right",
  "right",
  "right",
  "none",
  "none",
  "none",
  "elsewhere",
  "elsewhere",
  "nowhere",
];
/** @type {Record<string, string>} */
const iprevOf = { right: "pass", none: "permerror", elsewhere: "fail", nowhere: "fail" };

/** @param {number} number */
export const kindOf = (number) => kinds[number % kinds.length] ?? "none";

/** @param {number} number */
export const hostOf = (number) => `mx${number}.${FORWARD_ZONE}`;

/** @param {number} number */
export function addressOf(number) {
  const block = ipv4Blocks[Math.floor(number / BLOCK_SIZE)];
  return block ? `${block}.${(number % BLOCK_SIZE) + 1}` : `${IPV6}${number.toString(16)}`;
}

/** @param {number} number */
export function reverseNameOf(number) {
  const address = addressOf(number);
  if (address.includes(".")) return `${address.split(".").toReversed().join(".")}.in-addr.arpa`;
  const digits = `20010db800250000${number.toString(16).padStart(16, "0")}`;
  return `${digits.split("").toReversed().join(".")}.ip6.arpa`;
}

/** @param {number} count @returns {{ byIprev: Record<string, number> }} */
export function truthOf(count) {
  /** @type {Record<string, number>} */
  const byIprev = {};
  for (let number = 0; number < count; number++) {
    const iprev = iprevOf[kindOf(number)] ?? "";
    byIprev[iprev] = (byIprev[iprev] ?? 0) + 1;
  }
  return { byIprev };
}
