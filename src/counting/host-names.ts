/** A log says `mx1` where a DSN says `mx1.example.com`: the longer name tells more, and is the same host. */
export function hostNames(names: ReadonlySet<string>): string[] {
  const all = [...names];
  return all.filter((name) => !all.some((other) => other.startsWith(`${name}.`))).toSorted();
}
