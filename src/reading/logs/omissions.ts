// What a log leaves out because its mailer is configured so.

import { mtaReaders } from "./mailers/index.ts";

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
