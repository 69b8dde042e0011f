// One audit from beginning to end: it is made, once or until nothing fails, written, and the exit code returned.

import { audit, renderAudit } from "../index.ts";
import type { AddressAudit, AuditResults } from "../model/audit.ts";
import { surelyStands } from "../model/standing.ts";
import type { AuditFormatName } from "../report/formats.ts";
import { EXIT } from "./exit-code.ts";
import { openOutputs } from "./outputs.ts";
import type { Io } from "./process-io.ts";
import type { AuditRequest } from "./requests.ts";
import type { Status } from "./status-line.ts";
import { statusOf } from "./streams.ts";
import { passes, watchAudit, type WatchedAudit } from "./watch-audit.ts";

/** Resolves to the exit code. */
export async function runAudit(request: AuditRequest, io: Io): Promise<number> {
  const status = statusOf(request, io);
  const outputs = await openOutputs(request, request.paths, io, status);
  if (outputs.left().length === 0) return EXIT.failed;
  const { results, passed } = await run(request, io, status).finally(status.clear);
  await outputs.write(async (format, target) => [
    await renderAudit(results.report, format as AuditFormatName, target),
  ]);
  return outputs.failed() ? EXIT.failed : exitCodeOf(request, results, passed);
}

/** `passed` is null where nobody waits for it. */
async function run(
  request: AuditRequest,
  io: Io,
  status: Status,
): Promise<{ results: AuditResults; passed: WatchedAudit["passed"] | null }> {
  const { domains, ips, waitMilliseconds, ...options } = request;
  const { paths, sender, helo, selectors, hostSelectors, only, blocklists, timezone, dns } = options;
  const warned = new Set<string>();
  const onWarning = (text: string) => {
    if (!warned.has(text)) status.warn(text);
    warned.add(text);
  };
  const task = { paths, sender, helo, selectors, hostSelectors, only, blocklists, timezone, dns };
  const once = () => audit([...domains, ...ips], { ...task, onWarning, onProgress: status.show });
  if (waitMilliseconds === null) return { results: await once(), passed: null };
  return watchAudit(once, {
    maximumMilliseconds: waitMilliseconds,
    clock: io,
    onChange: status.warn,
    onWaiting: status.hold,
  });
}

/** What could not be asked is no pass: the one who waits for a 0 learns of it. */
function exitCodeOf(
  { exitCode }: AuditRequest,
  { report, inputFailed }: AuditResults,
  passed: boolean | null,
): number {
  if (inputFailed) return EXIT.failed;
  if (passed !== null) return passed ? EXIT.done : EXIT.causeStands;
  if (!exitCode) return EXIT.done;
  const audits = [...report.domains, ...report.addresses];
  const states = audits.flatMap(({ checks }) => Object.values(checks));
  if (states.includes("fail") || report.addresses.some(isRefused)) return EXIT.causeStands;
  return passes(report) ? EXIT.done : EXIT.failed;
}

function isRefused({ reverseDns }: AddressAudit): boolean {
  return reverseDns !== null && surelyStands(reverseDns);
}
