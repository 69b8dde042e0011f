// Whether a name looks made from the address, or like a pool of dynamic addresses. The rule is this
// program's own: Gmail documents none, so it only ever warns.

import { hexadecimalGroups, ipFamily } from "../../base/standards/ip.ts";
import { organizationalDomain } from "../../base/standards/public-suffix.ts";

const TOKENS =
  "(?:dyn(?:amic|ip)?|dhcp|pool|ppp(?:oe)?|dial(?:up|in)?|[avx]?dsl|cable|catv|cpe|docsis|broadband|" +
  "wireless|res(?:net)?|client|customer|unassigned|unused)";
/** A token of dial-up pools with a digit next to it. */
const dynamicToken = new RegExp(`(?:^|[^a-z])${TOKENS}[.-]?\\d|\\d[.-]?${TOKENS}(?:[^a-z]|$)`);
const staticToken = /(?:^|[^a-z])(?:static|fix(?:ed|ip)?|business)(?:[^a-z]|$)/;
/** A single word with a single number, `pool107`, may as well be a mail host's own name. */
const wordWithNumber = /^[a-z]+-?\d+$/;

/** Three numbers or more side by side. */
const numberRun = /\d+(?:[._-]\d+){2,}/g;

/** Why the name counts as generic; null when it does not. */
export function genericReason(name: string, ip: string): string | null {
  const host = hostPart(name);
  if (host === "") return null;
  if (holdsAddress(host, ip)) return `holds the address ${ip}`;
  const looksDynamic = dynamicToken.test(host) && !wordWithNumber.test(host) && !staticToken.test(host);
  return looksDynamic ? "looks like one of a pool of dynamic addresses" : null;
}

/** What stands left of the organizational domain. */
function hostPart(name: string): string {
  const domain = organizationalDomain(name);
  if (domain === null) return "";
  return name.slice(0, -domain.length).replace(/\.$/, "");
}

export function holdsAddress(host: string, ip: string): boolean {
  return ipFamily(ip) === 4 ? holdsOctets(host, ip.split(".")) : holdsGroups(host, ip);
}

/** At least three neighboring octets, in order or reversed, zero-padded or not; or all in one piece. */
function holdsOctets(host: string, octets: string[]): boolean {
  const orders = [octets, octets.toReversed()];
  const wanted = orders.flatMap((order) => [order.slice(0, 3), order.slice(1)]).map(spaced);
  const runs = (host.match(numberRun) ?? []).map((run) => spaced(run.split(/[._-]/).map(Number)));
  if (runs.some((run) => wanted.some((octetRun) => run.includes(octetRun)))) return true;
  return orders.some((order) => {
    const padded = order.map((octet) => octet.padStart(3, "0")).join("");
    const hexadecimal = order.map((octet) => Number(octet).toString(16).padStart(2, "0")).join("");
    return host.includes(padded) || host.includes(hexadecimal);
  });
}

function spaced(numbers: readonly (string | number)[]): string {
  return ` ${numbers.join(" ")} `;
}

const IPV6_DIGITS = 32;

function holdsGroups(host: string, ip: string): boolean {
  if (host.includes(ip.replaceAll(":", "-"))) return true;
  if (host.length < IPV6_DIGITS) return false;
  const digits = hexadecimalGroups(ip).join("");
  const bare = host.replace(/[._-]/g, "");
  return bare.includes(digits) || bare.includes(digits.split("").toReversed().join(""));
}
