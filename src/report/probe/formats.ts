// The files of a probe's formats.

import type { ProbeReport } from "../../model/probe.ts";
import { loaderOf } from "../simple-formats.ts";

export const loadProbeRenderer = loaderOf<ProbeReport>({
  table: () => import("./table.ts"),
  data: () => import("./data.ts"),
  html: () => import("./html.ts"),
  markdown: () => import("./markdown.ts"),
});
