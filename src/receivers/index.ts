// WHO REFUSED. To add a receiver's code: one rule in its file; to add a receiver: one file, and one line here.

import { gmail } from "./gmail.ts";
import type { Receiver } from "./receiver.ts";

export const receivers: readonly Receiver[] = [gmail];
