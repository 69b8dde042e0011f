// What to do until the repair is made, in words.

import type { Relief } from "../../model/cause.ts";
import { settings } from "../relief.ts";

type Mailer = Relief["mailer"];

const BIND_ADDRESS = {
  postfix: "smtp_bind_address6",
  exim: "interface on the smtp transport",
};

/** smtp_address_preference only says what is tried first. Before Exim 4.91 no router had an option for it. */
const howTo = {
  postfix:
    "postconf -e smtp_address_preference=ipv4 && postfix reload. Waiting mail may still try IPv6: to be certain, give " +
    "Gmail a transport with inet_protocols=ipv4 (master.cf: smtp4 unix - - n - - smtp -o inet_protocols=ipv4; " +
    "transport_maps: gmail.com smtp4:)",
  exim:
    "write dns_ipv4_lookup = * into the main part of Exim's configuration, or ipv4_only = true on the router that looks up MX " +
    "(Exim 4.91 and later), and reload Exim",
};

/** The host's IPv4 address is in order. */
export function reliefWords({ ip, mailer }: Relief): string {
  return `send over IPv4, from ${ip}, which is in order: ${mailer === null ? eitherWay() : howTo[mailer]}`;
}

/** Most hosts have an IPv4 address too, and its reverse DNS is more often in order. */
export function stopgapWords(mailer: Mailer): string {
  const way = mailer === null ? eitherWay() : settings[mailer];
  const bind =
    mailer === null ? `Postfix: ${BIND_ADDRESS.postfix}; Exim: ${BIND_ADDRESS.exim}` : BIND_ADDRESS[mailer];
  return (
    `send over IPv4, if the reverse DNS of the host's IPv4 address is in order (${way}), ` +
    `or from an IPv6 address with a PTR record (${bind})`
  );
}

function eitherWay(): string {
  return "Postfix: smtp_address_preference = ipv4, or inet_protocols = ipv4; Exim: dns_ipv4_lookup = * in the main part, or disable_ipv6 = true";
}
