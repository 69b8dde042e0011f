// The values of an object of JSON, however deep, and what the names of their fields say about them.

import type { Fields } from "../../../model/delivery.ts";

/** The values of one object that are looked at: an event of Filebeat in Kubernetes has a hundred. */
export const MAX_VALUES = 1_000;
/** Longer names are nobody's. */
const MAX_NAME = 80;

// Names are compared in lower case, without the marks before them, and with the name of the object that they are in:
// `@timestamp`, `_source.message`, `host.name` and `"host.name"`, `_application_name`, `app-name`.
const names = {
  // A longer text stands before its beginning; the line as it came, before what was made of it.
  text: [
    "full_message",
    "event.original",
    "message",
    "msg",
    "log",
    "line",
    "raw",
    "rawmsg",
    "textpayload",
    "body",
    "body.stringvalue",
    "short_message",
    "text",
  ],
  program: [
    "syslog_identifier",
    "syslogtag",
    "app_name",
    "appname",
    "application_name",
    "ident",
    "process.program",
    "process.name",
    "program",
    "programname",
    "comm",
    "tag",
  ],
  host: ["hostname", "host", "host.name", "host.hostname", "source.host", "computer"],
  stamp: [
    "source_realtime_timestamp",
    "realtime_timestamp",
    "timereported",
    "timestamp",
    "event_time",
    "eventtime",
    "isodate",
    "time",
    "ts",
    "date",
    "datetime",
    "timegenerated",
    "timeunixnano",
  ],
};

/** Somebody speaks about the line: a ticket, a page, a mail. */
const quotes =
  /(?:^|\.)(?:subject|title|comments?|description|summary|notes?|question|answer|thread|ticket|issue|excerpt|snippet|quot(?:e|ed|ation)|headers?)(?:\.|$)/;
type Role = keyof typeof names;

/** What the name of a field says. */
interface Place {
  /** The name, after that of the object that the field is in. */
  path: string;
  isQuoting: boolean;
  isTag: boolean;
  /** How likely its value is what each list of names is about: the place in the list, or -1. */
  ranks: Readonly<Record<Role, number>>;
}

export interface Leaf {
  place: Place;
  value: string;
}

/** True when not all values of the object are looked at. */
export function hasTooManyValues(fields: Fields): boolean {
  return leavesOf(fields).isCut;
}

/** In the order of the names. */
export function valuesOf(leaves: readonly Leaf[], role: Role): string[] {
  const found = leaves.filter(({ place }) => place.ranks[role] >= 0);
  if (found.length > 1) found.sort((a, b) => a.place.ranks[role] - b.place.ranks[role]);
  return found.map(({ value }) => value);
}

/** Texts and numbers, the outer ones first. */
export function leavesOf(fields: Fields): { leaves: Leaf[]; isQuoting: boolean; isCut: boolean } {
  const leaves: Leaf[] = [];
  const inner: { place: Place; value: object }[] = [{ place: outermost, value: fields }];
  let isQuoting = false;
  let count = 0;
  for (let at = 0; at < inner.length && count <= MAX_VALUES; at++) {
    const { place, value } = inner[at]!;
    for (const [key, member] of membersOf(value, MAX_VALUES - count + 1)) {
      if (++count > MAX_VALUES) break;
      const itsPlace = key === null ? place : placeOf(place.path, key);
      isQuoting ||= itsPlace.isQuoting;
      if (typeof member === "string" || typeof member === "number")
        leaves.push({ place: itsPlace, value: String(member) });
      else if (typeof member === "object" && member !== null) inner.push({ place: itsPlace, value: member });
    }
  }
  return { leaves, isQuoting, isCut: count > MAX_VALUES };
}

/** At most so many; those of a list have no name. */
function membersOf(value: object, most: number): [key: string | null, member: unknown][] {
  if (Array.isArray(value)) return value.slice(0, most).map((member: unknown) => [null, member]);
  const members: [string, unknown][] = [];
  for (const key in value) if (members.push([key, (value as Fields)[key]]) >= most) break;
  return members;
}

/** The lines of a log have the same names: each is looked at once. Names that are never the same again are forgotten. */
const MAX_PLACES = 4_096;
const places = new Map<string, Map<string, Place>>();
let placesKept = 0;

function placeOf(path: string, key: string): Place {
  if (key.length > MAX_NAME) return createPlace(joined(path, key));
  const known = places.get(path)?.get(key);
  if (known) return known;
  if (placesKept >= MAX_PLACES) {
    places.clear();
    placesKept = 0;
  }
  const place = createPlace(joined(path, key));
  const beside = places.get(path) ?? new Map<string, Place>();
  places.set(path, beside.set(key, place));
  placesKept++;
  return place;
}

function createPlace(path: string): Place {
  const rank = (role: Role) => names[role].findIndex((name) => path === name || path.endsWith(`.${name}`));
  const ranks = { text: rank("text"), program: rank("program"), host: rank("host"), stamp: rank("stamp") };
  const isTag = ranks.program === names.program.length - 1;
  return { path, isQuoting: quotes.test(path), isTag, ranks };
}

/** The name of a field and of the object that it is in are enough. */
function joined(path: string, key: string): string {
  const name = key
    .slice(0, MAX_NAME)
    .toLowerCase()
    .replace(/^[@_.]{1,3}/, "")
    .replaceAll("-", "_");
  const last = path.slice(path.lastIndexOf(".") + 1);
  return last === "" ? name : `${last}.${name}`;
}

const outermost: Place = createPlace("");
