// @ts-check
// Loaded in front of a program (`node --import`): when it ends, writes the most memory that it ever held to the file
// that PEAK_MEMORY_FILE names, in bytes. Not `maxRSS`: a process inherits that of the one which started it.

import { readFileSync, writeFileSync } from "node:fs";

process.on("exit", () => {
  const kibibytes = Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync("/proc/self/status", "utf8"))?.[1]);
  writeFileSync(process.env["PEAK_MEMORY_FILE"] ?? "", String(kibibytes * 1_024));
});
