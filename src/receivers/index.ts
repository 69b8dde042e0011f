// WHO REFUSED. To add a receiver's code: one rule in its file; to add a receiver: one file, and one line here.
// The first that knows a refusal as its own has it: Gmail, then those known by their hosts, then any server.

import { comcast } from "./comcast.ts";
import { cox } from "./cox.ts";
import { forpsi } from "./forpsi.ts";
import { free } from "./free.ts";
import { freenet } from "./freenet.ts";
import { gmail } from "./gmail.ts";
import { gmx } from "./gmx.ts";
import { mailRu } from "./mail-ru.ts";
import { mailSoftware } from "./mail-software.ts";
import { microsoft } from "./microsoft.ts";
import { rackspace } from "./rackspace.ts";
import type { Receiver } from "./receiver.ts";

export const receivers: readonly Receiver[] = [
  gmail,
  comcast,
  cox,
  forpsi,
  free,
  freenet,
  gmx,
  mailRu,
  microsoft,
  rackspace,
  ...mailSoftware,
];
