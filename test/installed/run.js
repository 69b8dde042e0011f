// `npm run test:installed`: the packages that `npm run package` built, installed into bare systems and tried there. The
// tests have a network of their own, in which there is nothing but this machine.

import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { mountsFail, prepareRoot, roots } from "./roots.js";

/** @param {string} path */
const inProject = (path) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const needed = ["debootstrap", "unshare", "setpriv", "chroot", "ip", "dpkg-deb"];

function missing() {
  if (process.getuid?.() !== 0) return "they need root, to install";
  const places = ["/usr/sbin", "/usr/bin", "/sbin", "/bin"];
  const absent = needed.filter((name) => !places.some((place) => existsSync(join(place, name))));
  return absent.length > 0 ? `not installed: ${absent.join(", ")}` : null;
}

function rootsFail() {
  try {
    for (const release of Object.keys(roots)) prepareRoot(/** @type {keyof typeof roots} */ (release));
    return null;
  } catch (error) {
    return String(/** @type {{ stderr?: Buffer }} */ (error).stderr ?? error).trim();
  }
}

/** @param {string} folder */
function start(folder) {
  const vitest = [inProject("node_modules/vitest/vitest.mjs"), "run", "--root", inProject(".")];
  const config = ["--config", inProject("test/installed/vitest.config.ts"), ...process.argv.slice(2)];
  const withLoopback = 'ip link set lo up && exec "$@"';
  const command = [
    "unshare",
    "--mount",
    "--pid",
    "--fork",
    "--kill-child",
    "--mount-proc",
    "--net",
    "sh",
    "-c",
  ];
  const words = [...command, withLoopback, "sh", process.execPath, ...vitest, ...config];
  const env = { ...process.env, WHYBOUNCE_INSTALLED_FOLDER: folder };
  return spawn("setpriv", ["--pdeathsig", "KILL", ...words], { stdio: "inherit", env });
}

// As the system installs: everybody may read.
process.umask(0o022);
const folder = mkdtempSync(join(tmpdir(), "whybounce-installed-"));
process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
const reason = missing() ?? mountsFail(folder) ?? rootsFail();
if (reason !== null) {
  console.log(`the tests of installed packages are skipped: ${reason}`);
  if (process.env["REQUIRE_SERVERS"] === "1") {
    console.log("REQUIRE_SERVERS=1 forbids that");
    process.exitCode = 1;
  }
} else {
  if (!existsSync(inProject("packages/SHA256SUMS")))
    execFileSync("npm", ["run", "package", "--", "--fast"], { cwd: inProject("."), stdio: "inherit" });
  const child = start(folder);
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill("SIGKILL"));
  child.once("exit", (code) => (process.exitCode = code ?? 130));
}
