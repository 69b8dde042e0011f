// The pages of docs/causes and docs/findings, which are read on the web as well, laid out for a terminal.

import { readResource } from "../base/resources.ts";
import { folderOf, type ExplainedId } from "../model/explained.ts";

const CODE_INDENT = "    ";

/** `# No PTR record (ptr_nxdomain)`. */
const titlePattern = /^# (?<title>.*) \([a-z0-9_]+\)$/;

export function pageTitle(id: ExplainedId): string {
  const [first = ""] = readPage(id).split("\n", 1);
  return titlePattern.exec(first)?.groups?.["title"] ?? first;
}

export function pageText(id: ExplainedId): string {
  let isCode = false;
  const lines = readPage(id).trimEnd().split("\n");
  const shown = lines.flatMap((line) => {
    const isFence = line === "```";
    if (isFence) isCode = !isCode;
    if (isFence) return [];
    return isCode ? [CODE_INDENT + line] : proseLines(line);
  });
  return `${shown.join("\n")}\n`;
}

function proseLines(line: string): string[] {
  if (line.startsWith("# ")) return [line.slice(2), "=".repeat(line.length - 2)];
  if (line.startsWith("## ")) return [line.slice(3), "-".repeat(line.length - 3)];
  return [line.replaceAll("`", "")];
}

function readPage(id: ExplainedId): string {
  return readResource(`docs/${folderOf(id)}/${id}.md`);
}
