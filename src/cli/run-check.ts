// `whybounce check`: the addresses are collected and diagnosed, once or until every one passes.

import { untilAborted } from "../base/until-aborted.ts";
import type { AddressList } from "./address-list.ts";
import type { Io } from "./process-io.ts";
import type { CheckRequest } from "./requests.ts";
import type { Pipeline } from "./pipeline.ts";
import type { Status } from "./status-line.ts";
import type { Outcome } from "./watch.ts";

export async function runCheck(
  request: CheckRequest,
  io: Io,
  status: Status,
  pipeline: Pipeline,
): Promise<Outcome> {
  const { dns, helo, local, from, waitMilliseconds } = request;
  const { ips, problems } = await addressesOf(request, io);
  for (const problem of problems) status.warn(problem);
  const onWarning = once(status.warn);
  const asked = { problems, dns, helo, local, from };
  const check = () => pipeline.check(ips, { ...asked, onWarning, onProgress: status.show });
  if (waitMilliseconds === null) return { results: await check(), passed: null };
  const { watch } = await import("./watch.ts");
  return watch(check, {
    maximumMilliseconds: waitMilliseconds,
    clock: io,
    onChange: status.warn,
    onWaiting: status.hold,
  });
}

/** The warning of a resolver that is down is shown once, however often it is asked. */
function once(warn: (text: string) => void): (text: string) => void {
  const warnings = new Set<string>();
  return (text) => {
    if (!warnings.has(text)) warn(text);
    warnings.add(text);
  };
}

/** Those of the command line, of a file and of standard input. */
async function addressesOf({ ips, input, readsStdin }: CheckRequest, io: Io): Promise<AddressList> {
  if (input === null && !readsStdin) return { ips, problems: [] };
  const { readAddressLists } = await import("./address-list.ts");
  return readAddressLists(ips, input, readsStdin ? untilAborted(io.stdin(), io.signal) : null);
}
