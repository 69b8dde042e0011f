// The notes of a release: what CHANGELOG.md says of the version. `node scripts/package/release-notes.js 1.2.3`; a version that
// is not the package's is a wrong tag.

import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { inProject } from "./places.js";

/** @param {string} changelog @param {string} version */
export function releaseNotes(changelog, version) {
  const sections = changelog.split(/^## /m).slice(1);
  const section = sections.find((text) => text.split(/\s/, 1)[0] === version);
  const notes = section?.slice(section.indexOf("\n")).trim() ?? "";
  if (notes === "") throw new Error(`CHANGELOG.md says nothing of ${version}`);
  return `${notes}\n`;
}

function write(/** @type {string} */ version) {
  const { version: own } = JSON.parse(readFileSync(inProject("package.json"), "utf8"));
  if (version !== own) throw new Error(`the tag says ${version}, package.json ${own}`);
  process.stdout.write(releaseNotes(readFileSync(inProject("CHANGELOG.md"), "utf8"), version));
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) write(process.argv[2] ?? "");
