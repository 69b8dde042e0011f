// Names that are too long for a column: what tells them apart stands at both ends, and more of it at the last.

const GAP = "...";
/** Of an address the network, of a domain the organization, is said by fewer characters than the rest. */
const SHARE_OF_BEGINNING = 0.45;

/** For names of one column a character: addresses, and domains as the DNS has them. */
export function shortenedInside(name: string, width: number): string {
  if (name.length <= width) return name;
  const kept = width - GAP.length;
  const beginning = Math.ceil(kept * SHARE_OF_BEGINNING);
  return `${name.slice(0, beginning)}${GAP}${name.slice(name.length - (kept - beginning))}`;
}
