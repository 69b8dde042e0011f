// Debian's packages: built by dpkg-deb alone. `whybounce` has its own Node.js inside, `whybounce-node` asks for the
// system's. https://www.debian.org/doc/debian-policy/

import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { installShared, openFolders, put, putFolder, zipped } from "./files.js";
import { inProject } from "./places.js";

/** @import { Contents } from "./files.js" */

/** Debian's names of the processors that Node.js runs on. @type {Record<string, string>} */
const architectures = { x64: "amd64", arm64: "arm64" };

const DESCRIPTION = `Finds why Gmail refuses mail for its reverse DNS
 Reads mail logs and bounces, picks out Gmail's refusals for a missing or wrong
 PTR record, groups them by sending address, asks the DNS, and tells the root
 cause of each and the exact record to create.`;

const MAINTAINER = "whybounce maintainers <whybounce@example.com>";

/**
 * @typedef {object} DebianPackage
 * @property {string} program its file
 * @property {Record<string, string>} fields of the control file
 */

/** @param {string} program @param {string} version @returns {DebianPackage} */
export function binaryPackage(program, version) {
  const architecture = architectures[process.arch];
  if (architecture === undefined)
    throw new Error(`Debian's name of the processor ${process.arch} is not known`);
  const fields = {
    Package: "whybounce",
    Architecture: architecture,
    Depends: libraries(process.execPath),
    Conflicts: "whybounce-node",
    Replaces: "whybounce-node",
  };
  return { program, fields: { ...fields, Version: version } };
}

/** @param {string} program @param {string} version @param {string} nodeVersion @returns {DebianPackage} */
export function nodePackage(program, version, nodeVersion) {
  const fields = {
    Package: "whybounce-node",
    Architecture: "all",
    Depends: `nodejs (${nodeVersion.replace(/^>=/, ">= ")})`,
    Provides: `whybounce (= ${version})`,
    Conflicts: "whybounce",
    Replaces: "whybounce",
  };
  return { program, fields: { ...fields, Version: version } };
}

/** @param {DebianPackage} debian @param {Contents & { folder: string, seconds: number, compression: string[] }} options */
export function buildDebianPackage({ program, fields }, { folder, seconds, compression, ...contents }) {
  const tree = mkdtempSync(join(tmpdir(), "whybounce-debian-"));
  const file = `${fields["Package"]}_${fields["Version"]}_${fields["Architecture"]}.deb`;
  try {
    fillTree(tree, program, contents, fields["Package"] ?? "");
    writeDocuments(tree, fields, seconds);
    writeControl(tree, fields);
    openFolders(tree);
    const words = ["--root-owner-group", ...compression, "--build", tree, join(folder, file)];
    const env = { ...process.env, SOURCE_DATE_EPOCH: String(seconds) };
    execFileSync("dpkg-deb", words, { env, stdio: ["ignore", "ignore", "inherit"] });
  } finally {
    rmSync(tree, { recursive: true, force: true });
  }
  return file;
}

/** @param {string} tree @param {string} program @param {Contents} contents @param {string} name */
function fillTree(tree, program, contents, name) {
  installShared(join(tree, "usr"), program, contents, name);
  put(join(tree, "etc/whybounce/config.json"), readFileSync(inProject("packaging/config.json")));
  // Debian 12 has the link from /lib to /usr/lib as well.
  putFolder("packaging/systemd", join(tree, "usr/lib/systemd/system"));
}

/** What Debian's policy asks for (12.5, 12.7), in its forms. @param {string} tree @param {Record<string, string>} fields @param {number} seconds */
function writeDocuments(tree, fields, seconds) {
  const { Package: name = "", Version: version = "" } = fields;
  const folder = join(tree, "usr/share/doc", name);
  const time = new Date(seconds * 1000).toUTCString().replace("GMT", "+0000");
  const changelog = `${name} (${version}) stable; urgency=medium

  * What changed is told in CHANGELOG.md.gz.

 -- ${MAINTAINER}  ${time}
`;
  put(join(folder, "copyright"), readFileSync(inProject("LICENSE")));
  put(join(folder, "changelog.gz"), zipped(Buffer.from(changelog)));
  const overrides = fields["Architecture"] === "all" ? [] : OF_NODE;
  if (overrides.length > 0)
    put(
      join(tree, "usr/share/lintian/overrides", name),
      overrides.map((line) => `${name}: ${line}\n`).join(""),
    );
}

/** What lintian rightly says of a program that has a Node.js of nodejs.org inside. */
const OF_NODE = ["embedded-library zlib [usr/bin/whybounce]", "hardening-no-pie [usr/bin/whybounce]"];

/** @param {string} tree @param {Record<string, string>} fields */
function writeControl(tree, fields) {
  const all = {
    ...fields,
    Section: "mail",
    Priority: "optional",
    Maintainer: MAINTAINER,
    "Installed-Size": String(kibibytes(tree)),
    Description: DESCRIPTION,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\n`);
  put(join(tree, "DEBIAN/control"), lines.join(""));
  put(join(tree, "DEBIAN/conffiles"), "/etc/whybounce/config.json\n");
  // None of them may enable a unit: that is the administrator's word.
  putFolder("packaging/debian", join(tree, "DEBIAN"), 0o755);
}

function kibibytes(/** @type {string} */ tree) {
  const files = readdirSync(tree, { recursive: true, withFileTypes: true });
  const sizes = files.map((file) => (file.isFile() ? statSync(join(file.parentPath, file.name)).size : 0));
  return sizes.reduce((sum, size) => sum + Math.ceil(size / 1024), 0);
}

// ---------------------------------------------------------------- libraries of the binary

/** Debian's packages of the libraries that Node.js is linked with. */
const libraryPackages = new Map([
  [/^lib(?:c|m|dl|pthread|rt)\.so|^ld-linux/, "libc6"],
  [/^libstdc\+\+\.so/, "libstdc++6"],
  [/^libgcc_s\.so/, "libgcc-s1"],
  [/^libatomic\.so/, "libatomic1"],
]);

/** `libc6 (>= 2.28), libgcc-s1, libstdc++6`: what `file` is linked with. @param {string} file */
export function libraries(file) {
  const needed = [...run("readelf", ["-d", file]).matchAll(/\(NEEDED\).*\[(.+)\]/g)].map(
    ([, name = ""]) => name,
  );
  const packages = new Set(needed.map(packageOf));
  const versions = [...run("objdump", ["-T", file]).matchAll(/\bGLIBC_([\d.]+)/g)].map(
    ([, text = ""]) => text,
  );
  const newest = versions.toSorted((one, other) => one.localeCompare(other, "en", { numeric: true })).at(-1);
  return [...packages]
    .toSorted()
    .map((name) => (name === "libc6" && newest !== undefined ? `libc6 (>= ${newest})` : name))
    .join(", ");
}

/** @param {string} library */
function packageOf(library) {
  for (const [pattern, name] of libraryPackages) if (pattern.test(library)) return name;
  throw new Error(`Node.js needs ${library}: nobody said in which Debian package that is`);
}

/** @param {string} program @param {string[]} words */
function run(program, words) {
  return execFileSync(program, words, {
    encoding: "utf8",
    maxBuffer: 64 << 20,
    env: { ...process.env, LC_ALL: "C" },
  });
}
