// WHERE the PTR record is set: which hoster keeps a reverse zone, and its way to the record. To add a hoster:
// one entry in a table. Names come from strangers' DNS and are only compared, never trusted.

import { isPlainHostName, isPlainOwnerName } from "../../base/standards/host-name.ts";
import { createMemory } from "../../base/memory/remember.ts";
import { canonicalIp, ipFamily, reverseName } from "../../base/standards/ip.ts";
import { access } from "./access.ts";
import { america } from "./america.ts";
import { clouds } from "./clouds.ts";
import { dnsHosts } from "./dns-hosts.ts";
import { europe } from "./europe.ts";
import { germany } from "./germany.ts";
import type { Command, Hoster, Place, SetBy } from "./hoster.ts";
import { japan } from "./japan.ts";
import { moreClouds } from "./more-clouds.ts";
import { smallEurope } from "./small-europe.ts";
import { zoneKeepers } from "./zone-keepers.ts";

export type { Hoster, HosterKind, Place, SetBy } from "./hoster.ts";

export const hosters: Hoster[] = [
  ...clouds,
  ...moreClouds,
  ...germany,
  ...europe,
  ...smallEurope,
  ...america,
  ...japan,
  ...access,
  ...dnsHosts,
  ...zoneKeepers,
];

/** A name in the DNS has at most 253 characters; escaped ones may be longer and belong to no hoster. */
const MAX_NAME = 253;

/**
 * By the name servers, if most of them are one hoster's; else by the SOA's contact; else by the default name that
 * an address still has. A default name outranks name servers that anybody can have a zone at: the customer who has
 * it is not the one who keeps the zone there. A zone that is no reverse zone (a chain of CNAME records may end in
 * one) belongs to whoever holds its name; a hoster that keeps it for its holder lends no address.
 */
export function findHoster(
  nameServers: string[],
  soaContact: string | null,
  ptrNames: string[],
  zone: string | null = null,
): Hoster | null {
  const keeper = byNameServers(nameServers) ?? byContact(soaContact);
  if (zone !== null && !isReverseZone(zone)) return keeper?.kind === "dns-host" ? keeper : null;
  if (keeper !== null && isLender(keeper)) return keeper;
  return byDefaultName(ptrNames) ?? keeper;
}

/** Hosters at whose name servers customers keep zones of their own prove nothing by them. */
function isLender({ kind, ownZones }: Hoster): boolean {
  return (kind === "hoster" || kind === "access") && ownZones === undefined;
}

function isReverseZone(zone: string): boolean {
  return /(?:^|\.)arpa$/.test(comparable(zone));
}

/** All addresses of a zone have the same name servers, and all hosters are compared with them. */
const byServers = createMemory<string, Hoster | null>();

function byNameServers(nameServers: string[]): Hoster | null {
  const key = nameServers.join(" ");
  const known = byServers.get(key);
  if (known !== undefined) return known;
  const names = nameServers.map(comparable);
  const owns = (hoster: Hoster) => names.filter((name) => isNameServerOf(hoster, name)).length;
  const found = hosters.find((hoster) => owns(hoster) * 2 > names.length) ?? null;
  byServers.set(key, found);
  return found;
}

function isNameServerOf({ nameServers }: Hoster, name: string): boolean {
  return nameServers.some((own) =>
    typeof own === "string" ? name === own || name.endsWith(`.${own}`) : own.test(name),
  );
}

function byContact(contact: string | null): Hoster | null {
  if (contact === null) return null;
  const written = contact.toLowerCase();
  return hosters.find(({ contacts }) => contacts.includes(written)) ?? null;
}

function byDefaultName(ptrNames: string[]): Hoster | null {
  const found = new Set(ptrNames.map(defaultHoster));
  return found.size > 1 ? (hosters.find((hoster) => found.has(hoster)) ?? null) : ([...found][0] ?? null);
}

/** A diagnosis asks several times. */
const byName = createMemory<string, Hoster | null>();

function defaultHoster(ptrName: string): Hoster | null {
  const known = byName.get(ptrName);
  if (known !== undefined) return known;
  const found = hosters.find((hoster) => isDefaultPtr(hoster, ptrName)) ?? null;
  byName.set(ptrName, found);
  return found;
}

/** True for the name that the hoster itself gives an address which nobody has named yet. */
export function isDefaultPtr(hoster: Hoster, ptrName: string): boolean {
  return hoster.places.some((place) => hasDefaultName(place, ptrName));
}

/** The same, whosever default it is. */
export function isDefaultName(ptrName: string): boolean {
  return defaultHoster(ptrName) !== null;
}

function hasDefaultName({ defaultPtr }: Place, ptrName: string): boolean {
  return defaultPtr !== null && defaultPtr.test(comparable(ptrName));
}

function comparable(name: string): string {
  return name.length > MAX_NAME + 1 ? "" : name.replace(/\.$/, "").toLowerCase();
}

// ---------------------------------------------------------------- the way to the record

export interface WayToSet {
  setBy: SetBy;
  where: string;
  commands: string[];
  /** What the words in capitals stand for in these commands: `TOKEN is …`. */
  placeholders: string[];
}

/**
 * Where the PTR record of `ip` is set to `name`; with the present PTR names, the product is told where one fits.
 * `owner` is where the record stands, if CNAME records lead there from the reverse name.
 */
