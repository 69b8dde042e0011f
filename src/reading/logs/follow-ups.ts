// What a log is searched for besides refusals: lines about messages that were refused, lines that others complete, and heads of
// tables.

import type { Entry, Search, Window } from "../search/index.ts";
import { columnsIn, queueIdsOf, textOf } from "./entries.ts";
import type { FollowedMessages } from "./followed-messages.ts";
import type { LogContext } from "./frame.ts";
import { headNeedles, partNeedles, type FollowUpNeedles } from "./log-needles.ts";
import { mtaReaders } from "./mailers/index.ts";
import type { MtaReader } from "./mailers/reader.ts";

type Visit = Search["visit"];

/** Searches for lines about followed messages, and for those that give a message another id. */
export function followUps(
  followed: FollowedMessages,
  visit: Visit,
  { wanted, rare, requeues }: FollowUpNeedles,
): Search[] {
  function mayConcern(entry: Entry, window: Window, readers: readonly MtaReader[]): boolean {
    return readers.some(hasColumns) || queueIdsOf(entry, window, readers).some(followed.has);
  }

  const visitFollowed =
    (readers: readonly MtaReader[]): Visit =>
    (entry, window) =>
      followed.any() && mayConcern(entry, window, readers) && visit(entry, window);
  return [
    ...wanted.map((needle) => ({ needle, use: "visit wanted" as const, visit })),
    ...rare.map(({ needle, readers }) => ({ needle, use: "visit" as const, visit: visitFollowed(readers) })),
    ...partNeedles.map((needle) => ({ needle, use: "visit" as const, visit })),
    ...requeues.map((needle) => ({ needle, use: "visit" as const, visit })),
  ];
}

/** What a row tells depends on the head of its table, so all of it is read. */
function hasColumns({ columns }: MtaReader): boolean {
  return columns !== undefined;
}

/** Searches for heads of tables, of which several may stand in one log. `onHead` is called at each. */
export function tableHeads(context: LogContext, onHead: () => void): Search[] {
  const visit: Visit = (entry, window) => {
    const columns = columnsIn(textOf(entry, window));
    if (columns === null) return false;
    context.columns = columns;
    onHead();
    return true;
  };
  return headNeedles.map((needle) => ({ needle, use: "visit" as const, visit }));
}

/** How the deliveries of each mailer ended that it told of, by mailer. */
export interface ToldEnds {
  failed: Set<string>;
  delayed: Set<string>;
}

/** What mailers may have left out that told of final refusals, and of no temporary one. */
export function omissionsIn({ failed, delayed }: ToldEnds): string[] {
  const readers = mtaReaders.filter(({ name }) => failed.has(name) && !delayed.has(name));
  return readers.flatMap(({ delayedOnlyIf }) => delayedOnlyIf ?? []);
}
