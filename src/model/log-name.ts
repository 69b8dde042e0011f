// Where a log names no host, the log itself tells whose lines these are.

/** A machine calls itself so where nobody named it. */
const nobodysName = /^localhost(?:\.|$)/i;

export function isOwnName(host: string | null): host is string {
  return host !== null && !nobodysName.test(host);
}

/** `mainlog.1`, `mail.log.2.gz`, `maillog-20260222`: what a log is called when it is rotated. */
const rotated = /(?:[.-]\d{1,14}){0,2}(?:\.(?:gz|xz|bz2|zst))?$/;

/** Null where the host has a name. */
export function logName(reportingMta: string | null, path: string): string | null {
  return isOwnName(reportingMta) ? null : path.replace(rotated, "");
}
