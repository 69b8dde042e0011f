// What can be done on this machine, as a report of its own.

import type { DoctorReport, DoctorTask } from "../model/doctor.ts";
import type { RenderTarget } from "../model/report.ts";
import { targetDefaults } from "./defaults.ts";

/** Whether logs can be read, the DNS asked and the mail server known here. */
export async function examineHere(task: DoctorTask): Promise<DoctorReport> {
  const { examine } = await import("../doctor/examine.ts");
  return examine(task);
}

export async function renderDoctorReport(
  report: DoctorReport,
  format: "table" | "json" = "table",
  target: Partial<RenderTarget> = {},
): Promise<string> {
  const { renderDoctor } = await import("../report/doctor/formats.ts");
  return renderDoctor(report, format, { ...targetDefaults, ...target });
}
