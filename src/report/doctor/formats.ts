// The doctor's report: lines for a terminal, or JSON (the contract whybounce.doctor/1), in which each check has its sentences.

import { escapeJson, escapeStrings } from "../../base/words/escape.ts";
import { wrap } from "../../base/words/wrap.ts";
import type { DoctorReport, DoctorState } from "../../model/doctor.ts";
import type { RenderTarget } from "../../model/report.ts";
import type { WrittenDoctorCheck } from "../../model/written.ts";
import { openPage, type Page, type Tone } from "../print/table-page.ts";
import { doctorHeadline, doctorWords } from "./words.ts";

export function renderDoctor(report: DoctorReport, format: "table" | "json", target: RenderTarget): string {
  return format === "json" ? json(report) : table(report, target);
}

function json(report: DoctorReport): string {
  const checks = report.checks.map((one): WrittenDoctorCheck => {
    const { text, wayOut } = doctorWords(one);
    return { ...one, text, wayOut };
  });
  return `${escapeJson(JSON.stringify({ ...report, checks }, null, 2))}\n`;
}

const tones: Record<DoctorState, Tone> = { ok: "green", warning: "yellow", problem: "red" };
const STATE_COLUMN = 9;
const SUBJECT_COLUMN = 15;
const INDENT = " ".repeat(STATE_COLUMN + SUBJECT_COLUMN);

function table(report: DoctorReport, target: RenderTarget): string {
  const page = openPage(target);
  const { checks } = escapeStrings(report, target.unicode);
  const lines = checks.flatMap((one) => {
    const { subject, text, wayOut } = doctorWords(one);
    const [first = "", ...rest] = shortened(page, text);
    const state = `${page.paint(tones[one.state], one.state)}${" ".repeat(STATE_COLUMN - one.state.length)}`;
    const way = wayOut === null ? [] : shortened(page, `${target.unicode ? "→" : "->"} ${wayOut}`);
    return [
      `${state}${subject.padEnd(SUBJECT_COLUMN)}${first}`,
      ...[...rest, ...way].map((line) => INDENT + line),
    ];
  });
  return `${[...lines, "", doctorHeadline(report)].join("\n")}\n`;
}

function shortened(page: Page, text: string): string[] {
  return wrap(text, { width: page.proseWidth - INDENT.length, keepPaths: true });
}
