import type { StoreOptions } from "../model/options.ts";

/** Whose weeks a server's store counts; its code is loaded only then. */
export async function zoneOfStore(store: StoreOptions): Promise<string> {
  const { zoneOfStore: ask } = await import("../store/zone.ts");
  return ask(store);
}
