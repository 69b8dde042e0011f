// Selectors in the configuration of this host's signer: OpenDKIM, rspamd, Exim. Each reader takes the text of a file, and
// says which values are computed when mail is sent and cannot be told from it.

import type { SelectorName } from "../../model/posture.ts";

export interface ConfiguredSelectors {
  /** A selector without a domain signs for every domain of the host. */
  selectors: (Omit<SelectorName, "domain"> & { domain: string | null })[];
  /** Other files that the text names, by what they hold. */
  files: { kind: "key table"; path: string }[];
  /** Values with macros or lookups in them. */
  computed: string[];
}

const nothing = (): ConfiguredSelectors => ({ selectors: [], files: [], computed: [] });

/** Characters that a selector or a domain may have; anything else is a macro, a lookup or a mistake. */
const plain = /^[a-z\d_](?:[\w.-]{0,252}[a-z\d_])?$/i;

function linesOf(text: string): string[] {
  return text.split(/\r?\n/).map((line) => line.trim());
}

function add(found: ConfiguredSelectors, selector: string, domain: string | null): void {
  const isPlain = plain.test(selector) && (domain === null || plain.test(domain));
  if (!isPlain) found.computed.push(domain === null ? selector : `${selector} for ${domain}`);
  else found.selectors.push({ selector: selector.toLowerCase(), domain: domain?.toLowerCase() ?? null });
}

// ---------------------------------------------------------------- OpenDKIM

/** opendkim.conf(5): one setting a line, its name without regard to case. */
export function readOpendkimConf(text: string): ConfiguredSelectors {
  const found = nothing();
  const settings = new Map<string, string>();
  for (const line of linesOf(text)) {
    const [, name = "", value = ""] = /^(\w+)\s+(\S.*)$/.exec(line.replace(/\s*#.*$/, "")) ?? [];
    if (name !== "") settings.set(name.toLowerCase(), value.trim());
  }
  const table = settings.get("keytable");
  if (table !== undefined)
    found.files.push({ kind: "key table", path: table.replace(/^(?:refile|file|csl):/, "") });
  const selector = settings.get("selector");
  // A key table stands in place of the two settings.
  if (table === undefined && selector !== undefined)
    for (const domain of (settings.get("domain") ?? "").split(/[\s,]+/)) add(found, selector, domain || null);
  return found;
}

/** A key table has `name domain:selector:file` on each line; `%` is the sender's own domain. */
export function readKeyTable(text: string): ConfiguredSelectors {
  const found = nothing();
  for (const line of linesOf(text)) {
    const [, value = ""] = /^[^#\s]\S*\s+(\S+)/.exec(line) ?? [];
    const [domain = "", selector = ""] = value.split(":");
    if (selector !== "") add(found, selector, domain === "%" ? null : domain);
  }
  return found;
}

// ---------------------------------------------------------------- rspamd

/** rspamd's selector where none is set. */
const RSPAMD_DEFAULT = "dkim";

/** dkim_signing.conf: `selector = "x";` for all, and `domain { example.com { selector = "y"; } }`. */
export function readRspamdSigning(text: string): ConfiguredSelectors {
  const found = nothing();
  const open: string[] = [];
  let hasDefault = false;
  for (const line of linesOf(text).map((each) => each.replace(/^#.*$/, ""))) {
    for (const token of line.match(/"[^"]*"|[{}]|[^\s{}"=;,]+|=/g) ?? []) open.push(token);
  }
  const path: string[] = [];
  for (let at = 0; at < open.length; at += 1) {
    const token = open[at] ?? "";
    if (open[at + 1] === "{") path.push(unquoted(token));
    else if (token === "}") path.pop();
    else if (token === "selector" && open[at + 1] === "=") {
      const domain = path[0] === "domain" ? (path[1] ?? null) : null;
      hasDefault ||= domain === null;
      add(found, unquoted(open[at + 2] ?? ""), domain);
    }
  }
  if (!hasDefault) add(found, RSPAMD_DEFAULT, null);
  return found;
}

function unquoted(token: string): string {
  return token.replaceAll('"', "");
}

// ---------------------------------------------------------------- Exim

/** Options of transports: `dkim_domain = …`, `dkim_selector = …`, each a list, and mostly computed. */
export function readEximConfiguration(text: string): ConfiguredSelectors {
  const found = nothing();
  let domains: string[] = [];
  for (const line of linesOf(text.replaceAll(/\\\r?\n\s*/g, ""))) {
    const [, option = "", value = ""] = /^(dkim_domain|dkim_selector)\s*=\s*(\S.*)$/.exec(line) ?? [];
    if (option === "dkim_domain") domains = listItems(value);
    if (option === "dkim_selector")
      for (const selector of listItems(value))
        for (const domain of domains.length > 0 ? domains : [null]) add(found, selector, domain);
    if (/^[\w-]+:\s*$/.test(line)) domains = [];
  }
  return found;
}

/** A value with an expansion is one item: its colons belong to the expansion. */
function listItems(value: string): string[] {
  const bare = value.replace(/^"(.*)"$/, "$1").trim();
  return bare.includes("$") || bare.includes("{")
    ? [bare]
    : bare.split(/\s*:\s*/).filter((item) => item !== "");
}
