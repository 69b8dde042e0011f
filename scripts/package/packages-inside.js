// Which packages are in the single file, with their versions and licenses: told to whoever gets the file.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/**
 * @typedef {object} PackageInside
 * @property {string} name
 * @property {string} version
 * @property {string} license SPDX
 * @property {string} licenseText
 * @property {string | null} integrity of the archive in the registry, as the lock file has it
 */

/** @param {readonly string[]} files the modules inside @param {string} lockFile @returns {PackageInside[]} by name */
export function packagesInside(files, lockFile) {
  const folders = new Set(files.flatMap((file) => packageFolder(file) ?? []));
  /** @type {{ packages: Record<string, { integrity?: string }> }} */
  const { packages } = JSON.parse(readFileSync(lockFile, "utf8"));
  return [...folders]
    .map((folder) => {
      const place = folder.slice(folder.indexOf("node_modules/"));
      return describe(folder, packages[place]?.integrity ?? null);
    })
    .toSorted((one, other) => (`${one.name}@${one.version}` < `${other.name}@${other.version}` ? -1 : 1));
}

/** `…/node_modules/@nodelib/fs.walk/out/index.js` lies in `…/node_modules/@nodelib/fs.walk`; null for our own modules. */
function packageFolder(/** @type {string} */ file) {
  return /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? null;
}

/** @param {string} folder @param {string | null} integrity @returns {PackageInside} */
function describe(folder, integrity) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  if (typeof license !== "string") throw new Error(`${folder}/package.json names no license`);
  return { name, version, license, licenseText: licenseText(folder), integrity };
}

/** Most licenses ask that their text, and Apache's that a notice, is passed on: a package without one is not passed over. */
function licenseText(/** @type {string} */ folder) {
  const names = readdirSync(folder).filter((name) => /^(?:licen[sc]e|copying|notice)/i.test(name));
  if (names.length === 0) throw new Error(`${folder} has no license file; find its text before it is packed`);
  return names
    .toSorted()
    .map((name) => readFileSync(join(folder, name), "utf8").replaceAll("\r\n", "\n").trim())
    .join("\n\n");
}

// ---------------------------------------------------------------- Node.js

/** Where nodejs.org's archives and Linux packages keep the license of Node.js and of what it contains. */
const nodeLicensePlaces = ["../LICENSE", "../share/doc/node/LICENSE", "../share/doc/nodejs/LICENSE"];

/** Of the Node.js in the binary. @param {string} [file] @returns {PackageInside} */
export function nodeInside(file) {
  const places = file === undefined ? nodeLicensePlaces.map(besideNode) : [file];
  const found = places.find((place) => existsSync(place));
  if (found === undefined)
    throw new Error(`the license of Node.js is in none of ${places.join(", ")}; name it with --node-license`);
  const licenseOfNode = readFileSync(found, "utf8").trim();
  return {
    name: "node",
    version: process.versions.node,
    license: "MIT",
    licenseText: licenseOfNode,
    integrity: null,
  };
}

const besideNode = (/** @type {string} */ place) => join(dirname(process.execPath), place);

// ---------------------------------------------------------------- the list for readers

const RULE = "=".repeat(79);

/** @param {readonly PackageInside[]} packages */
export function thirdPartyText(packages) {
  const list = packages.map(({ name, version, license }) => `  ${name} ${version} (${license})`);
  const texts = packages.map(
    (one) => `${RULE}\n${one.name} ${one.version} (${one.license})\n${RULE}\n\n${one.licenseText}\n`,
  );
  return `whybounce contains these packages; the text of each one's license follows.\n\n${list.join("\n")}\n\n${texts.join("\n")}`;
}
