// `node --import` of this file prints each module that is loaded, once it is asked for.

import { register } from "node:module";

const hook = `
const own = ${JSON.stringify(process.env["LOADED_FROM"] ?? "")};
export async function resolve(specifier, context, next) {
  const resolved = await next(specifier, context);
  const { url } = resolved;
  const name = url.startsWith(own) ? url.slice(own.length) : /^[^./:]/.test(specifier) ? specifier : null;
  if (name !== null && !url.startsWith("node:")) process._rawDebug("loaded " + name);
  return resolved;
}`;
register(`data:text/javascript,${encodeURIComponent(hook)}`);
