// The tool as a user runs it: the built command.

import { fileURLToPath } from "node:url";
import type { AnalysisEvent } from "../../src/model/events.ts";
import type { Report } from "../../src/model/report.ts";
import { execute } from "./network.ts";
import { TIME_ZONE } from "./machine.ts";

const command = fileURLToPath(new URL("../../bin/whybounce.js", import.meta.url));
const MAXIMUM_OUTPUT = 64 * 1024 * 1024;

export async function whybounce(...words: string[]): Promise<string> {
  const options = { maxBuffer: MAXIMUM_OUTPUT };
  return (await execute(process.execPath, [command, ...words], options)).stdout;
}

export async function eventsOf(...paths: string[]): Promise<AnalysisEvent[]> {
  const lines = (await whybounce(...paths, "--no-dns", "--timezone", TIME_ZONE, "--format", "ndjson")).split(
    "\n",
  );
  return lines.filter(Boolean).map((line) => JSON.parse(line) as AnalysisEvent);
}

export async function reportOf(paths: string[], ...options: string[]): Promise<Report> {
  const text = await whybounce(...paths, ...options, "--timezone", TIME_ZONE, "--format", "json");
  return JSON.parse(text) as Report;
}
