// Findings about the sending host: its addresses and the name it greets with.

import type { AddressFacts, HeloFacts } from "../../model/dns.ts";
import type { DiagnosisHints, FindingRule } from "../causes/cause.ts";
import { confirms } from "../facts/facts.ts";

/** EUI-64: the network card's address with ff:fe in its middle (RFC 4291 appendix A). */
const eui64 = /[0-9a-f]{0,2}ff:fe[0-9a-f]{2}:[0-9a-f]{1,4}$/;
/** Of 16 random nibbles about one is zero and ten are different; hand-made ones are mostly zeros. */
const MAX_ZERO_NIBBLES = 4;
const MIN_DISTINCT_NIBBLES = 7;

const SET_HELO = "set it with Postfix smtp_helo_name or myhostname, Exim helo_data";
const BIND = "Postfix smtp_bind_address and smtp_bind_address6, Exim interface on the transport";

export const senderFindings: FindingRule[] = [
  {
    id: "ip_mapped",
    summary: ({ ip }, { writtenAs }) =>
      writtenAs !== undefined && /^\[?(?:ipv6:)?::ffff:/i.test(writtenAs)
        ? `${writtenAs} is the IPv4 address ${ip} in IPv6 spelling; its PTR record belongs into in-addr.arpa.`
        : undefined,
  },
  {
    id: "ip_source_mismatch",
    summary: ({ ip }, { localIps = [] }) =>
      localIps.length > 0 && !localIps.includes(ip)
        ? `Mail left from ${ip}, which is none of the mailer's own addresses (${localIps.join(", ")}): bind the one you mean ` +
          `(${BIND}), or give every address of the pool its PTR record. Behind a smarthost only its operator can do that.`
        : undefined,
  },
  {
    id: "ipv6_no_ptr_v4_ok",
    summary: (facts, { others = [] }) => {
      const checked = others.filter((other) => !other.ip.includes(":") && other.iprev !== null);
      const healthy = checked.find((other) => other.iprev === "pass");
      if (facts.family !== 6 || confirms(facts) || !healthy) return undefined;
      // Postfix does not choose among several addresses of a family by their health.
      const relief = checked.every((other) => other.iprev === "pass")
        ? ": smtp_address_preference = ipv4 (Postfix) gives relief at once"
        : ", but others of this host fail: over IPv4 send from that one only (Postfix smtp_bind_address)";
      return `The same host's IPv4 address ${healthy.ip} passes${relief}; the cure is PTR and AAAA for ${facts.ip}.`;
    },
  },
  {
    id: "ipv6_eui64",
    summary: ({ ip, family }) =>
      family === 6 && eui64.test(ip)
        ? `${ip} is made from the network card's address and changes with the card; bind a fixed address for sending.`
        : undefined,
  },
  {
    id: "ipv6_random_iid",
    summary: ({ ip, family, reverseName }) =>
      family === 6 && !eui64.test(ip) && isRandom(reverseName)
        ? `${ip} looks like a temporary or random address (RFC 8981, RFC 7217): bind a fixed one (Postfix smtp_bind_address6) and switch privacy addresses off on servers.`
        : undefined,
  },
  { id: "helo_ip_literal", summary: heloRule("address literal", "is an address instead of a name") },
  { id: "helo_not_fqdn", summary: heloRule("single label", "lacks its domain") },
  {
    id: "helo_unresolvable",
    summary: (_, { helo }) => {
      if (helo?.kind === "unusable") return `The HELO name ${helo.name} is no host name; ${SET_HELO}.`;
      const isMissing = [helo?.ipv4, helo?.ipv6].every(
        (answer) => answer?.status === "nxdomain" || answer?.status === "nodata",
      );
      return isMissing ? `The HELO name ${helo?.name} has no address; ${SET_HELO}.` : undefined;
    },
  },
  {
    id: "helo_mismatch",
    summary: ({ ip }, { helo }) => {
      const addresses = [helo?.ipv4, helo?.ipv6].flatMap((answer) => answer?.records ?? []);
      if (addresses.length === 0 || addresses.some(({ data }) => data === ip)) return undefined;
      const list = addresses.map(({ data }) => data).join(", ");
      return `The HELO name ${helo?.name} leads to ${list}, not to ${ip}: no rule of Gmail's (RFC 5321 section 4.1.4), but better set right.`;
    },
  },
];

function heloRule(kind: HeloFacts["kind"], fault: string) {
  return (_: AddressFacts, { helo }: DiagnosisHints): string | undefined =>
    helo?.kind === kind ? `The HELO name ${helo.name} ${fault}; ${SET_HELO}.` : undefined;
}

/** The lower 64 bits are the first 16 nibbles of the reverse name. */
function isRandom(reverseName: string): boolean {
  const nibbles = reverseName.split(".").slice(0, 16);
  const zeros = nibbles.filter((nibble) => nibble === "0").length;
  return zeros <= MAX_ZERO_NIBBLES && new Set(nibbles).size >= MIN_DISTINCT_NIBBLES;
}
