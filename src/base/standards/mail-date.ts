// Dates of mail headers and status fields (RFC 5322 section 3.3, with the obsolete zones of section 4.3).
// `Date.parse` is no help: it reads a date without zone in this machine's, and much that is no date at all.

const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const MINUTE = 60_000;
/** The years in which mail can have been sent: clocks of broken senders say 1970 or 2036. */
const EARLIEST = Date.UTC(1995, 0);
const LATEST = Date.UTC(2100, 0);

const obsoleteZones: Record<string, number> = {
  UT: 0,
  UTC: 0,
  GMT: 0,
  Z: 0,
  EST: -300,
  EDT: -240,
  CST: -360,
  CDT: -300,
  MST: -420,
  MDT: -360,
  PST: -480,
  PDT: -420,
  CET: 60,
  CEST: 120,
};

// Mon, 23 Feb 2026 10:11:13 +0000 (UTC)
const mailDate =
  /^\s*(?:[A-Za-z]{3,9}\s*,?\s+)?(\d{1,2})\s+([A-Za-z]{3})[a-z]*\s+(\d{2}|\d{4})\s+(\d{1,2}):(\d\d)(?::(\d\d))?(?:\.\d{1,9})?\s*([+-]\d{4}|[A-Z]{1,4})?/;
// 2026-02-23T10:11:13+00:00; SendGrid writes 2026-03-02 04-46-42
const isoDate =
  /^\s*(\d{4})-(\d\d)-(\d\d)[T ](\d\d)[:-](\d\d)[:-](\d\d)(?:\.\d{1,9})?\s*(Z|[+-]\d\d:?\d\d|[A-Z]{2,4})?/;
// Mon Feb 23 10:11:13 2026, the form of From_ lines, in UTC by their custom
const asctimeDate =
  /\b[A-Z][a-z]{2} ([A-Z][a-z]{2}) +(\d{1,2}) (\d\d):(\d\d)(?::(\d\d))?(?: ([+-]\d{4}|[A-Z]{1,5}))? (\d{4})(?: ([+-]\d{4}))?/;

/** Milliseconds since the epoch; null when the text is no date of a mail. A missing zone is UTC. */
export function parseMailDate(text: string | null | undefined): number | null {
  if (!text) return null;
  const head = text.slice(0, 200);
  const time = fromMailDate(head) ?? fromIsoDate(head) ?? fromAsctime(head);
  return time !== null && time >= EARLIEST && time < LATEST ? time : null;
}

function fromMailDate(text: string): number | null {
  const match = mailDate.exec(text);
  if (!match) return null;
  const [, day, month = "", year, hour, minute, second = "0", zone] = match;
  return utc(fullYear(year!), monthIndex(month), day!, [hour!, minute!, second], zone);
}

function fromIsoDate(text: string): number | null {
  const match = isoDate.exec(text);
  if (!match) return null;
  const [, year, month, day, hour, minute, second, zone] = match;
  return utc(Number(year), Number(month) - 1, day!, [hour!, minute!, second!], zone);
}

function fromAsctime(text: string): number | null {
  const match = asctimeDate.exec(text);
  if (!match) return null;
  const [, month = "", day, hour, minute, second = "0", zone, year, lateZone] = match;
  return utc(Number(year), monthIndex(month), day!, [hour!, minute!, second], zone ?? lateZone);
}

/** RFC 5322 section 4.3: 00 to 49 are of this century. */
function fullYear(digits: string): number {
  const year = Number(digits);
  if (digits.length === 4) return year;
  return year < 50 ? 2000 + year : 1900 + year;
}

function monthIndex(name: string): number {
  return months.indexOf(name.slice(0, 3).toLowerCase());
}

function utc(
  year: number,
  month: number,
  day: string,
  clock: readonly string[],
  zone: string | undefined,
): number | null {
  if (month < 0 || month > 11) return null;
  const [hour = 0, minute = 0, second = 0] = clock.map(Number);
  return Date.UTC(year, month, Number(day), hour, minute, second) - zoneMinutes(zone) * MINUTE;
}

function zoneMinutes(zone: string | undefined): number {
  const offset = /^([+-])(\d\d):?(\d\d)$/.exec(zone ?? "");
  if (!offset) return obsoleteZones[zone ?? "UTC"] ?? 0;
  const minutes = Number(offset[2]) * 60 + Number(offset[3]);
  return offset[1] === "-" ? -minutes : minutes;
}
