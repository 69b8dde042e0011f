// The macros of SPF (RFC 7208 section 7): their syntax, and what they stand for.

import { hexadecimalGroups, ipFamily } from "../../base/standards/ip.ts";

/** What the macro letters stand for. `p` has to be looked up, and is only if a record needs it. */
export interface MacroValues {
  sender: string;
  domain: string;
  ip: string;
  helo: string;
  validatedName: string;
}

/** `%{ir.-}`, `%%`, `%_`, `%-`. Letters that only explanations have are none here. */
const expansion =
  /%(?:\{(?<letter>[slodiphv])(?<digits>\d*)(?<reversed>r?)(?<delimiters>[.\-+,/_=]*)\}|[%_-])/gi;
const visible = /^[\x21-\x7e]*$/;
/** Letters, digits and hyphens, and not digits alone. */
const topLabel = /^(?!\d+$)[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?$/i;
const endsInExpansion = /%(?:\{[^}]*\}|[%_-])$/;

/** Any percent sign must begin a macro; a macro must not keep none of the parts. */
export function isMacroString(text: string): boolean {
  if (!visible.test(text)) return false;
  let isKeeping = true;
  const rest = text.replace(expansion, (_all, _letter: string, digits: string | undefined) => {
    if (digits !== undefined && digits !== "" && Number(digits) === 0) isKeeping = false;
    return "";
  });
  return isKeeping && !rest.includes("%");
}

/** RFC 7208 section 7.1: ends in a top label, or in a macro. */
export function isDomainSpec(text: string): boolean {
  return isMacroString(text) && (hasTopLabel(text) || endsInExpansion.test(text));
}

function hasTopLabel(text: string): boolean {
  const name = text.replace(/\.$/, "");
  const dot = name.lastIndexOf(".");
  return dot >= 0 && topLabel.test(name.slice(dot + 1));
}

export function needsValidatedName(text: string): boolean {
  return /%\{p/i.test(text);
}

const literals: Record<string, string> = { "%%": "%", "%_": " ", "%-": "%20" };

export function expand(text: string, values: MacroValues): string {
  return text.replace(expansion, (all: string, ...found: unknown[]) => {
    const { letter, digits, reversed, delimiters } = found.at(-1) as Record<string, string | undefined>;
    if (letter === undefined) return literals[all] ?? "";
    const parts = valueOf(letter.toLowerCase(), values).split(splitter(delimiters));
    const ordered = reversed ? parts.toReversed() : parts;
    const kept = digits ? ordered.slice(-Number(digits)) : ordered;
    const value = kept.join(".");
    return letter === letter.toUpperCase() ? escapeUrl(value) : value;
  });
}

function splitter(delimiters = ""): RegExp {
  const characters = delimiters === "" ? "." : delimiters;
  return new RegExp(`[${characters.replaceAll(/[-/]/g, String.raw`\$&`)}]`);
}

function valueOf(letter: string, { sender, domain, ip, helo, validatedName }: MacroValues): string {
  const at = sender.lastIndexOf("@");
  const values: Record<string, string> = {
    s: sender,
    l: sender.slice(0, at),
    o: sender.slice(at + 1),
    d: domain,
    i: ipFamily(ip) === 4 ? ip : hexadecimalGroups(ip).join("").split("").join("."),
    p: validatedName,
    h: helo,
    v: ipFamily(ip) === 4 ? "in-addr" : "ip6",
  };
  return values[letter] ?? "";
}

/** RFC 3986: everything but the unreserved characters. */
function escapeUrl(text: string): string {
  return text.replaceAll(
    /[^\w.~-]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`,
  );
}

const MAX_NAME = 253;

/** RFC 7208 section 7.3: a name that is too long loses labels from the left. */
export function fittingName(name: string): string {
  let rest = name.replace(/\.$/, "");
  while (rest.length > MAX_NAME && rest.includes(".")) rest = rest.slice(rest.indexOf(".") + 1);
  return rest;
}
