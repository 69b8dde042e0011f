// Gmail's replies as texts to be quoted: without what is another in each, so that a million refusals have few of them.

import { copied } from "../base/memory/strings.ts";
import type { SenderRefusal } from "../model/events.ts";

export interface ReplyTexts {
  /** `says` is the same object for all replies that say the same. */
  textOf: (event: SenderRefusal, says: object) => string;
}

/** Gmail's reply has about 400 characters; what is longer, somebody else wrote. */
const MAX_REPLY = 1000;
/** Gmail's texts have the domain or the address in them, if anything; more texts than this are no Gmail's. */
const MAX_TEXTS = 10_000;

export function createReplyTexts(): ReplyTexts {
  const texts = new Map<string, string>();
  const first = new Map<object, string>();
  return {
    textOf({ code, reply, replyId }, says) {
      const words = `${code} ${reply.slice(0, MAX_REPLY)}`.replace(` ${replyId ?? "-"} - gsmtp`, "");
      const known = texts.get(words);
      if (known !== undefined) return known;
      if (texts.size >= MAX_TEXTS) return first.get(says) ?? "";
      const text = copied(words);
      texts.set(text, text);
      if (!first.has(says)) first.set(says, text);
      return text;
    },
  };
}
