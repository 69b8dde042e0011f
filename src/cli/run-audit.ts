// One audit from beginning to end: it is made, written, and the exit code returned.

import { ensureNotRead } from "../base/replaced-output.ts";
import { audit, renderAudit } from "../index.ts";
import type { AddressAudit, AuditResults } from "../model/audit.ts";
import { causeStands } from "../model/standing.ts";
import { EXIT } from "./exit-code.ts";
import { ensureWritable, inBlocks, writeWhole } from "./output-file.ts";
import type { Io } from "./process-io.ts";
import type { AuditRequest } from "./requests.ts";
import { renderTarget, statusOf } from "./streams.ts";

/** Resolves to the exit code. */
export async function runAudit(request: AuditRequest, io: Io): Promise<number> {
  const { output, format, domains, ips } = request;
  if (output !== null) {
    await ensureWritable(output);
    await ensureNotRead(output, request.paths);
  }
  const status = statusOf(request, io);
  const { paths, sender, helo, selectors, hostSelectors, only, blocklists, timezone, dns } = request;
  const results = await audit([...domains, ...ips], {
    paths,
    sender,
    helo,
    selectors,
    hostSelectors,
    only,
    blocklists,
    timezone,
    dns,
    onWarning: status.warn,
    onProgress: status.show,
  }).finally(status.clear);
  const text = await renderAudit(results.report, format, renderTarget(request, io));
  if (output !== null) await writeWhole(output, [text]);
  else for (const block of inBlocks([text])) await io.stdout.write(block);
  return exitCodeOf(request, results);
}

/** What could not be asked is no pass: the one who waits for a 0 learns of it. */
function exitCodeOf({ exitCode }: AuditRequest, { report, inputFailed }: AuditResults): number {
  if (inputFailed) return EXIT.failed;
  if (!exitCode) return EXIT.done;
  const audits = [...report.domains, ...report.addresses];
  const states = audits.flatMap(({ checks }) => Object.values(checks));
  if (states.includes("fail") || report.addresses.some(isRefused)) return EXIT.causeStands;
  const isUnasked = states.includes("temp") || report.addresses.some(isUnknown);
  const isCutOff = report.domains.some(({ findings }) => findings.some(({ id }) => id === "audit_cut_off"));
  return isUnasked || isCutOff ? EXIT.failed : EXIT.done;
}

function isRefused({ reverseDns }: AddressAudit): boolean {
  return reverseDns !== null && causeStands(reverseDns);
}

function isUnknown({ reverseDns }: AddressAudit): boolean {
  return reverseDns !== null && reverseDns.cause === null;
}
