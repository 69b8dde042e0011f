// `whybounce doctor` from beginning to end.

import { examineHere, renderDoctorReport } from "../index.ts";
import { EXIT } from "./exit-code.ts";
import { openOutputs } from "./outputs.ts";
import type { Io } from "./process-io.ts";
import type { DoctorRequest } from "./requests.ts";
import { statusOf } from "./streams.ts";

/** Resolves to the exit code. */
export async function runDoctor(request: DoctorRequest, io: Io): Promise<number> {
  const status = statusOf(request, io);
  const outputs = await openOutputs(request, [], io, status);
  if (outputs.left().length === 0) return EXIT.failed;
  const { dns, local, configuration, exitCode } = request;
  status.show("looking at resolvers, logs and the mail server");
  const report = await examineHere({ dns, local, configuration, node: io.nodeVersion ?? "" }).finally(
    status.clear,
  );
  await outputs.write(async (format, target) => [
    await renderDoctorReport(report, format === "json" ? format : "table", target),
  ]);
  if (outputs.failed()) return EXIT.failed;
  return exitCode && report.state === "problem" ? EXIT.causeStands : EXIT.done;
}
