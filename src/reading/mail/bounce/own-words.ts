// The own words of a bounce from which nothing was read, so that they can be looked at once more. Mail of a person, a
// list or an answering machine has none, whatever it quotes.

import {
  isAutomaticAnswer,
  isDigest,
  isCertainlyFromMailer,
  isOtherReport,
  isReportOfGoogle,
  isStatusPart,
} from "./classify.ts";
import { parseMail } from "./parse.ts";
import { ownText } from "./sections.ts";
import { statusText } from "./status.ts";
import { otherLayout } from "../layouts/index.ts";

/** RFC 3464: neither of these refuses. */
const otherAction = /^Action[ \t]*:[ \t]*(?:delivered|relayed|expanded)\b/im;
const reportingGoogle = /^Reporting-MTA[ \t]*:.{0,100}\bgoogle(?:mail)?\.com\b/im;

/** Texts and status parts before the returned message; none for mail that is no bounce. */
export async function ownWords(raw: Buffer): Promise<string[]> {
  const mail = await parseMail(raw).catch(() => null);
  if (!mail || isOtherReport(mail) || isReportOfGoogle(mail, null)) return [];
  if (isAutomaticAnswer(mail.header) || isDigest(raw, mail)) return [];
  const fields = mail.parts.filter(isStatusPart).map(statusText);
  if (fields.some((text) => otherAction.test(text) || reportingGoogle.test(text))) return [];
  // A status part that was understood says everything that its report says.
  if (fields.length > 0) return fields;
  if (!isCertainlyFromMailer(mail)) return [];
  return mail.texts.map((text) => ownText(text, otherLayout).lines.join("\n"));
}
