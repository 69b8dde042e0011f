// HTML by template: what stands in the template is markup, what is put into it is text, whoever wrote it.
// So nothing can be forgotten to be escaped.

/** HTML that is finished: made by `markup` alone, so that no data can pass for it. */
export class Markup {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

export type Part = string | number | Markup | null | readonly Part[];

/** markup`<p>${text}</p>`: strings are escaped, lists joined, null is nothing. */
export function markup(template: TemplateStringsArray, ...parts: Part[]): Markup {
  const pieces = template.map((piece, index) => piece + (index < parts.length ? write(parts[index]) : ""));
  return new Markup(pieces.join(""));
}

function write(part: Part | undefined): string {
  if (part === null || part === undefined) return "";
  if (part instanceof Markup) return part.text;
  if (typeof part === "object") return part.map(write).join("");
  return escapeHtml(String(part));
}

const entities: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
  "`": "&#96;",
};

/** Fit for text and for quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"'`]/g, (character) => entities[character] ?? "");
}
