// `whybounce doctor` from beginning to end.

import { UserError } from "../base/errors.ts";
import { examineHere, renderDoctorReport } from "../index.ts";
import type { KeptTask } from "../model/doctor.ts";
import type { KeptSetting } from "./doctor-request.ts";
import { EXIT } from "./exit-code.ts";
import { openOutputs } from "./outputs.ts";
import type { Io } from "./process-io.ts";
import type { DoctorRequest } from "./requests.ts";
import { statusOf } from "./streams.ts";
import { usualFolder } from "./usual-folder.ts";

/** Resolves to the exit code. */
export async function runDoctor(request: DoctorRequest, io: Io): Promise<number> {
  const status = statusOf(request, io);
  const outputs = await openOutputs(request, [], io, status);
  if (outputs.left().length === 0) return EXIT.failed;
  const { dns, local, configuration, exitCode } = request;
  const kept = await keptTask(request.kept, io);
  status.show("looking at resolvers, logs and the mail server");
  const report = await examineHere({ dns, local, configuration, kept, node: io.nodeVersion ?? "" }).finally(
    status.clear,
  );
  await outputs.write(async (format, target) => [
    await renderDoctorReport(report, format === "json" ? format : "table", target),
  ]);
  if (outputs.failed()) return EXIT.failed;
  return exitCode && report.state === "problem" ? EXIT.causeStands : EXIT.done;
}

async function keptTask({ store, state }: KeptSetting, io: Io): Promise<KeptTask> {
  return { store: await storeTask(store, io), state, usualFolder: folderOf(io), home: io.env["HOME"] ?? "" };
}

async function storeTask(store: KeptSetting["store"], io: Io): Promise<KeptTask["store"]> {
  if (store === null || "problem" in store) return store;
  if (store.kind === "paths") return null;
  if (store.kind === "folder") {
    const directory = store.directory ?? folderOf(io);
    return directory === null ? null : { directory };
  }
  const { withCredentials } = await import("../store/address.ts");
  try {
    return await withCredentials(store.address, io.env);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { problem: "the file with its password cannot be read" };
  }
}

/** Null where nobody says where this user's files are. */
function folderOf(io: Io): string | null {
  try {
    return usualFolder(io);
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
}
