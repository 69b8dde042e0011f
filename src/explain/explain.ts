// What a reply code or a cause means. So far the question is only taken.

import { UserError } from "../errors.ts";

export async function explain(topic: string): Promise<string> {
  throw new UserError(`explain ${topic}: there is no page for it yet`);
}
