// Which weeks of which homes are to be counted anew. They are marked before anything of them is stored, and that they are
// counted is noted after it: what lies between after a crash is known to reports, and to the next push.

import type { Store } from "./connection.ts";
import { MARKS } from "./tables.ts";
import { text } from "./sql.ts";
import type { Week } from "./weeks.ts";

export interface HomeWeek {
  home: string;
  week: Week;
}

export interface Marks {
  add: (weeks: readonly HomeWeek[]) => Promise<void>;
  all: () => HomeWeek[];
  /** Those that each of the homes has. */
  weeksOf: (homes: ReadonlySet<string>) => Week[];
  /** They are counted. */
  finish: () => Promise<void>;
}

export function nameOf({ home, week }: HomeWeek): string {
  return `${week} ${home}`;
}

export async function createMarks(store: Store, pusher: string): Promise<Marks> {
  const version = Date.now() * 2;
  const left = await uncounted(store, `pusher = ${text(pusher)}`);
  const marked = new Map(left.map((at) => [nameOf(at), at]));
  const rowsOf = (weeks: readonly HomeWeek[], done: 0 | 1) =>
    weeks.map(({ home, week }) => ({ home, week, pusher, version: version + done, done }));
  return {
    async add(weeks) {
      const fresh = new Map<string, HomeWeek>();
      for (const at of weeks) if (!marked.has(nameOf(at))) fresh.set(nameOf(at), at);
      if (fresh.size === 0) return;
      await store.insert(MARKS, rowsOf([...fresh.values()], 0));
      for (const [name, { home, week }] of fresh) marked.set(name, { home, week });
    },
    all: () => [...marked.values()],
    weeksOf(homes) {
      const amounts = new Map<Week, number>();
      for (const { home, week } of marked.values())
        if (homes.has(home)) amounts.set(week, (amounts.get(week) ?? 0) + 1);
      return [...amounts].filter(([, amount]) => amount === homes.size).map(([week]) => week);
    },
    async finish() {
      if (marked.size > 0) await store.insert(MARKS, rowsOf([...marked.values()], 1));
    },
  };
}

/** Weeks that a push is about to count, or was when it ended. */
export async function uncounted(store: Store, where: string): Promise<HomeWeek[]> {
  const rows = await store.query<{ home: string; monday: string }>(
    `SELECT home, toString(week) AS monday FROM ${MARKS} WHERE ${where}
      GROUP BY home, week, pusher HAVING argMax(done, version) = 0`,
  );
  return rows.map(({ home, monday }) => ({ home, week: monday }));
}
