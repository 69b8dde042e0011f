// The tables at the end of the text report: refusals that belong to no address, and what was read.

import type { CountTable, SectionOfKind } from "../document/sections.ts";
import type { ShownInput } from "../document/inputs.ts";
import { paragraph, type Page } from "./table-page.ts";
import { displayWidth, wrap } from "../../base/words/wrap.ts";

/** `550-5.7.26` has ten; merged event files may hold anything. */
const MAXIMUM_CODE_WIDTH = 16;

export function countLines(page: Page, table: CountTable): string[] {
  const { title, sentences, command } = table;
  return [
    ...page.heading(title),
    ...rowLines(page, table),
    ...(sentences.length === 0 ? [] : ["", ...sentences.flatMap((text) => paragraph(page, text))]),
    ...(command === null ? [] : ["", command]),
  ];
}

/** Number and code come first, in columns of their own; the rest is prose: `12  550-5.7.25  Yahoo: 203.0.113.5`. */
function rowLines(page: Page, { columns, rows }: CountTable): string[] {
  const cells = (row: string[], ...styles: string[]) =>
    row.filter((text, index) => text !== "" && styles.includes(columns[index]?.style ?? "")).join(": ");
  const amountWidth = widest(rows.map((row) => cells(row, "number")));
  const codeWidth = Math.min(widest(rows.map((row) => cells(row, "code"))), MAXIMUM_CODE_WIDTH);
  return rows.flatMap((row) => {
    const code = Array.from(cells(row, "code")).slice(0, MAXIMUM_CODE_WIDTH).join("");
    const first = `${cells(row, "number").padStart(amountWidth)}  ${code.padEnd(codeWidth)}  `;
    return wrap(cells(row, "text", "addresses"), { width: page.proseWidth, first });
  });
}

function widest(texts: string[]): number {
  return Math.max(...texts.map((text) => text.length));
}

export function inputLines(page: Page, { title, inputs, remarks }: SectionOfKind<"inputs">): string[] {
  const pathWidth = commonPathWidth(page, inputs);
  return [
    ...page.heading(title),
    ...inputs.flatMap((input) => inputLine(page, input, pathWidth)),
    ...remarks.flatMap((text) => paragraph(page, text)),
  ];
}

/** The width of the longest path that leaves its facts room on the same line. */
function commonPathWidth(page: Page, inputs: ShownInput[]): number {
  const fitting = inputs.filter((input) => displayWidth(`${input.path}  ${input.facts}`) <= page.width);
  const paths = Math.max(0, ...fitting.map(({ path }) => displayWidth(path)));
  const facts = Math.max(0, ...fitting.map((input) => displayWidth(input.facts)));
  return Math.min(paths, page.width - facts - 2);
}

/** The path stays whole; the facts follow on the same line if there is room. */
function inputLine(page: Page, input: ShownInput, pathWidth: number): string[] {
  const { facts } = input;
  const blank = " ".repeat(Math.max(pathWidth - displayWidth(input.path), 0));
  const oneLine = `${input.path}${blank}  ${facts}`;
  const lines =
    displayWidth(oneLine) <= page.width
      ? [oneLine]
      : [input.path, ...wrap(facts, { width: page.proseWidth, first: "  " })];
  const warnings = input.warnings.flatMap((warning) =>
    wrap(warning, { width: page.proseWidth, first: "  ! ", keepPaths: true }),
  );
  return [...lines, ...warnings.map((line) => page.paint("yellow", line))];
}
