// The report for people, as text.

import type { RenderTarget, Results } from "../../model/report.ts";
import { tableText } from "./table-text.ts";

export function render(results: Results, target: RenderTarget): string {
  return tableText(results, target);
}
