// One probe from beginning to end: it is made, written, and the exit code returned.

import { probe, renderProbe } from "../index.ts";
import { UserError } from "../base/errors.ts";
import type { ProbeResults } from "../model/probe.ts";
import type { ProbeFormatName } from "../report/formats.ts";
import { EXIT } from "./exit-code.ts";
import { openOutputs } from "./outputs.ts";
import type { Io } from "./process-io.ts";
import type { ProbeRequest } from "./requests.ts";
import { statusOf } from "./streams.ts";
import { usualFolder } from "./usual-folder.ts";

/** Resolves to the exit code. */
export async function runProbe(request: ProbeRequest, io: Io): Promise<number> {
  const status = statusOf(request, io);
  const outputs = await openOutputs(request, [...request.paths, ...request.received], io, status);
  if (outputs.left().length === 0) return EXIT.failed;
  const { ips, stateFolder: named, exitCode, outputs: _outputs, ...options } = request;
  const isCalling = request.connect || (request.send !== null && !request.send.viaMailer);
  const stateFolder = named ?? (isCalling ? stateFolderOf(io) : "");
  const { paths, received, domain, server, helo, connect, send, timeoutMilliseconds, local, timezone, dns } =
    options;
  const task = {
    paths,
    received,
    domain,
    server,
    helo,
    connect,
    send,
    timeoutMilliseconds,
    local,
    timezone,
    dns,
  };
  const listeners = { onWarning: status.warn, onProgress: status.show, signal: io.signal };
  const results = await probe(ips, { ...task, stateFolder, ...listeners }).finally(status.clear);
  await outputs.write(async (format, target) => [
    await renderProbe(results.report, format as ProbeFormatName, target),
  ]);
  if (outputs.failed()) return EXIT.failed;
  return io.signal?.aborted === true ? EXIT.interrupted : exitCodeOf(exitCode, results);
}

function stateFolderOf(io: Io): string {
  try {
    return usualFolder(io);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new UserError({ ...error.mistake, nextStep: ["name a folder with ", { option: "probeState" }] });
  }
}

/** What is not known is no pass: the one who asks for the exit code learns of it. */
function exitCodeOf(isAsked: boolean, { report, inputFailed }: ProbeResults): number {
  if (inputFailed) return EXIT.failed;
  if (!isAsked) return EXIT.done;
  const senders = report.addresses.filter(({ sends }) => sends !== "no");
  const states = [...senders, ...report.findings].map(({ state }) => state);
  if (states.includes("fail")) return EXIT.causeStands;
  return states.includes("unknown") || senders.length === 0 ? EXIT.failed : EXIT.done;
}
