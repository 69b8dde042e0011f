// The text layouts, each in a file of its own; the first that fits is taken.

import { courier } from "./courier.ts";
import { dragonfly } from "./dragonfly.ts";
import { exchange } from "./exchange.ts";
import { exim } from "./exim.ts";
import { hmailserver } from "./hmailserver.ts";
import type { TextLayout } from "./layout.ts";
import { opensmtpd } from "./opensmtpd.ts";
import { other } from "./other.ts";
import { postfix } from "./postfix.ts";
import { qmail } from "./qmail.ts";
import { sendmail } from "./sendmail.ts";

export const textLayouts: readonly TextLayout[] = [
  exim,
  qmail,
  postfix,
  sendmail,
  courier,
  opensmtpd,
  dragonfly,
  hmailserver,
  exchange,
];

/** For a sender that is known to be a mailer. */
export const otherLayout = other;
