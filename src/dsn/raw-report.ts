// The fields of a bounce from its raw bytes, found without a MIME parser: enough to count a refusal. For what
// the parser cannot take, and for refusals that are only counted.

import type { DeliveryAttempt } from "../model.ts";
import { isOtherReport, isReportOfGoogle } from "./classify.ts";
import { parseFieldGroups, parseHeader } from "./fields.ts";
import { describeMessage, envelopeTimeOf } from "./reported-message.ts";
import { readRecipients } from "./status.ts";
import { noFindings } from "./text-findings.ts";

/** Text and status part stand in front of the returned message. */
const MAX_SEARCHED = 8 << 20;

const statusPart = /^content-type[ \t]*:[ \t]*message\/(?:global-)?delivery-status\b/im;
const reportTypeParameter = /report-type[ \t]*=[ \t]*"?([A-Za-z-]{1,40})/i;

export function readRawReport(raw: Buffer): DeliveryAttempt[] {
  const text = raw.toString("utf8", 0, MAX_SEARCHED);
  const type = statusPart.exec(text);
  if (!type) return [];
  const header = parseHeader(text.slice(0, type.index).trimStart());
  const contentType = header.find(({ name }) => name === "content-type")?.value ?? "";
  const reportType = reportTypeParameter.exec(contentType)?.[1]?.toLowerCase() ?? "";
  if (isOtherReport({ reportType, parts: [] })) return [];
  const start = text.slice(type.index).search(/\r?\n\r?\n/);
  if (start < 0) return [];
  const end = text.indexOf("\n--", type.index + start);
  const groups = parseFieldGroups(text.slice(type.index + start, end < 0 ? undefined : end));
  const mail = { header, texts: [] };
  const message = describeMessage({
    mail,
    groups,
    returned: [],
    layout: null,
    envelopeTime: envelopeTimeOf(raw),
  });
  if (isReportOfGoogle(mail, message.reportingMta)) return [];
  return readRecipients(groups, message, noFindings);
}
