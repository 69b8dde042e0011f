// WHO WROTE the line. To add a mailer: one file, and one line here.

import { exim } from "./exim.ts";
import { opensmtpd } from "./opensmtpd.ts";
import { postfix } from "./postfix.ts";
import type { MtaReader } from "./reader.ts";
import { sendmail } from "./sendmail.ts";

export const mtaReaders: readonly MtaReader[] = [postfix, exim, sendmail, opensmtpd];
