// Whose weeks a store counts: a report in the same zone sums what is counted.

import { UserError } from "../base/errors.ts";
import { isZone, MACHINE_ZONE } from "../base/standards/time-zone.ts";
import type { StoreOptions } from "../model/options.ts";
import { openStore } from "./connection.ts";
import { checkVersion } from "./version.ts";

export async function zoneOfStore(where: StoreOptions): Promise<string> {
  const store = await openStore(where);
  try {
    const { timezone } = await checkVersion(store);
    if (timezone === MACHINE_ZONE || isZone(timezone)) return timezone;
    throw new UserError({
      thing: store.name,
      problem: `its weeks are those of ${timezone}, which this machine does not know`,
      nextStep: ["name another zone with ", { option: "timezone" }, "; then all events are counted anew"],
    });
  } finally {
    await store.close();
  }
}

/** By its name: on another machine, `system` would be another zone. */
export function nameOfZone(timezone: string): string {
  if (timezone !== MACHINE_ZONE) return timezone;
  const { timeZone } = new Intl.DateTimeFormat("en-US").resolvedOptions();
  return timeZone !== undefined && isZone(timeZone) ? timeZone : "UTC";
}
