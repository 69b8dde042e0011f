// A process that a test ends at once, as when the power fails.

import { once } from "node:events";

/** `start` gives the running process. */
export function createKilledProcess() {
  let running = null;

  async function kill() {
    // Forgotten at once: by the time it has ended, the next one may be running.
    const ending = running;
    running = null;
    if (ending === null || ending.exitCode !== null) return;
    const ended = once(ending, "exit");
    ending.kill("SIGKILL");
    await ended;
  }

  const start = (child) => (running = child);
  return { start, kill, pid: () => running?.pid };
}
