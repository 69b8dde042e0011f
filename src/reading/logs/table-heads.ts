// Heads of tables: what a row tells depends on the names of its columns.

import type { Entry, Search, Window } from "../search/index.ts";
import { columnsIn, textOf } from "./entries.ts";
import type { LogContext } from "./frame.ts";
import { headNeedles } from "./log-needles.ts";

/** Searches for heads of tables, of which several may stand in one log. `onHead` is called at each. */
export function tableHeads(context: LogContext, onHead: () => void): Search[] {
  const visit = (entry: Entry, window: Window) => {
    const columns = columnsIn(textOf(entry, window));
    if (columns === null) return false;
    context.columns = columns;
    onHead();
    return true;
  };
  return headNeedles.map((needle) => ({ needle, use: "visit" as const, visit }));
}
