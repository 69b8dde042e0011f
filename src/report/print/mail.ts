// The report as a whole mail, ready for `sendmail -t`: the table as text, the most important part as HTML, the CSV
// attached. No header holds a word that strangers wrote: the subject is made of numbers and dates, and the
// addresses are the caller's own.

import { createHash } from "node:crypto";
import MailComposer from "nodemailer/lib/mail-composer";
import { UserError } from "../../base/errors.ts";
import { isPlainMailbox } from "../../base/standards/mailbox.ts";
import type { MailTarget, RenderTarget, Results } from "../../model/report.ts";
import { render as renderCsv } from "../csv.ts";
import { documentOf } from "../document.ts";
import { mailHtml } from "./mail-html.ts";
import { weekName } from "../document/period-name.ts";
import { dateOf } from "../../base/words/quantities.ts";
import { tableText } from "./table-text.ts";

/** As cron does: the aliases of the machine say who root is. */
const DEFAULT_TARGET: MailTarget = { to: ["root"], from: null };

/** RFC 5322, section 2.1.1: a line should have at most 78 characters. */
const TEXT_WIDTH = 76;

export async function render(results: Results, target: RenderTarget): Promise<string> {
  const { to, from } = target.mail ?? DEFAULT_TARGET;
  const { details = false } = target;
  const report = documentOf(results, "mail", { details });
  const text = tableText(results, { width: TEXT_WIDTH, color: false, unicode: true, details });
  const unique = createHash("sha256")
    .update(JSON.stringify([results.report.generatedAt, to, from, text]))
    .digest("hex")
    .slice(0, 32);
  const mail = new MailComposer({
    to: to.map((address) => mailbox("mail.to", address)),
    ...(from === null ? {} : { from: mailbox("mail.from", from) }),
    subject: report.subject,
    date: new Date(results.report.generatedAt),
    messageId: `<${unique}.whybounce@${domainOf(from ?? to[0] ?? "")}>`,
    headers: { "Auto-Submitted": "auto-generated" },
    text,
    html: mailHtml(report),
    attachments: attachments(results, target),
    textEncoding: "quoted-printable",
    baseBoundary: unique,
    newline: "unix",
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return (await mail.compile().build()).toString("utf8");
}

/** `check` counts nothing, so it has no table of weeks. */
function attachments(results: Results, target: RenderTarget) {
  if (results.report.inputs.length === 0) return [];
  const name = weekName(results) ?? dateOf(results.report.generatedAt);
  const content = renderCsv(results, target);
  return [{ filename: `whybounce-${name}.csv`, contentType: "text/csv; charset=utf-8", content }];
}

// ---------------------------------------------------------------- addresses

function mailbox(option: string, address: string): { name: string; address: string } {
  if (isPlainMailbox(address)) return { name: "", address };
  throw new UserError({
    option,
    value: address,
    nextStep: "write one mail address such as postmaster@example.com",
  });
}

function domainOf(address: string): string {
  return address.includes("@") ? address.slice(address.lastIndexOf("@") + 1) : "localhost";
}
