// The tables of the HTML report. They scroll sideways where a screen is narrower than they are.

import { sentence } from "../../base/words/quantities.ts";
import type { Overview, OverviewColumn, OverviewRow } from "../document/overview.ts";
import type { CountTable } from "../document/sections.ts";
import { markup, type Markup } from "./html-markup.ts";
import { smallTimeline } from "./html-timeline.ts";

function table(id: string, heads: Markup[], rows: Markup[], kind: string | null = null): Markup {
  const start = kind === null ? markup`<table>` : markup`<table class="overview ${kind}">`;
  return markup`<div class="scroll" role="group" tabindex="0" aria-labelledby="${id}">${start}
<thead><tr>${heads}</tr></thead>
<tbody>
${rows}</tbody>
</table></div>`;
}

// ---------------------------------------------------------------- the overview

export function overviewTable({ of, head, columns, rows }: Overview, id: string): Markup {
  const heads = columns.map(
    (column) => markup`<th scope="col" class="${classOf(column)}">${sentence(column.head)}</th>`,
  );
  const first = markup`<th scope="col">${sentence(head)}</th>`;
  return table(
    id,
    [first, ...heads],
    rows.map((row) => overviewRow(row, columns)),
    of,
  );
}

function overviewRow(row: OverviewRow, columns: OverviewColumn[]): Markup {
  const cells = columns.map((column) => markup`<td class="${classOf(column)}">${cellOf(column, row)}</td>`);
  return markup`<tr class="${row.state}"><th scope="row">${nameOf(row)}</th>${cells}</tr>
`;
}

function nameOf({ anchor, name }: OverviewRow): Markup {
  const text = markup`<code>${name}</code>`;
  return anchor === null ? text : markup`<a href="#${anchor}">${text}</a>`;
}

/** Where there is room for one of both: whom it is for tells two actions with one cause apart, who does it stands in the block. */
const SHOWN_ON_NARROW = { addresses: true, who: false } as Partial<Record<OverviewColumn["id"], boolean>>;

/** `wide` is left out on narrow screens, where the block says it. */
function classOf({ id, style, importance }: OverviewColumn): string {
  const own = style === "number" || style === "time" || style === "bars" ? [style] : [];
  const isNarrow = SHOWN_ON_NARROW[id] ?? importance === 1;
  return [...own, ...(isNarrow ? [] : ["wide"])].join(" ");
}

function cellOf({ id, style }: OverviewColumn, row: OverviewRow): Markup | string | null {
  if (style === "bars") return smallTimeline(row.bars);
  if (style === "names") return row.names.join(", ") || "none known";
  const text = row.cells[id] ?? null;
  return style === "title" && text !== null ? markup`<span class="badge">${sentence(text)}</span>` : text;
}

// ---------------------------------------------------------------- the counts at the end

export function countTable({ id, columns, rows, sentences, command }: CountTable): Markup {
  const heads = columns.map(({ head, style }) =>
    style === "number"
      ? markup`<th scope="col" class="number">${sentence(head)}</th>`
      : markup`<th scope="col">${sentence(head)}</th>`,
  );
  const lines = rows.map(
    (row) => markup`<tr>${row.map((text, index) => countCell(columns, text, index))}</tr>\n`,
  );
  const run = command === null ? null : markup` <code>${command}</code>`;
  const end = sentences.length === 0 ? null : markup`\n<p>${sentences.join(" ")}${run}</p>`;
  return markup`${table(id, heads, lines)}${end}`;
}

function countCell(columns: CountTable["columns"], text: string, index: number): Markup {
  const style = columns[index]?.style;
  const content = style === "code" ? markup`<code>${text}</code>` : text;
  if (index === 0) return markup`<th scope="row">${content}</th>`;
  return style === "number" ? markup`<td class="number">${content}</td>` : markup`<td>${content}</td>`;
}
