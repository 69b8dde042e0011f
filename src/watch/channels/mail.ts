// An alert as a mail: through `sendmail`, or by SMTP to this machine. A unit with NoNewPrivileges cannot start `sendmail`:
// Postfix's `postdrop` needs its group.

import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import MailComposer from "nodemailer/lib/mail-composer";
import SmtpConnection from "nodemailer/lib/smtp-connection";
import type { Alert } from "../../model/watch.ts";
import { alertText, subjectOf } from "../words.ts";
import type { AlertChannel, MailWay } from "./channel.ts";
import { ended } from "./program.ts";

type MailChannel = AlertChannel & { kind: "mail" };

const SENDMAIL = "/usr/sbin/sendmail";
const LOCAL = { smtp: { host: "127.0.0.1", port: 25 } };
/** A mail server on this machine answers at once, unless it checks something first. */
const SMTP_MILLISECONDS = 30_000;

export async function sendMail({ to, way }: MailChannel, alert: Alert): Promise<void> {
  const chosen = way ?? (await usualWay());
  const message = await messageOf(to, alert);
  if (chosen !== null && "smtp" in chosen) return submit(chosen.smtp, { to, host: alert.host }, message);
  const child = spawn(chosen?.sendmail ?? SENDMAIL, ["-i", "-f", "<>", "--", to], {
    stdio: ["pipe", "ignore", "pipe"],
  });
  await ended(child, [message]);
}

async function usualWay(): Promise<MailWay> {
  const status = await readFile("/proc/self/status", "utf8").catch(() => "");
  return /^NoNewPrivs:\s*1$/m.test(status) ? LOCAL : { sendmail: SENDMAIL };
}

async function messageOf(to: string, alert: Alert): Promise<Buffer> {
  const mail = new MailComposer({
    to: { name: "", address: to },
    from: { name: "whybounce", address: `whybounce@${alert.host}` },
    subject: subjectOf(alert),
    date: new Date(alert.time),
    messageId: `<${alert.id}.whybounce@${alert.host}>`,
    headers: { "Auto-Submitted": "auto-generated" },
    text: alertText(alert),
    textEncoding: "quoted-printable",
    newline: "unix",
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return mail.compile().build();
}

/** No sender: a bounce of it would come to nobody. */
async function submit(
  server: { host: string; port: number },
  { to, host }: { to: string; host: string },
  message: Buffer,
): Promise<void> {
  const connection = new SmtpConnection({
    ...server,
    name: host,
    ignoreTLS: true,
    connectionTimeout: SMTP_MILLISECONDS,
    greetingTimeout: SMTP_MILLISECONDS,
    socketTimeout: SMTP_MILLISECONDS,
  });
  try {
    await new Promise<void>((resolve, reject) => {
      // Stays: an error after the message was taken must not end the program.
      connection.on("error", reject);
      connection.connect(() => {
        connection.send({ from: "", to: [to] }, message, (error) => (error ? reject(error) : resolve()));
      });
    });
  } finally {
    connection.quit();
    connection.close();
  }
}
