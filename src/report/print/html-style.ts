// The style of the HTML report: light and dark, for screens of any width and for paper. It holds no data, so
// that its hash in the Content-Security-Policy never changes.

export const STYLE = `
:root {
  color-scheme: light dark;
  --page: #f4f5f7; --card: #fff; --ink: #1a2230; --soft: #526071; --line: #d9dee5; --code: #f1f3f6;
  --link: #0b57d0; --bar: #55718f; --grid: #e3e7ec;
  --fail: #b3261e; --fail-back: #fdecea; --warn: #7a5200; --warn-back: #fdf3d8;
  --pass: #17692f; --pass-back: #e4f5e8; --unknown: #48566a; --unknown-back: #e9edf2;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #11151b; --card: #1a2029; --ink: #e8ecf1; --soft: #a5b1c0; --line: #343d4a; --code: #121820;
    --link: #8ab4f8; --bar: #86a5c8; --grid: #2b333f;
    --fail: #ff9d94; --fail-back: #45211f; --warn: #f2c35b; --warn-back: #3d3014;
    --pass: #7fd894; --pass-back: #17351f; --unknown: #b7c3d2; --unknown-back: #2a323e;
  }
}
* { box-sizing: border-box; }
html { font: 100%/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif; -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--page); color: var(--ink); overflow-wrap: anywhere; }
header, main, footer { max-width: 62rem; margin: 0 auto; padding: 0 1.25rem; }
a { color: var(--link); }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; border-radius: 4px; }
code, pre { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: .9em; }
.skip { position: absolute; left: -99rem; }
.skip:focus { left: 1rem; top: 1rem; background: var(--card); padding: .5rem 1rem; }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }

header { padding-top: 2.25rem; padding-bottom: .5rem; }
.brand { margin: 0 0 .4rem; font-size: .82rem; letter-spacing: .06em; color: var(--soft); }
h1 { margin: 0 0 .6rem; font-size: clamp(1.3rem, 1rem + 1.4vw, 1.8rem); line-height: 1.3; text-wrap: balance; }
header p { margin: .3rem 0; max-width: 46rem; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(8rem, 1fr)); gap: .75rem; margin: 1.4rem 0 0; }
.tiles div { display: flex; flex-direction: column-reverse; justify-content: flex-end; background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: .7rem .9rem; }
.tiles dt { color: var(--soft); font-size: .85rem; }
.tiles dd { margin: 0; font-size: 1.6rem; font-weight: 650; line-height: 1.2; font-variant-numeric: tabular-nums; }
.tiles .bad dd { color: var(--fail); }
.tiles .good dd { color: var(--pass); }

section, article { background: var(--card); border: 1px solid var(--line); border-radius: 12px; margin: 1.25rem 0; padding: 1.1rem 1.3rem 1.3rem; }
h2 { margin: 0 0 .7rem; font-size: 1.18rem; line-height: 1.35; }
h3 { margin: 1.3rem 0 .4rem; font-size: 1rem; }
p { margin: .5rem 0; }
ul, ol { margin: .4rem 0; padding-left: 1.4rem; }
li { margin: .3rem 0; }

.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .93rem; }
th, td { padding: .5rem .7rem .5rem 0; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); }
tr > :last-child { padding-right: 0; }
tbody tr:last-child > * { border-bottom: 0; }
thead th { color: var(--soft); font-weight: 600; font-size: .82rem; vertical-align: bottom; white-space: nowrap; }
tbody th { font-weight: 500; min-width: 9.2rem; }
.actions tbody th { min-width: 0; }
.actions td { overflow-wrap: break-word; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
td.time, .date { white-space: nowrap; }
td.bars { min-width: 7rem; width: 9rem; padding-top: .35rem; }

.sort { font: inherit; color: inherit; background: none; border: 0; padding: 0; cursor: pointer; text-align: inherit; }
.sort:hover { color: var(--link); }
[aria-sort="ascending"] .sort::after { content: " \\2191"; }
[aria-sort="descending"] .sort::after { content: " \\2193"; }
.find { display: flex; flex-wrap: wrap; align-items: center; gap: .4rem .8rem; margin: 1.25rem 0 0; }
.find label { color: var(--soft); font-size: .9rem; }
.find input { flex: 1 1 14rem; min-width: 0; padding: .45rem .7rem; font: inherit; color: var(--ink); background: var(--card); border: 1px solid var(--soft); border-radius: 8px; }

.badge { display: inline-block; border-radius: 6px; padding: .08rem .5rem; font-size: .93em; font-weight: 600; }
.fail .badge { color: var(--fail); background: var(--fail-back); }
.warn .badge { color: var(--warn); background: var(--warn-back); }
.pass .badge { color: var(--pass); background: var(--pass-back); }
.unknown .badge { color: var(--unknown); background: var(--unknown-back); }

article { border-left-width: 5px; }
article.fail { border-left-color: var(--fail); }
article.warn { border-left-color: var(--warn); }
article.pass { border-left-color: var(--pass); }
article.unknown { border-left-color: var(--unknown); }
article h2 code { font-size: 1.05em; margin-right: .5rem; }
.summary { font-size: 1.04rem; }
.facts { display: grid; grid-template-columns: max-content 1fr; gap: .3rem 1.1rem; margin: .9rem 0 0; }
.facts dt { color: var(--soft); }
.facts dd { margin: 0; }

figure { margin: 1rem 0 .4rem; }
figcaption { color: var(--soft); font-size: .85rem; }
svg { display: block; width: 100%; }
.bar { fill: var(--bar); }
.gridline { stroke: var(--grid); }
.axis { stroke: var(--line); }
svg text { fill: var(--soft); font-size: 11px; font-family: inherit; }

.steps > li { margin: .8rem 0; }
.steps > .lettered { list-style: none; }
.steps p { margin: .15rem 0; }
.who { color: var(--soft); }
.who b { font-weight: 600; color: var(--ink); }
.copy { position: relative; margin: .55rem 0; background: var(--code); border: 1px solid var(--line); border-radius: 8px; }
.copy pre { margin: 0; padding: .65rem .8rem; white-space: pre-wrap; }
.copy:has(button) pre { padding-right: 6.5rem; }
.copy .long { max-height: 22rem; overflow: auto; }
.copy button { position: absolute; top: .35rem; right: .35rem; min-width: 4.4rem; padding: .25rem .7rem; font: inherit; font-size: .85rem; color: var(--ink); background: var(--card); border: 1px solid var(--line); border-radius: 6px; cursor: pointer; }
.copy button:hover { border-color: var(--link); color: var(--link); }
.then { border-left: 3px solid var(--line); padding-left: .8rem; }
.evidence li, .paths li { font-size: .93rem; }
.warning { color: var(--warn); }
footer { color: var(--soft); font-size: .85rem; padding-bottom: 2.5rem; }

@media (max-width: 42rem) {
  header, main, footer { padding-left: .8rem; padding-right: .8rem; }
  section, article { padding: .9rem .95rem 1.1rem; }
  .wide { display: none; }
  .tiles { grid-template-columns: repeat(3, 1fr); gap: .5rem; }
  .tiles div { padding: .5rem .65rem; }
  .tiles dd { font-size: 1.3rem; }
  .facts { grid-template-columns: 1fr; gap: 0; }
  .facts dd { margin-bottom: .5rem; }
  article h2 .badge { display: table; margin-top: .3rem; }
  .addresses tbody th { min-width: 7.2rem; }
  td .badge { font-size: .85rem; }
  th code { font-size: .82em; }
  .copy:has(button) pre { padding: 2.4rem .8rem .65rem; }
}
@media print {
  @page { margin: 12mm; }
  :root {
    color-scheme: light;
    --page: #fff; --card: #fff; --ink: #000; --soft: #444; --line: #bbb; --code: #f4f4f4; --link: #000; --bar: #555; --grid: #ddd;
    --fail: #9c1c15; --fail-back: #fdecea; --warn: #6b4700; --warn-back: #fdf3d8;
    --pass: #14582a; --pass-back: #e4f5e8; --unknown: #3c4757; --unknown-back: #eceff3;
  }
  /* Two hundred addresses are many pages: small type and close lines take a third less of them. */
  html { font-size: 9pt; line-height: 1.4; }
  body { line-height: 1.4; }
  .copy pre { font-size: 7.5pt; line-height: 1.3; padding: .4rem .6rem; }
  header, main, footer { max-width: none; padding: 0; }
  section, article { border-radius: 0; border-width: 0 0 0 4px; padding: 0 0 0 1rem; margin: 1rem 0; }
  section { border-left-width: 0; padding-left: 0; }
  .skip, .find, .copy button { display: none; }
  .copy:has(button) pre { padding: .4rem .6rem; }
  .copy .long { max-height: none; }
  .badge, .copy { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  h2, h3, .summary, figure { break-after: avoid; }
  .copy, tr, figure, .tiles { break-inside: avoid; }
  .copy:has(.long) { break-inside: auto; }
  /* A head that is told again on the next page is told without its buttons. */
  .sort { display: contents; }
  .steps p, .who { break-after: avoid; }
  .tiles { grid-template-columns: repeat(6, 1fr); gap: .4rem; }
  .tiles div { padding: .4rem .5rem; }
  table { font-size: 8pt; line-height: 1.3; }
  th, td { padding: .18rem .45rem .18rem 0; }
  td.bars { min-width: 5rem; width: 6rem; padding-top: .18rem; }
  td.bars svg { height: 1.1em; }
  tbody th { min-width: 7.4rem; }
  a { text-decoration: none; }
}
@media (prefers-reduced-motion: no-preference) { html { scroll-behavior: smooth; } }
@media (forced-colors: active) { .bar { fill: CanvasText; } .badge { border: 1px solid; } }
`;
