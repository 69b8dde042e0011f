/** Sets of names that belong together. */
export interface Unions {
  join: (names: readonly string[]) => void;
  /** The same name for all that belong together. */
  of: (name: string) => string;
}

export function createUnions(): Unions {
  const parents = new Map<string, string>();
  function rootOf(name: string): string {
    let root = name;
    for (let parent = parents.get(root); parent !== undefined; parent = parents.get(root)) root = parent;
    // The next one is found at once.
    for (let at = name; at !== root;) {
      const next = parents.get(at) ?? root;
      parents.set(at, root);
      at = next;
    }
    return root;
  }
  return {
    join(names: readonly string[]) {
      const root = rootOf(names[0]!);
      for (const name of names.slice(1)) {
        const other = rootOf(name);
        if (other !== root) parents.set(other, root);
      }
    },
    of: rootOf,
  };
}
