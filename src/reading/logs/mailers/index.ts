// WHO WROTE the line. To add a mailer: one file, and one line here.

import { courier } from "./courier.ts";
import { exim } from "./exim.ts";
import { haraka } from "./haraka.ts";
import { hmailserver } from "./hmailserver.ts";
import { kumomta } from "./kumomta.ts";
import { maddy } from "./maddy.ts";
import { opensmtpd } from "./opensmtpd.ts";
import { postal } from "./postal.ts";
import { postfix } from "./postfix.ts";
import { powermta } from "./powermta.ts";
import { qmail } from "./qmail.ts";
import type { MtaReader } from "./reader.ts";
import { sendmail } from "./sendmail.ts";
import { stalwart } from "./stalwart.ts";
import { zonemta } from "./zonemta.ts";

export const mtaReaders: readonly MtaReader[] = [
  postfix,
  exim,
  sendmail,
  opensmtpd,
  kumomta,
  powermta,
  zonemta,
  haraka,
  qmail,
  courier,
  stalwart,
  maddy,
  postal,
  hmailserver,
];
