// What the DNS said of the addresses earlier, as the store that is read has kept it.

import { commandLineName, mistakeSentence, UserError } from "../base/errors.ts";
import type { AnalysisTask, HistoryFolder, StoreOptions } from "../model/options.ts";
import type { SendingIpReport } from "../model/report.ts";

/** A history that cannot be read or kept is no reason to keep back the report. */
export async function tellHistory(
  { store, recordDns = false, dns, onWarning }: AnalysisTask,
  sendingIps: SendingIpReport[],
): Promise<{ sendingIps: SendingIpReport[]; warnings: string[] }> {
  if (!store || dns === null) return { sendingIps, warnings: [] };
  try {
    return { sendingIps: await withHistoryOf(store, sendingIps, recordDns), warnings: [] };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const reason = mistakeSentence(error.mistake, commandLineName);
    const warning = `${reason}; what the DNS said earlier is not told${recordDns ? ", and today's answers were not kept" : ""}`;
    onWarning(warning);
    return { sendingIps, warnings: [warning] };
  }
}

async function withHistoryOf(
  store: StoreOptions | HistoryFolder,
  sendingIps: SendingIpReport[],
  recordDns: boolean,
): Promise<SendingIpReport[]> {
  if ("directory" in store) {
    const { withFolderHistory } = await import("../store/history/dns.ts");
    return withFolderHistory(store.directory, sendingIps, recordDns);
  }
  const { withHistory } = await import("../store/dns-history.ts");
  return withHistory(store, sendingIps, recordDns);
}