export function placeToSet(
  hoster: Hoster,
  ip: string,
  name: string,
  ptrNames: string[] = [],
  owner = reverseName(ip),
): WayToSet {
  if (ipFamily(ip) === 6 && hoster.ipv6 === "no") return withoutIpv6(hoster);
  const places = placesFor(hoster, ip, ptrNames);
  const commands = fitted(places, ip, ptrNames).flatMap((command) => {
    const line = fill(command.line, { ip, name, owner });
    return line === null ? [] : [{ ...command, line }];
  });
  return {
    setBy: isUnsure(hoster, ip) ? "ticket" : setByOf(places),
    where: [...ways(hoster, places, ip), ...remarks(hoster, ip, ptrNames)].join(". "),
    commands: commands.map(({ line }) => line),
    placeholders: meaningsOf(commands),
  };
}

/** Where customers keep zones of their own, the zone may be theirs: then it can have the record. */
function withoutIpv6({ name, ownZones }: Hoster): WayToSet {
  const none = `${name} has no PTR records for its IPv6 addresses: let the mail host send over IPv4`;
  const where = ownZones === undefined ? none : `${none}. ${ownZoneWords(name, ownZones)}`;
  return { setBy: ownZones === undefined ? "nobody" : "limited", where, commands: [], placeholders: [] };
}

/** A registry has no PTR records for either family. */
function isUnsure({ kind, ipv6 }: Hoster, ip: string): boolean {
  return ipFamily(ip) === 6 && ipv6 === "unknown" && kind !== "registry";
}

/** All places of the family, if none is told apart by the name that the address has now. */
function placesFor({ places }: Hoster, ip: string, ptrNames: string[]): Place[] {
  const inFamily = places.filter(({ family }) => family === undefined || family === ipFamily(ip));
  const fitting = inFamily.filter((place) => ptrNames.some((ptrName) => hasDefaultName(place, ptrName)));
  return fitting.length === 1 ? fitting : inFamily;
}

function setByOf(places: Place[]): SetBy {
  return places.some(({ setBy }) => setBy === "self") ? "self" : (places[0]?.setBy ?? "ticket");
}

// ---------------------------------------------------------------- words

/** The reader is not to look for a menu that may never have been there. */
const UNVERIFIED = " (unverified: not found in its documentation, so menus may have other names)";
const FORWARD_FIRST =
  "It accepts the PTR record only once the name leads to the address: create the address record first, and wait until dig shows it";
const FORWARD_ADVISED = "It advises letting the name lead to the address first";

function ways(hoster: Hoster, places: Place[], ip: string): string[] {
  return places.length === 0 ? [] : [places.map((place) => wayThere(hoster, place, ip)).join("; or ")];
}

function wayThere(hoster: Hoster, { product, where, verified }: Place, ip: string): string {
  const owner = product === null ? hoster.name : `${hoster.name} ${product}`;
  const way = where.replaceAll("<family>", String(ipFamily(ip)));
  return `${owner}: ${way}${verified === null ? UNVERIFIED : ""}`;
}

/** What holds for the hoster, whichever product. */
function remarks(hoster: Hoster, ip: string, ptrNames: string[]): string[] {
  const isProven = ptrNames.some((ptrName) => isDefaultPtr(hoster, ptrName));
  const all = [
    isUnsure(hoster, ip)
      ? `Whether ${hoster.name} has PTR records for IPv6 is not known: ask its support`
      : null,
    hoster.ownZones !== undefined && !isProven ? ownZoneWords(hoster.name, hoster.ownZones) : null,
    hoster.forwardFirst === true ? FORWARD_FIRST : null,
    hoster.forwardFirst === "advised" ? FORWARD_ADVISED : null,
    hoster.hoursToTakeEffect === undefined ? null : effectWords(hoster.hoursToTakeEffect),
    hoster.note,
  ];
  return all.filter((remark) => remark !== null);
}

function ownZoneWords(name: string, ownZones: string): string {
  return `If ${name} does not lend you the address and the reverse zone is your own: ${ownZones}`;
}

function effectWords(hours: number): string {
  return `A change takes up to ${hours === 1 ? "an hour" : `${hours} hours`} to be seen`;
}

// ---------------------------------------------------------------- commands

function fitted(places: Place[], ip: string, ptrNames: string[]): Command[] {
  const now = ptrNames.length > 0 ? "present" : "new";
  return places
    .flatMap(({ commands = [] }) => commands)
    .filter(({ family }) => family === undefined || family === ipFamily(ip))
    .filter(({ when }) => when === undefined || when === now);
}

/** Only an address and plain names are put into a command: it is going to be pasted into a shell. */
function fill(line: string, { ip, name, owner }: Record<"ip" | "name" | "owner", string>): string | null {
  if (canonicalIp(ip) !== ip || !isPlainHostName(name)) return null;
  if (owner !== reverseName(ip) && !isPlainOwnerName(owner)) return null;
  return line
    .replaceAll("<ip>", ip)
    .replaceAll("<name>", name)
    .replaceAll("<reverse>", owner)
    .replaceAll("<family>", String(ipFamily(ip)));
}

/** Each word once, though several commands have it. */
function meaningsOf(commands: Command[]): string[] {
  const meanings = new Map(commands.flatMap(({ placeholders }) => Object.entries(placeholders)));
  return [...meanings].map(([word, meaning]) => `${word} is ${meaning}`);
}
