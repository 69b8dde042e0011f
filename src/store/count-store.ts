// Counts what a store holds. Whole weeks were counted as they were pushed, and are summed; a week that is cut by the period
// is counted from its events, by the same code.

import { sendingIpsOf, totalsOf, weeksOf } from "../counting/cells.ts";
import type { Counted } from "../counting/counted.ts";
import { firstHeardHour } from "../counting/end-not-seen.ts";
import { untold } from "../counting/hosts.ts";
import { limitedOutside } from "../counting/outside-period.ts";
import { refusalGroupsOf } from "../counting/refusal-cells.ts";
import { textsOf } from "../counting/replies.ts";
import type { AnalysisTask, Period, StoreOptions } from "../model/options.ts";
import { count } from "../base/words/quantities.ts";
import { openStore, type Store } from "./connection.ts";
import { countEvents } from "./count-events.ts";
import { countPeriod, type PeriodCount } from "./count-period.ts";
import {
  countForeign,
  countOtherReceivers,
  countOthers,
  countUnread,
  newestTime,
  oldestTime,
} from "./others.ts";
import { greater } from "./snapshot.ts";
import { hostRuns } from "./runs.ts";
import { timelineOfHours } from "./timeline.ts";
import { checkVersion } from "./version.ts";

/** `before` is the period to be compared with. */
export async function countStore(
  where: StoreOptions,
  options: AnalysisTask,
  before: Period | null,
): Promise<Counted> {
  const store = await openStore(where);
  try {
    const { timezone } = await checkVersion(store);
    options.onProgress?.(`counting in ${store.name}`);
    const wantsEvents = options.keepEvents || options.keepRecipients !== false;
    const [foreign, counted, hosts, oldest] = await Promise.all([
      countForeign(store),
      wantsEvents ? countEvents(store, options, before) : countCells(store, options, before, timezone),
      hostRuns(store, options.hosts ?? null, Date.now()),
      // What a log held before the first push, nobody knows.
      before === null ? null : oldestTime(store),
    ]);
    const warnings = foreign === 0 ? [] : [foreignRows(store, foreign)];
    for (const warning of warnings) options.onWarning(warning);
    const { records, rejections, ...rest } = counted;
    const input = {
      path: store.name,
      kind: "store" as const,
      bytes: 0,
      records,
      rejections,
      warnings,
      timezone,
    };
    return {
      ...rest,
      oldest,
      keeper: "store",
      inputs: [input],
      warnings: [],
      inputFailed: foreign > 0,
      interrupted: false,
      ...(hosts ? { hosts } : {}),
    };
  } finally {
    await store.close();
  }
}

function foreignRows(store: Store, foreign: number): string {
  return `${store.name}: ${count(foreign, "row")} of another schema, written by another version of whybounce; left out`;
}

/** What is known of the store itself is added. */
export type CountedRows = Omit<Counted, "inputs" | "warnings" | "inputFailed" | "interrupted"> & {
  records: number;
  rejections: number;
};

async function countCells(
  store: Store,
  { period, timezone, onWarning }: AnalysisTask,
  before: Period | null,
  storeZone: string,
): Promise<CountedRows> {
  if (timezone !== storeZone) onWarning(otherZone(store, timezone, storeZone));
  const zones = { timezone, storeZone };
  // Side by side: a small question does not wait for the large ones.
  const [newest, main, earlier, otherRefusals, otherReceivers, unread] = await Promise.all([
    newestTime(store),
    countPeriod(store, period, zones),
    before && countPeriod(store, before, zones),
    countOthers(store, period),
    countOtherReceivers(store, period),
    countUnread(store, period),
  ]);
  const { details, cells } = main;
  return {
    ...reported(main, newest),
    records: details.rows,
    rejections: details.rejections,
    weeks: weeksOf(cells),
    timeline: timelineOfHours(details.hours, cells, period),
    recipients: [],
    otherRefusals,
    otherReceivers,
    unread,
    outsidePeriod: main.outside ? limitedOutside(main.outside) : undefined,
    localIps: details.localIps,
    acceptances: details.acceptances,
    replies: textsOf(details.replies),
    sightings: details.sightings,
    givenHosts: untold(details.givenHosts, details.toldHosts),
    events: [],
    before: earlier && reported(earlier, newest),
  };
}

/** That takes as long as to read all of the period. */
function otherZone({ name }: Store, timezone: string, storeZone: string): string {
  return `${name}: its weeks are those of ${storeZone}; for ${timezone} all events of the period are fetched and counted, which takes longer`;
}

function reported(
  { cells, longestTried, details }: PeriodCount,
  newest: number | null,
): NonNullable<Counted["before"]> {
  const limit = firstHeardHour(greater(newest, details.newest), longestTried);
  return {
    totals: totalsOf(cells, limit),
    sendingIps: sendingIpsOf(cells, limit),
    senderRefusals: refusalGroupsOf(cells),
  };
}
