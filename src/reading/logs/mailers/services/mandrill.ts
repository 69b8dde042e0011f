// Mandrill: a message event of its webhooks (Mailchimp Transactional documentation, "Message event webhook format").

import type { Fields } from "../../../../model/delivery.ts";
import { fieldsIn, textIn } from "../reader.ts";
import { quotedIn, type Service } from "./event.ts";

const actions: Record<string, "failed" | "delayed"> = {
  hard_bounce: "failed",
  soft_bounce: "failed",
  deferral: "delayed",
};

export const mandrill: Service = {
  time: (fields) => (isEvent(fields) ? fields["ts"] : undefined),
  read(fields) {
    const action = actions[textIn(fields["event"]) ?? ""];
    if (!action || !isEvent(fields)) return null;
    const message = fieldsIn(fields["msg"]);
    return {
      service: "mandrill",
      action,
      id: textIn(message["_id"]) ?? textIn(fields["_id"]),
      sender: textIn(message["sender"]),
      refused: [{ recipient: textIn(message["email"]), reply: quotedIn(textIn(message["diag"])) }],
    };
  },
};

function isEvent(fields: Fields): boolean {
  return "ts" in fields && "email" in fieldsIn(fields["msg"]);
}
