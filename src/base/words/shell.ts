// Words of a command line that somebody copies into a POSIX shell.

/** None of these means anything to a shell. */
const plain = /^[\w@%+=:,./-]+$/;

/** Quoted where the shell would read more into it than is written. */
export function shellWord(word: string): string {
  return plain.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
