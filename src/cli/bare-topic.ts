// `whybounce 550-5.7.25`: a code or a cause where a path should be is explained. A file of that name is read.

import { lstat } from "node:fs/promises";
import { UserError } from "../base/errors.ts";
import { explain } from "../index.ts";
import { topicIdOf } from "../model/explained.ts";

/** `550-5.7.25`, `421`, `5.7.25`: alone, or with the reply that it begins. */
const codePattern = /^(?:[45]\d\d(?:[- ][45]\.\d{1,3}\.\d{1,3})?|[45]\.\d{1,3}\.\d{1,3})(?:\s|$)/;

/** Null where the words are no topic. */
export async function explainBare(operands: readonly string[]): Promise<string | null> {
  const [first = ""] = operands;
  if (!(codePattern.test(first) || topicIdOf(first) !== undefined) || (await isFile(first))) return null;
  try {
    return await explain(operands.join(" "));
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
}

function isFile(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}
