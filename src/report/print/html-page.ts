// What every HTML page begins with. Log lines, DNS answers and what servers say are strangers' text, so a
// Content-Security-Policy backs up the escaping: only the style and the script of these very bytes may run.

import { createHash } from "node:crypto";
import { Markup, markup } from "./html-markup.ts";

export interface PageHead {
  title: string;
  style: string;
  script?: string;
}

export function pageHead({ title, style, script }: PageHead): Markup {
  return markup`<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${contentSecurityPolicy(style, script)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<title>${title}</title>
<style>${new Markup(style)}</style>
</head>`;
}

function contentSecurityPolicy(style: string, script: string | undefined): string {
  return [
    "default-src 'none'",
    `style-src '${hashOf(style)}'`,
    ...(script === undefined ? [] : [`script-src '${hashOf(script)}'`]),
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
}

function hashOf(text: string): string {
  return `sha256-${createHash("sha256").update(text).digest("base64")}`;
}
