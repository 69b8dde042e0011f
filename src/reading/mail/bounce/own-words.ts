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
import { excerptOf } from "../excerpt.ts";
import { withFoldedHeader } from "../header-lines.ts";
import { attachedMails, MAX_FORWARDS } from "./attached.ts";
import { parseMail, type Mail } from "./parse.ts";
import { withLineFeeds } from "./repair.ts";
import { ownText } from "./sections.ts";
import { statusText } from "./status.ts";
import { otherLayout } from "../layouts/index.ts";

/** RFC 3464: neither of these refuses. */
const otherAction = /^Action[ \t]*:[ \t]*(?:delivered|relayed|expanded)\b/im;
const reportingGoogle = /^Reporting-MTA[ \t]*:.{0,100}\bgoogle(?:mail)?\.com\b/im;

/** Texts and status parts before the returned message; none for mail that is no bounce, and has none attached. */
export async function ownWords(raw: Buffer, forwards = 0): Promise<string[]> {
  const mail = await parseMail(raw).catch(() => null);
  if (!mail || isOtherReport(mail) || isReportOfGoogle(mail, null)) return [];
  if (isAutomaticAnswer(mail.header) || isDigest(raw, mail)) return [];
  const fields = mail.parts.filter(isStatusPart).map(statusText);
  if (fields.some((text) => otherAction.test(text) || reportingGoogle.test(text))) return [];
  // A status part that was understood says everything that its report says.
  if (fields.length > 0) return fields;
  if (!isCertainlyFromMailer(mail)) return wordsOfAttached(raw, mail, forwards);
  return mail.texts.map((text) => ownText(text, otherLayout).lines.join("\n"));
}

async function wordsOfAttached(raw: Buffer, mail: Mail, forwards: number): Promise<string[]> {
  if (forwards >= MAX_FORWARDS) return [];
  const words: string[] = [];
  for (const content of attachedMails(raw, mail)) {
    const { bytes } = excerptOf(content);
    words.push(...(await ownWords(withFoldedHeader(withLineFeeds(bytes)), forwards + 1)));
  }
  return words;
}
