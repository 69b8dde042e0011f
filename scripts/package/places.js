// Where things are in the project.

import { fileURLToPath } from "node:url";

const project = new URL("../../", import.meta.url);

/** @param {string} path */
export function inProject(path) {
  return fileURLToPath(new URL(path, project));
}
