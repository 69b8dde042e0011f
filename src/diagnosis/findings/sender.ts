// Findings about the sending host: its addresses and the name it greets with.

import { isInnerIp } from "../../base/standards/ip.ts";
import type { AddressFacts, HeloFacts } from "../../model/dns.ts";
import { minuteWords } from "../../base/words/quantities.ts";
import type { ProbeSighting } from "../../model/machine.ts";
import type { DiagnosisHints, FindingRule } from "../causes/cause.ts";
import { isFromNetworkCard, isRandomAddress } from "../facts/interface-id.ts";
import { confirms } from "../facts/facts.ts";
import { isTaken } from "../relief.ts";
import { bindWords, isBehindNat, oneAddressWords, receivedWords } from "../words/one-address.ts";

const SET_HELO = "set it with Postfix smtp_helo_name or myhostname, Exim helo_data";
const SET_ANOTHER = "set another name with Postfix smtp_helo_name or myhostname, Exim helo_data";
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
    summary: ({ ip }, { localIps = [] }) => {
      const visible = localIps.filter((local) => !isInnerIp(local));
      return visible.length > 0 && !localIps.includes(ip)
        ? `Mail left from ${ip}, which is none of the mailer's own addresses (${visible.join(", ")}): bind the one you mean ` +
            `(${BIND}), or give every address of the pool its PTR record. Behind a smarthost only its operator can do that.`
        : undefined;
    },
  },
  {
    id: "relay_address",
    summary: ({ ip }, { server }) =>
      server?.relay
        ? `${ip} is an address of ${server.relay.name}, a service that sends mail for others: a record in your own DNS does not help; ${server.relay.ask}.`
        : undefined,
  },
  {
    id: "others_server",
    summary: ({ ip }, { server }) => {
      if (server?.whose === "unknown" && server.bouncesOnly && server.hosts.length > 0)
        return `Only bounces of ${server.hosts.join(", ")} tell of ${ip}. If that host is not yours, only whoever runs it can repair this; if it is, read its log, too, or name it with --helo.`;
      return server?.whose === "other"
        ? `Only bounces of ${server.hosts.join(", ")} tell of ${ip}, and no log, no sender's domain and no name of yours is that host's: it passed your mail on, or mail that claims to be yours.`
        : undefined;
    },
  },
  {
    id: "ip_behind_nat",
    summary: ({ ip }, { localIps = [] }) =>
      isBehindNat(ip, localIps)
        ? `${ownAddressWords(localIps)} translated (NAT) to ${ip}. ` +
          `The mail server cannot bind that one; the PTR record belongs to ${ip}, and whoever lends that address sets it.`
        : undefined,
  },
  {
    id: "seen_by_probe",
    summary: ({ ip }, { probed = [] }) =>
      probed.length === 0
        ? undefined
        : probed
            .slice(-MAX_PROBES)
            .map((one) => probeWords(ip, one))
            .join(" "),
  },
  {
    id: "several_addresses",
    summary: ({ ip }, hints) => {
      const { hostAddresses = [] } = hints;
      if (hostAddresses.length < 2) return undefined;
      const way = oneAddressWords(ip, hints);
      const amount = hints.hostAddressAmount ?? hostAddresses.length;
      const more = amount > hostAddresses.length ? ` and ${amount - hostAddresses.length} more` : "";
      return (
        `Mail of ${hints.hostName ?? "this host"} left from ${amountWord(amount)} addresses: ${hostAddresses.join(", ")}${more}. ` +
        `Either ${way}, or give each of them its own PTR record and address record.`
      );
    },
  },
  {
    id: "shared_host_name",
    summary: (_, hints) => {
      const { hostAddresses = [], hostName, receivesFor } = hints;
      if (hostAddresses.length < 2 || hostName === undefined || receivesFor === undefined) return undefined;
      return (
        `${hostName} receives the mail of ${receivedWords(receivesFor, hints)} (MX), which would come to each address that the name leads to. ` +
        "Send from one address, or give each its own name, in PTR and address record, that no MX record has."
      );
    },
  },
  {
    id: "ipv6_no_ptr_v4_ok",
    summary: (facts, { others = [], randomAddresses }) => {
      if (randomAddresses !== undefined && randomAddresses.first !== facts.ip) return undefined;
      const checked = others.filter((other) => !other.ip.includes(":") && other.iprev !== null);
      const healthy = checked.find(isTaken);
      if (facts.family !== 6 || confirms(facts) || !healthy) return undefined;
      // Postfix does not choose among several addresses of a family by their health.
      const relief = checked.every(isTaken)
        ? ": mail that leaves over IPv4 is taken"
        : ", but others of this host fail: over IPv4 send from that one only (Postfix smtp_bind_address)";
      const cure =
        randomAddresses === undefined
          ? `PTR and AAAA for ${facts.ip}`
          : "one fixed IPv6 address, with PTR and AAAA";
      return `The same host's IPv4 address ${healthy.ip} passes${relief}; the cure is ${cure}.`;
    },
  },
  {
    id: "ipv6_eui64",
    summary: ({ ip, family }) =>
      family === 6 && isFromNetworkCard(ip)
        ? `${ip} is made from the network card's address and changes with the card; bind a fixed address for sending.`
        : undefined,
  },
  {
    id: "ipv6_random_iid",
    summary: ({ ip }, { randomAddresses, ...hints }) =>
      isRandomAddress(ip) && (randomAddresses === undefined || randomAddresses.first === ip)
        ? `${ip} looks like a temporary or random address (RFC 8981, RFC 7217): unless it stays, bind a fixed one (${bindWords(ip, hints)}) and switch privacy addresses off on servers.`
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
      return isMissing
        ? `The HELO name ${helo?.name} has no address: create one for it, or ${SET_ANOTHER}.`
        : undefined;
    },
  },
  {
    id: "helo_mismatch",
    summary: ({ ip, specialPurpose }, { helo }) => {
      // No name can lead to an address that nobody outside knows.
      if (specialPurpose !== null) return undefined;
      const addresses = [helo?.ipv4, helo?.ipv6].flatMap((answer) => answer?.records ?? []);
      if (addresses.length === 0 || addresses.some(({ data }) => data === ip)) return undefined;
      const list = addresses.map(({ data }) => data).join(", ");
      return `The HELO name ${helo?.name} leads to ${list}, not to ${ip}: no rule of Gmail's (RFC 5321 section 4.1.4), but better set right.`;
    },
  },
];

function ownAddressWords(localIps: readonly string[]): string {
  const list = localIps.join(", ");
  return localIps.length === 1
    ? `The mail server's own address is ${list}, a private one: on the way out it is`
    : `The mail server's own addresses are ${list}, private ones: on the way out they are`;
}

/** Many addresses behind one: the latest tell enough. */
const MAX_PROBES = 3;

/** With its time: the way out may have changed since. */
function probeWords(ip: string, { from, at, result, code }: ProbeSighting): string {
  const seen = from === ip ? "as itself: nothing on the way translated it" : `as ${ip}`;
  const end = {
    answered: "",
    accepted: " Its test message was accepted.",
    refused: ` It was refused with ${code}.`,
  };
  return `A probe from ${from} at ${minuteWords(at)} was seen by Gmail ${seen}.${end[result]}`;
}

const smallNumbers = ["", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];

function amountWord(amount: number): string {
  return smallNumbers[amount] ?? String(amount);
}

function heloRule(kind: HeloFacts["kind"], fault: string) {
  return (_: AddressFacts, { helo }: DiagnosisHints): string | undefined =>
    helo?.kind === kind ? `The HELO name ${helo.name} ${fault}; ${SET_HELO}.` : undefined;
}
