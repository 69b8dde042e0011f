// Sends an alert over its channel. Each channel's code is loaded when it has something to send.

import type { Send } from "./outboxes.ts";
import type { WatchTask } from "./task.ts";

export function sender({ secret, env, signal }: Pick<WatchTask, "secret" | "env" | "signal">): Send {
  return async (channel, alert) => {
    switch (channel.kind) {
      case "mail": {
        const { sendMail } = await import("./channels/mail.ts");
        return sendMail(channel, alert);
      }
      case "web": {
        const { post } = await import("./channels/web.ts");
        return post(channel.url, alert, secret, signal);
      }
      case "program": {
        const { runAlertProgram } = await import("./channels/program.ts");
        return runAlertProgram(channel.path, alert, env);
      }
      case "textfile":
      case "journal":
        return;
    }
  };
}
