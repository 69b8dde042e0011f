// `whybounce check`: the addresses are collected and diagnosed, once or until every one passes.

import { UserError } from "../base/errors.ts";
import { untilAborted } from "../base/until-aborted.ts";
import type { Results } from "../model/report.ts";
import type { Io } from "./process-io.ts";
import type { CheckRequest } from "./requests.ts";
import type { Pipeline } from "./pipeline.ts";
import type { Status } from "./status-line.ts";
import { standardInput } from "./streams.ts";
import type { TargetList } from "./target-list.ts";
import type { Outcome } from "./watch.ts";

export async function runCheck(
  request: CheckRequest,
  io: Io,
  status: Status,
  pipeline: Pipeline,
): Promise<Outcome> {
  const { dns, helo, local, from, waitMilliseconds } = request;
  const { targets, problems } = await targetsOf(request, io, status);
  const last = targets.length === 0 ? problems.pop() : undefined;
  for (const problem of problems) status.warn(problem);
  if (last !== undefined) throw new UserError(last);
  const onWarning = once(status.warn);
  const asked = { problems, dns, helo, local, from, onWarning, onProgress: status.show };
  const check = () => pipeline.check(targets, asked);
  if (waitMilliseconds === null) return { results: await check(), passed: null };
  const { watch } = await import("./watch.ts");
  return watch(unlessBlind(check), {
    maximumMilliseconds: waitMilliseconds,
    clock: io,
    onChange: status.warn,
    onWaiting: status.hold,
  });
}

/** A look at which fewer names could be asked than at the one before it tells nothing: the state before stands. */
export function unlessBlind(check: () => Promise<Results>): () => Promise<Results> {
  let seen: Results | null = null;
  return async () => {
    const before = seen;
    try {
      const results = await check();
      if (before !== null && results.inputFailed && !before.inputFailed) return before;
      seen = results;
      return results;
    } catch (error) {
      if (before === null || !(error instanceof UserError)) throw error;
      return before;
    }
  };
}

/** The warning of a resolver that is down is shown once, however often it is asked. */
function once(warn: (text: string) => void): (text: string) => void {
  const warnings = new Set<string>();
  return (text) => {
    if (!warnings.has(text)) warn(text);
    warnings.add(text);
  };
}

/** Those of the command line, of files and of standard input; else this machine's own. */
async function targetsOf(request: CheckRequest, io: Io, status: Status): Promise<TargetList> {
  const { targets, lists } = request;
  const bytes = await listOnStdin(request, io, status);
  if (bytes !== null || lists.length > 0) {
    const { readTargetLists } = await import("./target-list.ts");
    return readTargetLists(targets, lists, bytes);
  }
  if (targets.length > 0) return { targets, problems: [] };
  const { ownTargets } = await import("./own-addresses.ts");
  return { targets: ownTargets(request.local, status.warn, io.interfaces?.()), problems: [] };
}

function listOnStdin(request: CheckRequest, io: Io, status: Status): Promise<Bytes | null> | Bytes | null {
  if (request.standardInput === "no") return null;
  if (request.standardInput === "yes") return untilAborted(io.stdin(), io.signal);
  return standardInput([], io, status.warn);
}

type Bytes = AsyncIterable<Uint8Array>;
