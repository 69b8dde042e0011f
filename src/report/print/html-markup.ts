// HTML by template: the template is markup, and every value put into it is escaped as text, so that no escape
// can be forgotten.

/** Finished HTML. Only `markup` makes it, so data cannot be mistaken for it. */
export class Markup {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

export type Part = string | number | Markup | null | readonly Part[];

/** markup`<p>${text}</p>`: strings are escaped, lists are joined, null is left out. */
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
function escapeHtml(text: string): string {
  return text.replace(/[&<>"'`]/g, (character) => entities[character] ?? "");
}
