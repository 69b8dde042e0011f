// How a report is shown: one file and one line here for each format. A run loads the one it needs.

import type { RenderTarget, Results } from "../model/report.ts";
import type { FormatName } from "./formats.ts";

type Rendered = string | Iterable<string>;
/** Whoever calls it waits for it: some formats are written by libraries that take their time. */
export type Render = (results: Results, target: RenderTarget) => Rendered | Promise<Rendered>;

const loaders = {
  table: () => import("./print/table.ts"),
  json: () => import("./json.ts"),
  ndjson: () => import("./ndjson.ts"),
  csv: () => import("./csv.ts"),
  recipients: () => import("./recipients.ts"),
  html: () => import("./print/html.ts"),
  markdown: () => import("./print/markdown.ts"),
  prometheus: () => import("./prometheus.ts"),
  mail: () => import("./print/mail.ts"),
} satisfies Record<FormatName, () => Promise<{ render: Render }>>;

export async function loadRenderer(format: FormatName): Promise<Render> {
  return (await loaders[format]()).render;
}
