// Where the thread is that reads mail. In the program as one file, it is inside: another module is put in this one's place.

import type { ThreadModule } from "../threads/thread.ts";

export const mailThread: ThreadModule = new URL("./thread.js", import.meta.url);
