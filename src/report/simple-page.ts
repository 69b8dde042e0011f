// The page of an audit and of a probe, complete in one file: no network, no script. A Content-Security-Policy backs up
// the escaping of what strangers wrote into the DNS, and of what they said.

import { Markup, markup } from "./print/html-markup.ts";
import { pageHead } from "./print/html-page.ts";

interface SimplePage {
  /** Before the headline in the title: `Audit`. */
  kind: string;
  headline: string;
  content: Markup;
  warnings: string[];
}

export function simplePage({ kind, headline, content, warnings }: SimplePage): string {
  return markup`<!doctype html>
<html lang="en">
${pageHead({ title: `${kind}: ${headline}`, style: STYLE })}
<body>
<main>
<h1>${headline}</h1>
${content}${warnings.map((text) => markup`<p class="warn">${text}</p>\n`)}</main>
</body>
</html>
`.text;
}

export interface SimpleTable {
  /** What it is, for those who hear it. */
  label: string;
  heads: readonly string[];
  rows: { text: string; state?: string }[][];
}

/** A narrow screen scrolls it, and so does the keyboard. */
export function simpleTable({ label, heads, rows }: SimpleTable): Markup {
  const head = heads.map((text) => markup`<th scope="col">${text}</th>`);
  const lines = rows.map((cells) => markup`<tr>${cells.map(cell)}</tr>\n`);
  return markup`<div class="scroll" role="group" tabindex="0" aria-label="${label}"><table>
<thead><tr>${head}</tr></thead>
<tbody>
${lines}</tbody>
</table></div>
`;
}

function cell({ text, state }: { text: string; state?: string }): Markup {
  return state === undefined ? markup`<td>${text}</td>` : markup`<td class="${state}">${text}</td>`;
}

export interface SimpleRemark {
  state: string;
  /** `spf (spf_none): …` */
  text: string;
  action: string | null;
  record: string | null;
}

export function simpleRemark({ state, text, action, record }: SimpleRemark): Markup {
  return markup`<p><strong class="${state}">${state}</strong> ${text}</p>
${action === null ? null : markup`<p>To do: ${action}</p>\n`}${record === null ? null : markup`<pre>${record}</pre>\n`}`;
}

const STYLE = `
:root { color-scheme: light dark; --page: #f4f5f7; --card: #fff; --ink: #1a2230; --line: #d9dee5; --code: #f1f3f6; --link: #0b57d0;
  --fail: #b3261e; --warn: #7a5200; --pass: #17692f; --unknown: #48566a; }
@media (prefers-color-scheme: dark) { :root { --page: #11151b; --card: #1a2029; --ink: #e8ecf1; --line: #343d4a;
  --code: #121820; --link: #8ab4f8; --fail: #ff9d94; --warn: #f2c35b; --pass: #7fd894; --unknown: #b7c3d2; } }
body { margin: 0 auto; max-width: 64rem; padding: 1.5rem; background: var(--page); color: var(--ink);
  font: 1rem/1.55 system-ui, sans-serif; overflow-wrap: anywhere; }
section { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 0 1.25rem 1rem; margin: 1.25rem 0; }
h1 { font-size: clamp(1.3rem, 1rem + 1.4vw, 1.8rem); line-height: 1.3; } h2 { font-size: 1.18rem; line-height: 1.35; }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
.scroll { overflow-x: auto; } section > .scroll:first-child { margin-top: 1rem; }
table { border-collapse: collapse; } th, td { text-align: left; padding: .2rem .9rem .2rem 0; overflow-wrap: normal; }
pre { background: var(--code); padding: .6rem .8rem; border-radius: 6px; white-space: pre-wrap; }
.fail { color: var(--fail); } .warn, .temp { color: var(--warn); } .pass { color: var(--pass); } .unknown, .note { color: var(--unknown); }
@media (max-width: 42rem) { body { padding: .8rem; } section { padding: 0 .95rem .8rem; } }
@media print {
  @page { margin: 15mm; }
  :root { color-scheme: light; --page: #fff; --card: #fff; --ink: #000; --line: #bbb; --code: #f4f4f4;
    --fail: #9c1c15; --warn: #6b4700; --pass: #14582a; --unknown: #3c4757; }
  body { max-width: none; padding: 0; font-size: 10.5pt; }
  section { border: 0; padding: 0; margin: 1.6rem 0; }
  h1, h2 { break-after: avoid; } tr, pre { break-inside: avoid; }
}
`;
