// WHO WROTE the line. To add a mailer: one file, and one line here.

import { chasquid } from "./chasquid.ts";
import { courier } from "./courier.ts";
import { dma } from "./dma.ts";
import { exchange } from "./exchange.ts";
import { exim } from "./exim.ts";
import { haraka } from "./haraka.ts";
import { hmailserver } from "./hmailserver.ts";
import { kumomta } from "./kumomta.ts";
import { maddy } from "./maddy.ts";
import { msmtp } from "./msmtp.ts";
import { nullmailer } from "./nullmailer.ts";
import { opensmtpd } from "./opensmtpd.ts";
import { postal } from "./postal.ts";
import { postfix } from "./postfix.ts";
import { powermta } from "./powermta.ts";
import { qmail } from "./qmail.ts";
import type { MtaReader } from "./reader.ts";
import { sendmail } from "./sendmail.ts";
import { services } from "./services.ts";
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
  exchange,
  msmtp,
  dma,
  chasquid,
  nullmailer,
  services,
];
