// Mailjet: a bounce event of its Event API (documentation "Webhooks", "Bounce event"). Its comment is what its own mail server was
// told, in Postfix's words or as it is; a blocked event quotes nothing.

import type { Fields } from "../../../../model/delivery.ts";
import { addressIn, hostIn, textIn } from "../reader.ts";
import { quotedIn, type Service } from "./event.ts";

// host gmail-smtp-in.l.google.com[192.0.2.26] said: 550-5.7.25 … (in reply to end of DATA command)
const said = /^host (\S{1,255})\[([0-9A-Fa-f.:]{2,45})\] said: (.*)$/s;
const inReply = / \(in reply to [\w ]{1,40}\)$/;

export const mailjet: Service = {
  time: (fields) => (isBounce(fields) ? fields["time"] : undefined),
  read(fields) {
    if (!isBounce(fields)) return null;
    const comment = textIn(fields["comment"])?.trim() ?? null;
    const [, host, address, words] = said.exec(comment ?? "") ?? [];
    return {
      service: "mailjet",
      // A soft bounce is final, too: it is told when the last try has failed.
      action: "failed",
      // The number of the message has more digits than a number of JSON keeps.
      id: textIn(fields["Message_GUID"]) ?? textIn(fields["MessageID"]),
      sender: null,
      refused: [
        { recipient: textIn(fields["email"]), reply: quotedIn(words?.replace(inReply, "") ?? comment) },
      ],
      remoteMta: hostIn(host),
      remoteIp: addressIn(address),
    };
  },
};

function isBounce(fields: Fields): boolean {
  return (
    fields["event"] === "bounce" && "MessageID" in fields && "hard_bounce" in fields && "email" in fields
  );
}
