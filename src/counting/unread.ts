// What no reader could read, counted once: the same text is the same wherever it stands, in a log and its copy or in
// two parts of a fleet.

import { detached } from "../base/memory/strings.ts";
import type { SourcePosition } from "../model/delivery.ts";
import type { Unread } from "../model/events.ts";
import type { UnreadCount } from "../model/report.ts";
import { createIdNumbers } from "../base/memory/id-numbers.ts";

/** Enough to find out what it is. */
const MAX_EXAMPLES = 3;

export interface UnreadGroup {
  /** False when the same text was there before. */
  add: (event: Unread) => boolean;
  finish: () => { count: UnreadCount; events: Unread[] };
}

export function createUnread(keepEvents: boolean): UnreadGroup {
  const ids = createIdNumbers();
  const events = new Map<string, Unread>();
  let count = 0;
  let examples: Unread[] = [];

  function add(event: Unread): boolean {
    const isNew = ids.get(event.id) < 0;
    if (isNew) {
      ids.set(event.id, 0);
      count++;
    }
    if (keepEvents) events.set(event.id, firstOf([events.get(event.id) ?? event, event]));
    examples = withExample(examples, event);
    return isNew;
  }

  function finish(): ReturnType<UnreadGroup["finish"]> {
    const places = examples.map(({ source }) => source);
    return { count: { count, examples: places }, events: [...events.values()] };
  }

  return { add, finish };
}

/** The first places by path and number, in whatever order they come; of one text only the first. */
function withExample(examples: Unread[], event: Unread): Unread[] {
  const last = examples.at(-1);
  if (examples.length === MAX_EXAMPLES && last && compareSources(last.source, event.source) <= 0)
    return examples;
  const same = examples.find(({ id }) => id === event.id);
  const others = examples.filter((example) => example !== same);
  const kept = firstOf([same ?? event, event]);
  return [...others, kept === event ? detached(event) : kept]
    .toSorted((a, b) => compareSources(a.source, b.source))
    .slice(0, MAX_EXAMPLES);
}

function firstOf(events: [Unread, Unread]): Unread {
  return compareSources(events[1].source, events[0].source) < 0 ? events[1] : events[0];
}

function compareSources(a: SourcePosition, b: SourcePosition): number {
  if (a.path !== b.path) return a.path < b.path ? -1 : 1;
  return (a.line ?? a.message ?? 0) - (b.line ?? b.message ?? 0);
}
