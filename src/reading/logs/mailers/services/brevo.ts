// Brevo, once Sendinblue: an event of its transactional webhooks (documentation "Transactional webhooks").

import type { Fields } from "../../../../model/delivery.ts";
import { addressIn, textIn } from "../reader.ts";
import { quotedIn, type Service } from "./event.ts";

const actions: Record<string, "failed" | "delayed"> = {
  hard_bounce: "failed",
  soft_bounce: "failed",
  deferred: "delayed",
};

export const brevo: Service = {
  // `date` is in the time zone of the account.
  time: (fields) => (isEvent(fields) ? (fields["ts_epoch"] ?? fields["ts_event"]) : undefined),
  read(fields) {
    const action = actions[textIn(fields["event"]) ?? ""];
    if (!action || !isEvent(fields)) return null;
    const messageId = textIn(fields["message-id"]);
    return {
      service: "brevo",
      action,
      id: messageId,
      sender: null,
      messageId,
      refused: [{ recipient: textIn(fields["email"]), reply: quotedIn(textIn(fields["reason"])) }],
      localIp: addressIn(fields["sending_ip"]),
    };
  },
};

function isEvent(fields: Fields): boolean {
  return "message-id" in fields && "email" in fields && ("ts_epoch" in fields || "ts_event" in fields);
}
