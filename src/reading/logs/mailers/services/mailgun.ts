// Mailgun: an event as its webhooks have it under event-data, and as the Events API lists it (user manual, "Tracking failures").

import type { Fields } from "../../../../model/delivery.ts";
import { addressIn, fieldsIn, hostIn, textIn } from "../reader.ts";
import { withCode, type Service } from "./event.ts";

export const mailgun: Service = {
  time: (fields) => failedIn(fields)?.["timestamp"],
  read(fields) {
    const event = failedIn(fields);
    if (!event) return null;
    const status = fieldsIn(event["delivery-status"]);
    const envelope = fieldsIn(event["envelope"]);
    const headers = fieldsIn(fieldsIn(event["message"])["headers"]);
    const messageId = textIn(headers["message-id"]);
    return {
      service: "mailgun",
      action: event["severity"] === "temporary" ? "delayed" : "failed",
      id: messageId,
      sender: textIn(envelope["sender"]),
      messageId: messageId && `<${messageId.replace(/^<|>$/g, "")}>`,
      refused: [
        {
          recipient: textIn(event["recipient"]),
          reply: withCode(status["code"], textIn(status["message"]) ?? textIn(status["description"])),
        },
      ],
      remoteMta: hostIn(status["mx-host"]),
      localIp: addressIn(envelope["sending-ip"]),
    };
  },
};

function failedIn(fields: Fields): Fields | null {
  const event = fields["event-data"] === undefined ? fields : fieldsIn(fields["event-data"]);
  return event["event"] === "failed" && "delivery-status" in event ? event : null;
}
