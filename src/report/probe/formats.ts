// The formats of a probe. A run loads the one it needs.

import type { ProbeReport } from "../../model/probe.ts";
import type { RenderTarget } from "../../model/report.ts";
import type { ProbeFormatName } from "../formats.ts";

type Render = (report: ProbeReport, target: RenderTarget) => string;

const loaders: Record<ProbeFormatName, () => Promise<Render>> = {
  table: async () => (await import("./table.ts")).render,
  json: async () => (await import("./data.ts")).json,
  ndjson: async () => (await import("./data.ts")).ndjson,
  csv: async () => (await import("./data.ts")).csv,
  html: async () => (await import("./html.ts")).render,
  markdown: async () => (await import("./markdown.ts")).render,
};

export function loadProbeRenderer(format: ProbeFormatName): Promise<Render> {
  return loaders[format]();
}
