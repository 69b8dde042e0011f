// The formats of an audit. A run loads the one it needs.

import type { AuditReport } from "../../model/audit.ts";
import type { AuditFormatName } from "../formats.ts";
import type { RenderTarget } from "../../model/report.ts";

type Render = (report: AuditReport, target: RenderTarget) => string;

const loaders: Record<AuditFormatName, () => Promise<Render>> = {
  table: async () => (await import("./table.ts")).render,
  json: async () => (await import("./data.ts")).json,
  ndjson: async () => (await import("./data.ts")).ndjson,
  csv: async () => (await import("./data.ts")).csv,
  html: async () => (await import("./html.ts")).render,
  markdown: async () => (await import("./markdown.ts")).render,
};

export function loadAuditRenderer(format: AuditFormatName): Promise<Render> {
  return loaders[format]();
}
