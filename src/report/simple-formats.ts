// The formats that an audit and a probe have both, in files of the same names. A run loads the one it needs.

import type { RenderTarget } from "../model/report.ts";
import type { ProbeFormatName } from "./formats.ts";

export type Render<Report> = (report: Report, target: RenderTarget) => string;

interface Files<Report> {
  table: () => Promise<{ render: Render<Report> }>;
  data: () => Promise<Record<"json" | "ndjson" | "csv", Render<Report>>>;
  html: () => Promise<{ render: Render<Report> }>;
  markdown: () => Promise<{ render: Render<Report> }>;
}

/** A function that loads the renderer of a format. */
export function loaderOf<Report>({ table, data, html, markdown }: Files<Report>) {
  const loaders: Record<ProbeFormatName, () => Promise<Render<Report>>> = {
    table: async () => (await table()).render,
    json: async () => (await data()).json,
    ndjson: async () => (await data()).ndjson,
    csv: async () => (await data()).csv,
    html: async () => (await html()).render,
    markdown: async () => (await markdown()).render,
  };
  return (format: ProbeFormatName) => loaders[format]();
}
