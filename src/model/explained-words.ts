// All that `explain` can be asked for by name: what a shell offers, and what a mistyped word may mean. Apart from the ids,
// because a report that explains nothing needs no codes.

import { codeNames, codes } from "./codes/index.ts";
import { topicIds } from "./explained.ts";

export const explainedWords: string[] = [...new Set([...codes.flatMap(codeNames), ...topicIds])];
