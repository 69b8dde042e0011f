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

export function keyName({ selector, domain }: SelectorName): string {
  return `${selector}._domainkey.${domain}`;
}

/** One of each name; the first source counts. */
export function distinct(selectors: readonly KnownSelector[]): KnownSelector[] {
  const byName = new Map<string, KnownSelector>();
  for (const each of selectors) if (!byName.has(keyName(each))) byName.set(keyName(each), each);
  return [...byName.values()];
}
