// `npm run package`: everything that is given out besides the npm package, in the folder `packages`.
//
//   whybounce-VERSION.cjs               the program as one file, for any Node.js that is new enough
//   whybounce-VERSION.tar.gz            with it: manual page, completions, licenses
//   whybounce-VERSION-linux-x64.tar.gz  the same with a program that needs no Node.js
//   whybounce_VERSION_amd64.deb         the same for Debian and Ubuntu
//   whybounce-node_VERSION_all.deb      for a Debian or Ubuntu whose Node.js is new enough
//   THIRD-PARTY.txt, whybounce-VERSION.cdx.json, SHA256SUMS
//
// --without-binary leaves out what has a Node.js inside; --fast compresses that little; --output names another folder;
// --node-license is the LICENSE of the Node.js that runs this, where it is not beside it.

import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { buildArchive, writeChecksums } from "./archive.js";
import { makeBinary } from "./binary.js";
import { binaryPackage, buildDebianPackage, nodePackage } from "./debian.js";
import { put } from "./files.js";
import { oneFile } from "./one-file.js";
import { nodeInside, packagesInside, thirdPartyText } from "./packages-inside.js";
import { inProject } from "./places.js";
import { billOfMaterials } from "./sbom.js";
import { packParts } from "./single-file.js";

const { values: options } = parseArgs({
  options: {
    output: { type: "string", default: inProject("packages") },
    "without-binary": { type: "boolean", default: false },
    "node-license": { type: "string" },
    fast: { type: "boolean", default: false },
  },
});

/** The time of the sources, which the built files bear: https://reproducible-builds.org/specs/source-date-epoch/ */
function sourceTime() {
  const given = process.env["SOURCE_DATE_EPOCH"] ?? "";
  if (/^\d{1,11}$/.test(given)) return Number(given);
  try {
    const words = ["-C", inProject(""), "log", "-1", "--format=%ct"];
    return Number(execFileSync("git", words, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }));
  } catch {
    // Sources without a history: a time that no archive format refuses.
    return Date.UTC(1980, 0, 1) / 1000;
  }
}

const manifest = JSON.parse(readFileSync(inProject("package.json"), "utf8"));
const { version } = manifest;
const seconds = sourceTime();
const folder = options.output;
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });

const { parts, files } = await packParts();
const inside = packagesInside(files, inProject("package-lock.json"));
const program = join(folder, `whybounce-${version}.cjs`);
put(program, oneFile(parts), 0o755);

const common = { folder, seconds, thirdParty: thirdPartyText(inside) };
buildArchive(`whybounce-${version}`, program, common);
buildDebianPackage(nodePackage(program, version, manifest.engines.node), {
  ...common,
  compression: ["-Zxz"],
});

const withNode = options["without-binary"] ? inside : [...inside, nodeInside(options["node-license"])];
if (!options["without-binary"]) await buildBinaries();
writeFileSync(join(folder, "THIRD-PARTY.txt"), thirdPartyText(withNode));
writeFileSync(join(folder, `whybounce-${version}.cdx.json`), billOfMaterials(manifest, withNode, seconds));
writeChecksums(folder);

async function buildBinaries() {
  const place = mkdtempSync(join(tmpdir(), "whybounce-package-"));
  try {
    const binary = join(place, "whybounce");
    await makeBinary(parts, binary);
    const contents = { ...common, thirdParty: thirdPartyText(withNode) };
    const compression = options.fast ? ["-Zzstd", "-z1"] : ["-Zxz"];
    buildDebianPackage(binaryPackage(binary, version), { ...contents, compression });
    buildArchive(`whybounce-${version}-${process.platform}-${process.arch}`, binary, contents);
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}
