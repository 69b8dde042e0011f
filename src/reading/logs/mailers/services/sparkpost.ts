// SparkPost: an event of its webhooks, within msys, and of its search for events (documentation "Event reference": bounce, delay).

import type { Fields } from "../../../../model/delivery.ts";
import { addressIn, fieldsIn, textIn } from "../reader.ts";
import { quotedIn, type Service } from "./event.ts";

const actions: Record<string, "failed" | "delayed"> = {
  bounce: "failed",
  out_of_band: "failed",
  delay: "delayed",
};

export const sparkpost: Service = {
  time: (fields) => eventIn(fields)?.["timestamp"],
  read(fields) {
    const event = eventIn(fields);
    const action = actions[textIn(event?.["type"]) ?? ""];
    if (!event || !action) return null;
    return {
      service: "sparkpost",
      action,
      id: textIn(event["message_id"]),
      sender: textIn(event["msg_from"]),
      // `reason` is the same with what differs between messages left out.
      refused: [
        {
          recipient: textIn(event["raw_rcpt_to"]) ?? textIn(event["rcpt_to"]),
          reply: quotedIn(textIn(event["raw_reason"]) ?? textIn(event["reason"])),
        },
      ],
      localIp: addressIn(event["sending_ip"]),
    };
  },
};

/** Webhooks have it within msys, which nobody else has; the search for events without. */
function eventIn(fields: Fields): Fields | null {
  if (fields["msys"] !== undefined) return fieldsIn(fieldsIn(fields["msys"])["message_event"]);
  return "rcpt_to" in fields && "transmission_id" in fields ? fields : null;
}
