/** Everything that comes, in its order. */
export async function allOf<Value>(parts: AsyncIterable<readonly Value[]>): Promise<Value[]> {
  const all: Value[] = [];
  for await (const part of parts) all.push(...part);
  return all;
}
