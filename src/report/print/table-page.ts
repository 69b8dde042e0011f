// What the parts of the text report share: the width to keep, colors, headings and labeled paragraphs.

import { styleText } from "node:util";
import type { RenderTarget } from "../../model/report.ts";
import type { State } from "../document/sections.ts";
import { wrap } from "../../base/words/wrap.ts";

export type Tone = "bold" | "dim" | "red" | "yellow" | "green" | "cyan";

export interface Page {
  width: number;
  /** Prose is hard to read in longer lines than this. */
  proseWidth: number;
  unicode: boolean;
  /** A line over the whole width. */
  rule: string;
  paint(tone: Tone, text: string): string;
  /** A title with a rule below it. */
  heading(title: string, tone?: Tone): string[];
}

/** An IPv6 address (39 characters) must fit; in wider rows than the maximum the eye loses the line. */
const MINIMUM_WIDTH = 40;
const MAXIMUM_WIDTH = 160;
const MAXIMUM_PROSE_WIDTH = 100;

export function openPage(target: RenderTarget): Page {
  const width = Math.min(Math.max(target.width, MINIMUM_WIDTH), MAXIMUM_WIDTH);
  const proseWidth = Math.min(width, MAXIMUM_PROSE_WIDTH);
  const rule = (target.unicode ? "─" : "-").repeat(width);
  const paint = (tone: Tone, text: string) =>
    target.color ? styleText(tone, text, { validateStream: false }) : text;
  const heading = (title: string, tone?: Tone) => [
    ...wrap(title, { width: proseWidth }).map((line) => paint("bold", tone ? paint(tone, line) : line)),
    paint("dim", rule),
  ];
  return { width, proseWidth, unicode: target.unicode, rule, paint, heading };
}

export const stateTone = {
  pass: "green",
  warn: "yellow",
  fail: "red",
  unknown: "dim",
} satisfies Record<State, Tone>;

const LABEL_WIDTH = 10;

/** `Evidence  …`: a paragraph whose first line begins with a label; the other lines are indented. */
export function labelled(page: Page, label: string, text: string, marker = ""): string[] {
  const blank = " ".repeat(LABEL_WIDTH);
  const [first = "", ...rest] = wrap(text, {
    width: page.proseWidth,
    first: blank + marker,
    rest: blank + " ".repeat(marker.length),
    keepPaths: true,
  });
  const start = label === "" ? blank : page.paint("cyan", label.padEnd(LABEL_WIDTH));
  return [start + first.slice(LABEL_WIDTH), ...rest];
}

/** Several paragraphs under one label, each with a dash if there is more than one. */
export function labelledList(page: Page, label: string, texts: string[]): string[] {
  const marker = texts.length > 1 ? "- " : "";
  return texts.flatMap((text, index) => labelled(page, index === 0 ? label : "", text, marker));
}

/** A paragraph over the whole width. */
export function paragraph(page: Page, text: string): string[] {
  return wrap(text, { width: page.proseWidth, keepPaths: true });
}

/** What the reader is to copy is what stands out most. */
export function recordLine(page: Page, record: string): string {
  return page.paint("bold", page.paint("cyan", record));
}
