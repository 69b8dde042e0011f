// The bill of materials: what is inside, as CycloneDX 1.5 (https://cyclonedx.org/docs/1.5/json/). Without serial number, and
// with the time of the sources: two builds of the same sources are the same.

/** @import { PackageInside } from "./packages-inside.js" */

/** @param {{ name: string, version: string, license: string }} program @param {readonly PackageInside[]} packages @param {number} seconds */
export function billOfMaterials({ name, version, license }, packages, seconds) {
  const component = {
    type: "application",
    "bom-ref": `${name}@${version}`,
    name,
    version,
    licenses: licensesOf(license),
  };
  const parts = packages.map(componentOf);
  const document = {
    bomFormat: "CycloneDX",
    specVersion: "1.5",
    version: 1,
    metadata: { timestamp: new Date(seconds * 1000).toISOString(), component },
    components: parts,
    dependencies: [{ ref: component["bom-ref"], dependsOn: parts.map((part) => part["bom-ref"]) }],
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

/** @param {PackageInside} inside */
function componentOf({ name, version, license, integrity }) {
  const isNode = name === "node" && integrity === null;
  const purl = isNode ? `pkg:generic/nodejs@${version}` : `pkg:npm/${name.replace("@", "%40")}@${version}`;
  const [group, short] = name.startsWith("@") ? name.split("/") : [undefined, name];
  return {
    type: isNode ? "platform" : "library",
    "bom-ref": purl,
    ...(group === undefined ? {} : { group }),
    name: short,
    version,
    licenses: licensesOf(license),
    purl,
    ...(integrity === null ? {} : { hashes: [hashOf(integrity)] }),
  };
}

/** `MIT`, or an expression: `(MIT OR Apache-2.0)`. @param {string} license */
function licensesOf(license) {
  return /[ (]/.test(license) ? [{ expression: license }] : [{ license: { id: license } }];
}

/** `sha512-…` in base64 is what npm writes. @param {string} integrity */
function hashOf(integrity) {
  const [algorithm = "", digest = ""] = integrity.split("-", 2);
  return {
    alg: algorithm.toUpperCase().replace("SHA", "SHA-"),
    content: Buffer.from(digest, "base64").toString("hex"),
  };
}
