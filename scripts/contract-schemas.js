// The JSON schemas of what the data formats write. The model's own types are their source: the compiler is asked what
// fields they have, so that a field cannot be in the one and not in the other.

import { fileURLToPath } from "node:url";
import { API, SymbolFlags, TypeFlags } from "typescript/unstable/sync";

const repository = fileURLToPath(new URL("../", import.meta.url));
const ROOTS = "WrittenTypes";
const SOURCE = `${repository}src/model/written.ts`;

/** @returns {Record<string, string>} the schemas as text, by their paths in the package */
export function contractSchemas() {
  const api = new API({ cwd: repository });
  try {
    const project = api.updateSnapshot({ openProjects: [`${repository}tsconfig.json`] }).getProjects()[0];
    const { checker } = project;
    const roots = project.program.getSourceFile(SOURCE).statements.find(({ name }) => name?.text === ROOTS);
    const types = checker.getPropertiesOfType(checker.getTypeAtLocation(roots.name));
    return Object.fromEntries(types.map((root) => schemaFile(checker, root)));
  } finally {
    api.close();
  }
}

function schemaFile(checker, root) {
  const definitions = new Map();
  const schema = {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: root.name,
    description: `${describe(checker, root)} Later versions add fields and values, and change none.`,
    ...schemaOf(checker.getTypeOfSymbol(root), { checker, definitions, isRoot: true }),
    definitions: Object.fromEntries([...definitions].toSorted(([one], [other]) => (one < other ? -1 : 1))),
  };
  return [`schema/${root.name}.schema.json`, `${JSON.stringify(schema, null, 2)}\n`];
}

function describe(checker, symbol) {
  const text = checker.getDocumentationCommentOfSymbol(symbol).replaceAll(/\s+/g, " ").trim();
  return text === "" ? undefined : text;
}

// ---------------------------------------------------------------- types

const plainTypes = [
  [TypeFlags.Null, { type: "null" }],
  [TypeFlags.String, { type: "string" }],
  [TypeFlags.Number, { type: "number" }],
  [TypeFlags.Boolean, { type: "boolean" }],
];

function schemaOf(type, context) {
  const plain = plainTypes.find(([flag]) => type.flags & flag);
  if (plain) return plain[1];
  if (type.flags & (TypeFlags.StringLiteral | TypeFlags.NumberLiteral | TypeFlags.BooleanLiteral))
    return { const: literalOf(type, context) };
  if (type.isUnionType()) return unionOf(type, context);
  if (context.checker.isArrayType(type))
    return { type: "array", items: schemaOf(context.checker.getTypeArguments(type)[0], inner(context)) };
  if (type.flags & (TypeFlags.Object | TypeFlags.Intersection))
    return named(type, context) ?? objectOf(type, context);
  throw new Error(`no schema for the type ${context.checker.typeToString(type)}`);
}

const inner = (context) => ({ ...context, isRoot: false });

/** The value of `true` is known by its name only. */
function literalOf(type, { checker }) {
  if (!(type.flags & TypeFlags.BooleanLiteral)) return type.value;
  return checker.typeToString(type) === "true";
}

function unionOf(type, context) {
  const members = type.getTypes().filter(({ flags }) => !(flags & TypeFlags.Undefined));
  if (members.length === 1) return schemaOf(members[0], context);
  const parts = members.map((member) => schemaOf(member, inner(context)));
  const values = parts.flatMap((part) => ("const" in part ? [part.const] : []));
  const others = parts.filter((part) => !("const" in part));
  const isBoolean = values.length === 2 && values.includes(true) && values.includes(false);
  return joined([...others, ...valuesOf(isBoolean, values)].toSorted(byText));
}

/** The compiler's own order changes with what it looked at before; null comes last. */
function byText(one, other) {
  const key = (part) => `${part.type === "null" ? 1 : 0}${JSON.stringify(part)}`;
  return key(one) < key(other) ? -1 : 1;
}

function valuesOf(isBoolean, values) {
  if (isBoolean) return [{ type: "boolean" }];
  if (values.length === 0) return [];
  return [values.length === 1 ? { const: values[0] } : { enum: values.toSorted() }];
}

/** `["string", "null"]` reads better than two schemas. */
function joined(parts) {
  if (parts.length === 1) return parts[0];
  const isPlain = (part) => Object.keys(part).join() === "type";
  if (parts.every(isPlain)) return { type: parts.map(({ type }) => type) };
  return { anyOf: parts };
}

/** An interface with a name stands once, and is pointed to. */
function named(type, context) {
  const { name } = type.getSymbol() ?? { name: "__type" };
  if (context.isRoot || name.startsWith("__") || !type.isClassOrInterface()) return null;
  if (!context.definitions.has(name)) {
    // Before its fields: one of them may be of the same type.
    context.definitions.set(name, {});
    context.definitions.set(name, objectOf(type, context));
  }
  return { $ref: `#/definitions/${name}` };
}

function objectOf(type, outer) {
  const context = inner(outer);
  const { checker } = context;
  const fields = checker.getPropertiesOfType(type);
  const [index] = checker.getIndexInfosOfType(type);
  const required = fields.filter(({ flags }) => !(flags & SymbolFlags.Optional)).map(({ name }) => name);
  return {
    type: "object",
    ...(fields.length > 0 ? { properties: propertiesOf(fields, context) } : {}),
    ...(required.length > 0 ? { required } : {}),
    ...(index ? { additionalProperties: schemaOf(index.valueType, context) } : {}),
  };
}

function propertiesOf(fields, context) {
  return Object.fromEntries(
    fields.map((field) => {
      const schema = schemaOf(context.checker.getTypeOfSymbol(field), context);
      const description = describe(context.checker, field);
      // In draft 7, nothing beside a reference counts.
      if (description === undefined) return [field.name, schema];
      return [field.name, "$ref" in schema ? { description, allOf: [schema] } : { description, ...schema }];
    }),
  );
}
