// WHERE the PTR record is set: which hoster keeps a reverse zone, and its way to the record. To add a hoster:
// one entry in a table. Names come from strangers' DNS and are only compared, never trusted.

import { canonicalIp, ipFamily, reverseName } from "../../base/standards/ip.ts";
import { clouds } from "./clouds.ts";
import type { Hoster, Place, SetBy } from "./hoster.ts";
import { isPlainHostName, isPlainOwnerName } from "../../base/standards/host-name.ts";
import { servers } from "./servers.ts";
import { zoneKeepers } from "./zone-keepers.ts";

export type { Hoster, HosterKind, Place, SetBy } from "./hoster.ts";

export const hosters: Hoster[] = [...clouds, ...servers, ...zoneKeepers];

/** A name in the DNS has at most 253 characters; escaped ones may be longer and belong to no hoster. */
const MAX_NAME = 253;

/**
 * By the name servers, if most of them are one hoster's; else by the SOA's contact; else by the default name that
 * an address still has. A default name outranks name servers that anybody can rent: the customer who has it is
 * not the one who keeps the zone there.
 */
export function findHoster(
  nameServers: string[],
  soaContact: string | null,
  ptrNames: string[],
): Hoster | null {
  const keeper = byNameServers(nameServers) ?? byContact(soaContact);
  if (keeper !== null && isLender(keeper)) return keeper;
  return byDefaultName(ptrNames) ?? keeper;
}

function isLender({ kind }: Hoster): boolean {
  return kind === "hoster" || kind === "access";
}

function byNameServers(nameServers: string[]): Hoster | null {
  const names = nameServers.map(comparable);
  const owns = (hoster: Hoster) => names.filter((name) => isNameServerOf(hoster, name)).length;
  return hosters.find((hoster) => owns(hoster) * 2 > names.length) ?? null;
}

function isNameServerOf({ nameServers }: Hoster, name: string): boolean {
  return nameServers.some((own) =>
    typeof own === "string" ? name === own || name.endsWith(`.${own}`) : own.test(name),
  );
}

function byContact(contact: string | null): Hoster | null {
  if (contact === null) return null;
  return hosters.find(({ contacts }) => contacts.includes(contact.toLowerCase())) ?? null;
}

function byDefaultName(ptrNames: string[]): Hoster | null {
  return hosters.find((hoster) => ptrNames.some((name) => isDefaultPtr(hoster, name))) ?? null;
}

/** True for the name that the hoster itself gives an address which nobody has named yet. */
export function isDefaultPtr(hoster: Hoster, ptrName: string): boolean {
  return hoster.places.some((place) => hasDefaultName(place, ptrName));
}

/** The same, whosever default it is. */
export function isDefaultName(ptrName: string): boolean {
  return hosters.some((hoster) => isDefaultPtr(hoster, ptrName));
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
  const fitting = hoster.places.filter((place) => ptrNames.some((ptrName) => hasDefaultName(place, ptrName)));
  const places = fitting.length === 1 ? fitting : hoster.places;
  const forbidden = ipFamily(ip) === 6 && hoster.ipv6 === "no";
  const commands = forbidden
    ? []
    : places.flatMap((place) => fill(commandOf(place, ptrNames), { ip, name, owner }) ?? []);
  const ways = places.map((place) => wayThere(hoster, place, ip)).join("; or ");
  const remarks = [
    hoster.forwardFirst === true ? FORWARD_FIRST : null,
    forbidden ? `${hoster.name} has no PTR records for IPv6` : null,
    hoster.note,
  ];
  return {
    setBy: places.some(({ setBy }) => setBy === "self") ? "self" : (places[0]?.setBy ?? "ticket"),
    where: [ways, ...remarks.filter((remark) => remark !== null)].join(". "),
    commands,
  };
}

const FORWARD_FIRST = "It takes the PTR record only once the name leads to the address";

function wayThere(hoster: Hoster, { product, where }: Place, ip: string): string {
  const owner = product === null ? hoster.name : `${hoster.name} ${product}`;
  return `${owner}: ${where.replaceAll("<family>", String(ipFamily(ip)))}`;
}

function commandOf({ command, replaceCommand }: Place, ptrNames: string[]): string | null {
  return ptrNames.length > 0 ? (replaceCommand ?? command) : command;
}

/** Only an address and a plain host name are put into a command: it is going to be pasted into a shell. */
function fill(
  command: string | null,
  { ip, name, owner }: Record<"ip" | "name" | "owner", string>,
): string | null {
  if (command === null || canonicalIp(ip) !== ip || !isPlainHostName(name)) return null;
  if (owner !== reverseName(ip) && !isPlainOwnerName(owner)) return null;
  return command
    .replaceAll("<ip>", ip)
    .replaceAll("<name>", name)
    .replaceAll("<reverse>", owner)
    .replaceAll("<family>", String(ipFamily(ip)));
}
