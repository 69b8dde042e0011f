// WHO REFUSED. To add a receiver's code: one rule in its file; to add a receiver: one file, and one line here.
// The first that knows a refusal as its own has it: Gmail, then those known by their hosts, then any server.

import { anyServers } from "./any-server.ts";
import { att } from "./att.ts";
import { comcast } from "./comcast.ts";
import { cox } from "./cox.ts";
import { facebook } from "./facebook.ts";
import { forpsi } from "./forpsi.ts";
import { free } from "./free.ts";
import { freenet } from "./freenet.ts";
import { gmail } from "./gmail.ts";
import { gmx } from "./gmx.ts";
import { godaddy } from "./godaddy.ts";
import { libero } from "./libero.ts";
import { mailRu } from "./mail-ru.ts";
import { mailSoftware } from "./mail-software.ts";
import { microsoft } from "./microsoft.ts";
import { rackspace } from "./rackspace.ts";
import type { Receiver } from "./receiver.ts";
import { yahoo } from "./yahoo.ts";

export const receivers: readonly Receiver[] = [
  gmail,
  att,
  comcast,
  cox,
  facebook,
  forpsi,
  free,
  freenet,
  gmx,
  godaddy,
  libero,
  mailRu,
  microsoft,
  rackspace,
  yahoo,
  ...mailSoftware,
  ...anyServers,
];
