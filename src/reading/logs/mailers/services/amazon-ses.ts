// Amazon SES: the object that SNS hands over as its Message, a line of Firehose, or the detail of an event of EventBridge
// (Developer Guide, "Contents of event data", "Amazon SNS notification contents").

import type { Fields } from "../../../../model/delivery.ts";
import { fieldsIn, textIn } from "../reader.ts";
import { mailboxIn, quotedIn, type Service, type ServiceEvent } from "./event.ts";

const kinds: Record<string, { about: string; recipients: string; action: ServiceEvent["action"] }> = {
  Bounce: { about: "bounce", recipients: "bouncedRecipients", action: "failed" },
  DeliveryDelay: { about: "deliveryDelay", recipients: "delayedRecipients", action: "delayed" },
};

interface Told {
  action: ServiceEvent["action"];
  about: Fields;
  recipients: readonly Fields[];
  mail: Fields;
}

export const amazonSes: Service = {
  time: (fields) => toldIn(fields)?.about["timestamp"],
  read(fields) {
    const told = toldIn(fields);
    if (!told) return null;
    const { action, about, recipients, mail } = told;
    return {
      service: "amazon-ses",
      // An undetermined or transient bounce is final, too: SES has stopped trying.
      action,
      id: textIn(mail["messageId"]),
      sender: mailboxIn(textIn(mail["source"])),
      // Each has the reply of its own receiver.
      refused: recipients.map((one) => ({
        recipient: mailboxIn(textIn(one["emailAddress"])),
        reply: quotedIn(textIn(one["diagnosticCode"])),
      })),
      remoteMta: null,
      remoteIp: textIn(about["remoteMtaIp"]),
    };
  },
};

function toldIn(fields: Fields): Told | null {
  const event = eventIn(fields);
  const kind = kinds[textIn(event["eventType"]) ?? textIn(event["notificationType"]) ?? ""];
  if (!kind) return null;
  const about = fieldsIn(event[kind.about]);
  const listed = about[kind.recipients];
  const recipients = Array.isArray(listed) ? listed.map(fieldsIn) : [];
  return { action: kind.action, about, recipients, mail: fieldsIn(event["mail"]) };
}

/** Without what SNS or EventBridge puts around it. */
function eventIn(fields: Fields): Fields {
  if (fields["detail-type"] !== undefined) return fieldsIn(fields["detail"]);
  if (fields["Type"] !== "Notification" || typeof fields["Message"] !== "string") return fields;
  try {
    return fieldsIn(JSON.parse(fields["Message"]));
  } catch {
    return {};
  }
}
