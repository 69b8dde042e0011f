// Runs `whybounce probe` within the test: the server and the DNS are on loopback, the state in a folder of the test.

import { main, type Io } from "../../src/cli/main.ts";
import type { ProbedAddress, ProbeReport } from "../../src/model/probe.ts";

export interface Ran {
  code: number;
  stdout: string;
  stderr: string;
}

export async function run(words: readonly string[], env: Io["env"] = {}): Promise<Ran> {
  const seen = { code: -1, stdout: "", stderr: "" };
  const stream = (name: "stdout" | "stderr") => ({
    write: async (text: string) => void (seen[name] += text),
    isTerminal: false,
    columns: undefined,
  });
  const io: Io = {
    stdout: stream("stdout"),
    stderr: stream("stderr"),
    stdin: async function* () {},
    stdinIsPiped: false,
    env: { LANG: "C.UTF-8", ...env },
    userId: 1000,
    now: Date.now,
    sleep: async () => {},
  };
  seen.code = await main(["probe", "--no-config", "--no-authoritative", ...words], io);
  return seen;
}

export async function report(
  words: readonly string[],
): Promise<ProbeReport & { code: number; stderr: string }> {
  const { code, stdout, stderr } = await run(["--json", ...words]);
  if (stdout === "") throw new Error(stderr);
  return { ...(JSON.parse(stdout) as ProbeReport), code, stderr };
}

export const idsOf = ({ findings }: Pick<ProbedAddress, "findings">) => findings.map(({ id }) => id);
