/** The beginning, the part that is repeated until the mail is long enough (a function gets its number), and the end. */
export interface Mail {
  head: string;
  again: string | ((number: number) => string);
  tail?: string;
  lineEnd?: string;
}

export const hostileMails: Record<string, Mail>;

/** Writes a mail of at least `bytes` bytes. */
export function writeHostileMail(path: string, mail: Mail, bytes: number): void;
