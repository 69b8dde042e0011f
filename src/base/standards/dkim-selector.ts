// A DKIM selector as a user names it (RFC 6376 section 3.1).

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
