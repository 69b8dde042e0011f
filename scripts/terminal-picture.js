// The README's picture of a terminal: the demo's colored transcript, as SVG. Text stays text: it can be
// marked, searched and read aloud.

/** The picture ends with the record of the first action's steps. */
const STEPS = /To do/;
const LAST_LINE = / IN PTR /;
const COLUMNS = 80;
const CELL = { width: 8.4, height: 18 };
const MARGIN = 16;
const FONT = "ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace";
const TEXT = "#d7dde5";
const BACKGROUND = "#11151b";
/** Keyed by the number of the escape sequence (SGR). */
const colors = new Map([
  [31, "#ff8f86"],
  [32, "#7bdc98"],
  [33, "#f2c76b"],
  [36, "#79c7e8"],
]);
const NO_COLOUR = 39;

/**
 * @param {string} transcript of fixtures/command-lines
 * @returns {string} an SVG of its first lines
 */
export function terminalPicture(transcript) {
  const [command = "", ...lines] = transcript.split("\n");
  const start = lines.indexOf("==> standard output") + 1;
  const steps = lines.findIndex((line) => STEPS.test(line));
  const end = lines.findIndex((line, index) => index > steps && LAST_LINE.test(line)) + 1;
  const shown = [shortCommand(command), "", ...lines.slice(start, end)];
  const width = COLUMNS * CELL.width + 2 * MARGIN;
  const height = shown.length * CELL.height + 2 * MARGIN;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="whybounce in a terminal">
<rect width="100%" height="100%" rx="8" fill="${BACKGROUND}"/>
<g font-family="${FONT}" font-size="14" fill="${TEXT}">
${shown.flatMap(lineOfText).join("\n")}
</g>
</svg>
`;
}

/** The demo's own inputs, without the options that make everybody see the same. */
function shortCommand(command) {
  return command.replaceAll("fixtures/demo/", "").replace(/ --timezone .*/, "");
}

/** One element for each run of words, each at its place: fonts differ in the width of their characters. */
function lineOfText(line, row) {
  const y = MARGIN + (row + 1) * CELL.height - 5;
  return runsOf(line).map(({ text, column, bold, dim, color }) => {
    const look = [
      bold ? ' font-weight="bold"' : "",
      dim ? ' fill-opacity="0.5"' : "",
      colors.has(color) ? ` fill="${colors.get(color)}"` : "",
    ].join("");
    const length = (text.length * CELL.width).toFixed(1);
    const x = (MARGIN + column * CELL.width).toFixed(1);
    return `<text x="${x}" y="${y}" textLength="${length}"${look}>${escapeXml(text)}</text>`;
  });
}

/** What stands between two changes of the look (SGR) or two blanks. */
function runsOf(line) {
  const runs = [];
  const look = { bold: false, dim: false, color: NO_COLOUR };
  let column = 0;
  for (const part of line.split(/(\u001b\[\d+m)/)) {
    const [, code] = /^\u001b\[(\d+)m$/.exec(part) ?? [];
    if (code === undefined) {
      for (const { 0: text, index } of part.matchAll(/\S+(?: \S+)*/g))
        runs.push({ ...look, text, column: column + index });
      column += part.length;
    } else change(look, Number(code));
  }
  return runs;
}

function change(look, code) {
  if (code === 1) look.bold = true;
  else if (code === 2) look.dim = true;
  else if (code === 22) look.bold = look.dim = false;
  else look.color = code;
}

function escapeXml(text) {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
