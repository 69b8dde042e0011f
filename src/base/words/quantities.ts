// Numbers, sizes, times and sentences as people say them.

/** `1,204 refusals`, `1 refusal`; the plural is the singular with an `s` unless it is given. */
export function count(amount: number, singular: string, plural = `${singular}s`): string {
  return `${grouped(amount)} ${amount === 1 ? singular : plural}`;
}

/** `1,204,000`: the same everywhere, whatever the locale. */
export function grouped(amount: number): string {
  return String(amount).replace(/\B(?=(?:\d{3})+$)/g, ",");
}

const byteUnits = ["kB", "MB", "GB", "TB", "PB"];

/** `812 bytes`, `1.2 GB`, `34 MB`. */
export function byteSize(bytes: number): string {
  if (bytes < 1000) return count(bytes, "byte");
  let amount = bytes / 1000;
  let unit = 0;
  for (; amount >= 999.5 && unit < byteUnits.length - 1; unit += 1) amount /= 1000;
  return `${amount.toFixed(amount < 9.95 ? 1 : 0)} ${byteUnits[unit]}`;
}

const timeUnits: [seconds: number, name: string][] = [
  [86_400, "day"],
  [3600, "hour"],
  [60, "minute"],
  [1, "second"],
];

/** `3 hours`, `1 day 12 hours`: the two largest units, the rest rounded up, for it is an upper bound. */
export function duration(seconds: number): string {
  const shown = unitsFor(seconds);
  const smallest = shown.at(-1)?.[0] ?? 1;
  let rest = Math.ceil(seconds / smallest) * smallest;
  if (unitsFor(rest).length > 0 && unitsFor(rest)[0] !== shown[0]) return duration(rest);
  if (rest === 0) return "0 seconds";
  const parts = shown.map(([size, name]) => {
    const amount = Math.floor(rest / size);
    rest -= amount * size;
    return amount === 0 ? "" : count(amount, name);
  });
  return parts.filter((part) => part !== "").join(" ");
}

function unitsFor(seconds: number): [seconds: number, name: string][] {
  const first = timeUnits.findIndex(([size]) => seconds >= size);
  return first === -1 ? [] : timeUnits.slice(first, first + 2);
}

/** `2026-02-23 10:11` of an ISO 8601 time; the zone (UTC) is said once by whoever shows it. */
export function minuteOf(isoTime: string): string {
  return isoTime.slice(0, 16).replace("T", " ");
}

export function dateOf(isoTime: string): string {
  return isoTime.slice(0, 10);
}

/** `2026-02-23 10:11 to 10:15`: the day once, and one time if both are the same. */
export function timeRange(from: string, to: string): string {
  const [start, end] = [minuteOf(from), minuteOf(to)];
  if (start === end) return start;
  return `${start} to ${dateOf(from) === dateOf(to) ? end.slice("2026-02-23 ".length) : end}`;
}

export function dateRange(from: string, to: string): string {
  const [start, end] = [dateOf(from), dateOf(to)];
  return start === end ? start : `${start} to ${end}`;
}

/** A host or domain name, or a term of a record, which stay as they are written. */
const name = /^(?:[\w-]+(?:\.[\w-]+)+(?=\s)|[\w-]+[:=]\S)/;

/** Starts with a capital letter: the words of a cause are written to fit anywhere. */
export function sentence(text: string): string {
  if (name.test(text)) return text;
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

/** The first of many, and how many are left out: `mx1, mx2 and 14 more`. */
export function some(items: readonly string[], maximum: number): string {
  const more = items.length - maximum;
  return items.slice(0, maximum).join(", ") + (more > 0 ? ` and ${grouped(more)} more` : "");
}

/** The same as a list, the last entry telling how many are left out. */
export function firstOf(items: readonly string[], maximum: number): string[] {
  const more = items.length - maximum;
  return more > 0 ? [...items.slice(0, maximum), `and ${grouped(more)} more`] : [...items];
}

/** `2026-02-18 21:11 UTC` from ISO 8601 with any offset; what is no time stays as it is. */
export function minuteWords(time: string): string {
  const date = new Date(time);
  if (Number.isNaN(date.getTime())) return time;
  return `${date.toISOString().slice(0, 16).replace("T", " ")} UTC`;
}
