// Which hosts of a fleet have pushed lately: no refusals of a host that is silent say nothing.

import type { HostRuns } from "../../model/report.ts";
import { grouped, minuteWords, some } from "../../base/words/quantities.ts";
import type { SectionOf } from "./ending.ts";

/** The JSON report has all of them. */
const MAX_SILENT = 10;

export const hosts: SectionOf = ({ hosts: runs }) => {
  if (!runs) return null;
  return { kind: "note", id: "hosts", title: "Hosts of the store", text: hostsSentence(runs) };
};

function hostsSentence({ known, reported, silent }: HostRuns): string {
  const all = reported === known;
  const words = all
    ? `All ${grouped(known)} hosts have reported this week`
    : `${grouped(reported)} of ${grouped(known)} hosts have reported this week`;
  const week = known === 1 && all ? "The one host has reported this week" : words;
  if (silent.length === 0) return `${week}.`;
  const names = silent.map(({ host, last }) =>
    last === null ? host : `${host} (last ${minuteWords(last)})`,
  );
  return `${week}; silent: ${some(names, MAX_SILENT)}.`;
}
