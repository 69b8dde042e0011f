// Where the zones' own servers were not asked, a second resolver can bear out what the first one said.

import type { AddressFacts } from "../../model/dns.ts";
import type { Budget } from "../ask/budget.ts";
import type { Panel } from "./panel.ts";

/** The resolver that confirms the address as well; null when there is none, or none is needed. */
export async function secondResolver(
  { ip, family, reverseName, resolver, serversUnasked, names }: AddressFacts,
  panel: Panel,
  budget: Budget,
): Promise<string | null> {
  const name = names.find((one) => one.confirms);
  if (!name || !serversUnasked) return null;
  for (const { server, askWithin } of panel.alone) {
    if (server === resolver?.ptr.server || server === name.forward?.server) continue;
    const ask = askWithin(budget);
    const ptr = await ask(reverseName, "PTR");
    const forward = await ask(name.name, family === 4 ? "A" : "AAAA");
    const isPublic = ptr.localSigns === undefined && forward.localSigns === undefined;
    const holds = ptr.records.some(({ data }) => data === name.name);
    if (isPublic && holds && forward.records.some(({ data }) => data === ip)) return server;
  }
  return null;
}
