// How a report is shown: one file and one line here for each format. A run loads the one it needs.

import type { RenderTarget, Results } from "../model.ts";
import type { FormatName } from "./formats.ts";

export type Render = (results: Results, target: RenderTarget) => string | Iterable<string>;

const loaders = {
  table: () => import("./table.ts"),
  json: () => import("./json.ts"),
  ndjson: () => import("./ndjson.ts"),
  csv: () => import("./csv.ts"),
  recipients: () => import("./recipients.ts"),
} satisfies Record<FormatName, () => Promise<{ render: Render }>>;

export async function loadRenderer(format: FormatName): Promise<Render> {
  return (await loaders[format]()).render;
}
