// Which selectors to ask for. They cannot be listed: those that are known come from the user, a returned message's
// signature or the signer's configuration. Guesses only find keys; they never prove that there is none.

import type { SelectorName, SelectorSource } from "../../model/posture.ts";

export interface KnownSelector extends SelectorName {
  source: SelectorSource;
}

/** What signers and mailing services are known to call them. */
export const commonSelectors: readonly string[] = [
  "default",
  "dkim",
  "mail",
  "google",
  "selector1",
  "selector2",
  "s1",
  "s2",
  "k1",
  "k2",
  "k3",
  "mandrill",
  "smtp",
  "mx",
  "pm",
  "zoho",
  "zmail",
  "protonmail",
  "fm1",
  "mxvault",
];

const selectorPattern = /^[a-z\d_](?:[a-z\d_.-]{0,125}[a-z\d_])?$/;

/** `s1`, or `s1@example.com`; null for what no selector can be. */
export function parseSelector(text: string): { selector: string; domain: string | null } | null {
  const lower = text.toLowerCase().replace(/\.$/, "");
  const at = lower.indexOf("@");
  const selector = at < 0 ? lower : lower.slice(0, at);
  const domain = at < 0 ? null : lower.slice(at + 1);
  if (!selectorPattern.test(selector) || selector.includes("..")) return null;
  return domain === null || selectorPattern.test(domain) ? { selector, domain } : null;
}

export function keyName({ selector, domain }: SelectorName): string {
  return `${selector}._domainkey.${domain}`;
}

/** One of each name; the first source counts. */
export function distinct(selectors: readonly KnownSelector[]): KnownSelector[] {
  const byName = new Map<string, KnownSelector>();
  for (const each of selectors) if (!byName.has(keyName(each))) byName.set(keyName(each), each);
  return [...byName.values()];
}
