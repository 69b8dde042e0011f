// The report as a whole mail, ready for `sendmail -t`: the table as text, the same as HTML, the CSV attached.
// No header holds a word that strangers wrote: the subject is made of numbers and dates, and the addresses
// are the caller's own.

import { createHash } from "node:crypto";
import MailComposer from "nodemailer/lib/mail-composer";
import { UserError } from "../../base/errors.ts";
import { isPlainMailbox } from "../../base/standards/mailbox.ts";
import type { MailTarget, RenderTarget, Results } from "../../model/report.ts";
import { render as renderCsv } from "../csv.ts";
import { mailHtml } from "./mail-html.ts";
import { periodName, weekName } from "../document/period-name.ts";
import { count, dateOf, grouped } from "../../base/words/quantities.ts";
import { render as renderTable } from "./table.ts";

/** As cron does: the aliases of the machine say who that is. */
const DEFAULT_TARGET: MailTarget = { to: ["root"], from: null };

/** Within the 78 characters that RFC 5322 wishes for. */
const TEXT_WIDTH = 76;

export async function render(results: Results, target: RenderTarget): Promise<string> {
  const { to, from } = target.mail ?? DEFAULT_TARGET;
  const text = renderTable(results, { width: TEXT_WIDTH, color: false, unicode: true });
  const unique = createHash("sha256")
    .update(JSON.stringify([results.report.generatedAt, to, from, text]))
    .digest("hex")
    .slice(0, 32);
  const mail = new MailComposer({
    to: to.map((address) => mailbox("mail.to", address)),
    ...(from === null ? {} : { from: mailbox("mail.from", from) }),
    subject: subject(results),
    date: new Date(results.report.generatedAt),
    messageId: `<${unique}.whybounce@${domainOf(from ?? to[0] ?? "")}>`,
    headers: { "Auto-Submitted": "auto-generated" },
    text,
    html: mailHtml(results, target),
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

function subject(results: Results): string {
  const { totals, sendingIps, inputs } = results.report;
  const addresses = count(sendingIps.length, "address", "addresses");
  if (inputs.length === 0) return `whybounce: ${addresses} checked, ${periodName(results)}`;
  const unread = results.report.unread?.count ?? 0;
  if (totals.attempts === 0 && unread > 0)
    return `whybounce: ${count(unread, "possible PTR refusal")} not read, ${periodName(results)}`;
  if (totals.attempts === 0) return `whybounce: no PTR refusals by Gmail, ${periodName(results)}`;
  const refusals = count(totals.attempts, "PTR refusal");
  return `whybounce: ${refusals} by Gmail, ${grouped(totals.lost)} lost, ${addresses}, ${periodName(results)}`;
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
