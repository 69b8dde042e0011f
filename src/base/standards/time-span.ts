// How long a time is, as systemd.time(7) writes it: `2h`, `90min`, `1 day 12 hours`, `1w2d`.

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
/** As systemd counts: the mean year has 365.25 days, and a month is a twelfth of it. */
const YEAR = 365.25 * DAY;

/** A single letter counts with its case: `m` is a minute, `M` a month. */
const letters: Record<string, number> = {
  s: SECOND,
  m: MINUTE,
  h: HOUR,
  d: DAY,
  w: 7 * DAY,
  M: YEAR / 12,
  y: YEAR,
};

const words: Record<string, number> = {
  ...units(1, "ms msec msecs millisecond milliseconds"),
  ...units(SECOND, "sec secs second seconds"),
  ...units(MINUTE, "min mins minute minutes"),
  ...units(HOUR, "hr hrs hour hours"),
  ...units(DAY, "day days"),
  ...units(7 * DAY, "week weeks"),
  ...units(YEAR / 12, "month months"),
  ...units(YEAR, "year years"),
};

function units(milliseconds: number, names: string): Record<string, number> {
  return Object.fromEntries(names.split(" ").map((name) => [name, milliseconds]));
}

/** Three amounts are enough for anybody. */
const spanPattern = /^(?:\d{1,6}(?:\.\d{1,3})? ?[a-zA-Z]{1,12} ?){1,3}$/;
const partPattern = /(?<amount>\d{1,6}(?:\.\d{1,3})?) ?(?<unit>[a-zA-Z]{1,12})/g;
/** A longer one is a slip, and leads to a year that ISO 8601 cannot write. */
const LONGEST = 2000 * YEAR;

/** In milliseconds; null for what is no span. A number alone has no unit, and is none. */
export function parseTimeSpan(text: string): number | null {
  if (!spanPattern.test(text)) return null;
  let milliseconds = 0;
  for (const { groups = {} } of text.matchAll(partPattern)) {
    const { amount, unit = "" } = groups;
    const size = unit.length === 1 ? letters[unit] : words[unit.toLowerCase()];
    if (size === undefined) return null;
    milliseconds += Number(amount) * size;
  }
  return milliseconds <= LONGEST ? Math.round(milliseconds) : null;
}
