// The JSON schema of the configuration file, for editors: made from the keys that the program itself reads by.

const types = {
  boolean: { type: "boolean" },
  string: { type: "string" },
  integer: { type: "integer" },
  list: { type: "array", items: { type: "string" } },
};

/**
 * @param {import("../src/cli/config-file.ts").ConfigurationKey[]} keys
 * @returns {string} the text of the file
 */
export function configurationSchema(keys) {
  const schema = {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "Configuration of whybounce",
    description: "The options of the command line, by their long names in camelCase.",
    type: "object",
    additionalProperties: false,
    properties: Object.fromEntries([
      ["$schema", { type: "string", description: "where this schema is" }],
      ...keys.map((key) => [key.name, property(key)]),
    ]),
  };
  return `${JSON.stringify(schema, null, 2)}\n`;
}

function property({ type, description, value, mayBeOne }) {
  const { choices, range } = value ?? {};
  return {
    description,
    ...types[type],
    ...(mayBeOne ? { type: ["array", "string"] } : {}),
    ...(choices === undefined ? {} : { enum: choices }),
    ...(range === undefined ? {} : { minimum: range.minimum, maximum: range.maximum }),
  };
}
