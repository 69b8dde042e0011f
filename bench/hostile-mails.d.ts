/** Begin, what is repeated until the mail is long enough (a function gets the number), and end. */
export interface Mail {
  head: string;
  again: string | ((number: number) => string);
  tail?: string;
  lineEnd?: string;
}

export const hostileMails: Record<string, Mail>;

/** Writes one of at least so many bytes. */
export function writeHostileMail(path: string, mail: Mail, bytes: number): void;
