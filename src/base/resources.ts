// What the program needs besides its own code: files of its package, and packages that are loaded when they are needed.
// In the program as one file, everything is inside: scripts/package/single-file.js puts another module in this one's place.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { ProgramForm } from "../model/doctor.ts";

/** `src` and `dist` lie in the package's folder. */
const packageFolder = new URL("../../", import.meta.url);

/** A file of the package by its path there: `docs/causes/ok.md`. */
export function readResource(path: string): string {
  return readFileSync(new URL(path, packageFolder), "utf8");
}

/** How the program came here: this module is the one of npm's package. */
export function programForm(): ProgramForm {
  return "package";
}

/** The public suffix list, which costs 50 ms to read. */
export function loadTldts(): typeof import("tldts") {
  return createRequire(import.meta.url)("tldts") as typeof import("tldts");
}

/** The CommonJS build, which loads in half the time of the ES modules. */
export function loadMailparser(): typeof import("mailparser") {
  return createRequire(import.meta.url)("mailparser") as typeof import("mailparser");
}
