// Postmark: the bounce webhook, and a bounce as its interface lists it (developer documentation, "Bounce webhook", "Bounce API").

import type { Fields } from "../../../../model/delivery.ts";
import { textIn } from "../reader.ts";
import { mailboxIn, quotedIn, type Service } from "./event.ts";

const isBounce = (fields: Fields) => "BouncedAt" in fields && "Details" in fields && "Email" in fields;
/** It goes on trying. */
const delaying = new Set(["Transient", "DnsError"]);

export const postmark: Service = {
  time: (fields) => (isBounce(fields) ? fields["BouncedAt"] : undefined),
  read(fields) {
    if (!isBounce(fields)) return null;
    return {
      service: "postmark",
      action: delaying.has(textIn(fields["Type"]) ?? "") ? "delayed" : "failed",
      id: textIn(fields["MessageID"]),
      sender: mailboxIn(textIn(fields["From"])),
      refused: [{ recipient: textIn(fields["Email"]), reply: quotedIn(textIn(fields["Details"])) }],
    };
  },
};
