// A schema that no field may be beyond.

/** Readers accept fields of later versions; what this version writes must have none that its types lack. */
export function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== "object" || schema === null) return schema;
  const inner = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, closed(value)]));
  return "properties" in inner && !("additionalProperties" in inner) && inner["type"] === "object"
    ? { ...inner, additionalProperties: false }
    : inner;
}
