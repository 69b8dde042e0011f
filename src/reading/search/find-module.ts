// Where the thread is that searches. In the program as one file, it is inside: another module is put in this one's place.

import type { ThreadModule } from "../threads/thread.ts";

export const findThread: ThreadModule = new URL("./find-worker.js", import.meta.url);
