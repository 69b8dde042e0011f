// SendGrid: the event webhook (reference "Event Webhook", bounce and deferred), and the list of bounces that its interface gives.

import type { Fields } from "../../../../model/delivery.ts";
import { addressIn, textIn } from "../reader.ts";
import { quotedIn, type Service } from "./event.ts";

// {"email":"user@gmail.com","timestamp":1795406535,"sg_message_id":"…","event":"bounce","reason":"550 5.7.25 …","ip":"192.0.2.7"}
const isEvent = (fields: Fields) => "sg_event_id" in fields || "sg_message_id" in fields;
// {"created":1795406535,"email":"user@gmail.com","reason":"550 5.7.25 …","status":"5.7.25"}
const isListed = (fields: Fields) =>
  "created" in fields && "email" in fields && "reason" in fields && "status" in fields;

export const sendgrid: Service = {
  time: (fields) =>
    isEvent(fields) ? fields["timestamp"] : isListed(fields) ? fields["created"] : undefined,
  read(fields) {
    const event = textIn(fields["event"]);
    const isRefusal = event === "bounce" || event === "deferred" || event === "blocked";
    if (!(isEvent(fields) && isRefusal) && !isListed(fields)) return null;
    return {
      service: "sendgrid",
      action: event === "deferred" ? "delayed" : "failed",
      // What follows the first dot is another one for each filter and recipient.
      id: textIn(fields["sg_message_id"])?.split(".")[0] ?? null,
      sender: null,
      messageId: textIn(fields["smtp-id"]),
      refused: [
        {
          recipient: textIn(fields["email"]),
          reply: quotedIn(textIn(fields["reason"]) ?? textIn(fields["response"])),
        },
      ],
      localIp: addressIn(fields["ip"]),
    };
  },
};
