// The command line within this process, with an environment of its own.

import { main, type Io } from "../../src/cli/main.ts";

export async function runCommand(words: string[], env: Record<string, string>, signal?: AbortSignal) {
  let [stdout, stderr] = ["", ""];
  const output = (take: (text: string) => void) => ({
    write: async (text: string) => take(text),
    isTerminal: false,
    columns: undefined,
  });
  const io: Io = {
    stdout: output((text) => (stdout += text)),
    stderr: output((text) => (stderr += text)),
    stdin: () => (async function* () {})(),
    stdinIsPiped: false,
    env,
    now: Date.now,
    sleep: async () => {},
    ...(signal ? { signal } : {}),
  };
  const code = await main(words, io);
  return { code, stdout, stderr };
}
