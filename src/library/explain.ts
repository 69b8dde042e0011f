// Codes and causes, explained.

/** What a reply code or a cause means, and the way out; without a topic, a list of all. */
export async function explain(topic = ""): Promise<string> {
  const { explain: explanation } = await import("../explain/explain.ts");
  return explanation(topic);
}
