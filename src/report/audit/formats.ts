// The files of an audit's formats.

import type { AuditReport } from "../../model/audit.ts";
import type { AuditFormatName } from "../formats.ts";
import { loaderOf, type Render } from "../simple-formats.ts";

const loadCommon = loaderOf<AuditReport>({
  table: () => import("./table.ts"),
  data: () => import("./data.ts"),
  html: () => import("./html.ts"),
  markdown: () => import("./markdown.ts"),
});

export async function loadAuditRenderer(format: AuditFormatName): Promise<Render<AuditReport>> {
  return format === "zone" ? (await import("./zone.ts")).render : loadCommon(format);
}
