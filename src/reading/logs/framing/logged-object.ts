// The object of an event in what an application's logger wrote as an object, too: {"msg":"webhook","payload":{"event":…}}. In the
// text of a line it is found by within-text.ts.

import type { Fields } from "../../../model/delivery.ts";
import { stampInFields } from "./words.ts";

export interface LoggedObject {
  fields: Fields;
  /** The time that it tells itself. */
  stamp: string;
}

/** An event lies in a field of what a logger writes, or in one of what a framework says of the request. */
const MAX_DEPTH = 4;

/** Those that a reader knows by its own names, in their order; the length of a line limits how many there are. */
export function eventsIn(logged: Fields): LoggedObject[] {
  const found: LoggedObject[] = [];
  const objects: { fields: Fields; depth: number }[] = [{ fields: logged, depth: 0 }];
  for (let at = 0; at < objects.length; at++) {
    const { fields, depth } = objects[at]!;
    const stamp = stampInFields(fields);
    if (stamp !== null) found.push({ fields, stamp });
    else if (depth < MAX_DEPTH)
      for (const inner of Object.values(fields).map(parsed))
        if (typeof inner === "object" && inner !== null)
          objects.push({ fields: inner as Fields, depth: depth + 1 });
  }
  return found;
}

/** An object or a list may stand as a text of JSON. */
function parsed(value: unknown): unknown {
  if (typeof value !== "string" || !/^\s{0,10}[[{]/.test(value)) return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}
