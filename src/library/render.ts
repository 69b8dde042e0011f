// A report in one of its formats.

import type { RenderTarget, Results } from "../model/report.ts";
import { formatNames, loadRenderer, type FormatName } from "../report/formats.ts";
import { ensureKnown } from "./arguments.ts";
import { targetDefaults } from "./defaults.ts";

/** The report in one of `formatNames`. */
export async function render(
  results: Results,
  format: FormatName = "table",
  target: Partial<RenderTarget> = {},
): Promise<string> {
  return [...(await renderParts(results, format, target))].join("");
}

/** The same piece by piece, for reports too long for one string. */
export async function renderParts(
  results: Results,
  format: FormatName,
  target: Partial<RenderTarget> = {},
): Promise<Iterable<string>> {
  ensureKnown(format, formatNames);
  const rendered = await (await loadRenderer(format))(results, { ...targetDefaults, ...target });
  return typeof rendered === "string" ? [rendered] : rendered;
}
