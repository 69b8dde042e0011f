// The text layouts, each in a file of its own; the first that fits is taken.

import { courier } from "./courier.ts";
import { dragonfly } from "./dragonfly.ts";
import { exchange } from "./exchange.ts";
import { exchange2003 } from "./exchange-2003.ts";
import { exim } from "./exim.ts";
import { haraka } from "./haraka.ts";
import { hmailserver } from "./hmailserver.ts";
import { interscan } from "./interscan.ts";
import { james } from "./james.ts";
import { kumomta } from "./kumomta.ts";
import type { TextLayout } from "./layout.ts";
import { maddy } from "./maddy.ts";
import { mailenable } from "./mailenable.ts";
import { mailmarshal } from "./mailmarshal.ts";
import { mdaemon } from "./mdaemon.ts";
import { momentum } from "./momentum.ts";
import { opensmtpd } from "./opensmtpd.ts";
import { other } from "./other.ts";
import { postfix } from "./postfix.ts";
import { powermta } from "./powermta.ts";
import { qmail } from "./qmail.ts";
import { secureserver } from "./secureserver.ts";
import { sendmail } from "./sendmail.ts";
import { stalwart } from "./stalwart.ts";
import { zonemta } from "./zonemta.ts";

export const textLayouts: readonly TextLayout[] = [
  exim,
  momentum,
  secureserver,
  zonemta,
  haraka,
  james,
  qmail,
  postfix,
  maddy,
  sendmail,
  courier,
  opensmtpd,
  dragonfly,
  exchange2003,
  hmailserver,
  interscan,
  mailenable,
  mailmarshal,
  mdaemon,
  stalwart,
  kumomta,
  powermta,
  exchange,
];

/** For a sender that is known to be a mailer. */
export const otherLayout = other;
