// Which names may stand in commands and letters: of host names letters, digits and hyphens only, with a dot in between.

const plainHostName =
  /^(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$/i;

export function isPlainHostName(name: string): boolean {
  return plainHostName.test(name);
}

/**
 * The owner of a record in a reverse zone or below a host name. Labels such as `0/25` and `0-31` divide a zone
 * (RFC 2317); a shell acts upon none of these characters.
 */
const plainOwnerName = /^(?=.{1,253}$)(?:[0-9a-z_][0-9a-z_/-]{0,62}\.){1,40}[a-z][a-z0-9-]{0,62}$/i;

export function isPlainOwnerName(name: string): boolean {
  return plainOwnerName.test(name);
}
