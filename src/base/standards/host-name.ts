// Which names may stand in commands and letters: letters, digits and hyphens only, with a dot in between.

const plainHostName =
  /^(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$/i;

export function isPlainHostName(name: string): boolean {
  return plainHostName.test(name);
}
