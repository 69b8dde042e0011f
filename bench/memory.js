// @ts-check
// The memory that each of the hostile mails takes, above what the program holds for a small one.
// usage: node bench/memory.js [--mebibytes N] [--heap MEBIBYTES] [name ...]

import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { hostileMails, writeHostileMail } from "./hostile-mails.js";

const program = fileURLToPath(new URL("../bin/whybounce.js", import.meta.url));
const hook = new URL("./peak-memory.js", import.meta.url).href;

/**
 * Reads one input under a bound on the heap.
 * @param {string} path @param {number} heapMebibytes
 * @returns {{ code: number | null, signal: string | null, stdout: string, stderr: string, peak: number | null }} `peak` in bytes
 */
export function readUnderBound(path, heapMebibytes) {
  const folder = mkdtempSync(join(tmpdir(), "whybounce-peak-"));
  const file = join(folder, "peak");
  const given = ["--no-dns", "--no-config", "--format", "json", path];
  const { status, signal, stdout, stderr } = spawnSync(
    process.execPath,
    [`--max-old-space-size=${heapMebibytes}`, "--import", hook, program, ...given],
    { encoding: "utf8", env: { ...process.env, PEAK_MEMORY_FILE: file }, maxBuffer: 1 << 28 },
  );
  let peak = null;
  try {
    peak = Number(readFileSync(file, "utf8"));
  } catch {
    // The process was killed before it wrote the figure.
  }
  rmSync(folder, { recursive: true });
  return { code: status, signal, stdout, stderr, peak };
}

function main() {
  const { values, positionals } = parseArgs({
    options: { mebibytes: { type: "string", default: "60" }, heap: { type: "string", default: "192" } },
    allowPositionals: true,
  });
  const folder = mkdtempSync(join(tmpdir(), "whybounce-memory-"));
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, "mail.eml");
  writeFileSync(path, "Subject: x\n\nsmall\n");
  const least = readUnderBound(path, Number(values.heap)).peak ?? 0;
  console.log(`a small mail: ${megabytes(least)} MB`);
  for (const [name, mail] of Object.entries(hostileMails)) {
    if (positionals.length > 0 && !positionals.includes(name)) continue;
    writeHostileMail(path, mail, Number(values.mebibytes) << 20);
    const started = performance.now();
    const { code, signal, stdout, peak } = readUnderBound(path, Number(values.heap));
    const seconds = ((performance.now() - started) / 1_000).toFixed(1);
    const above = peak === null ? "aborted" : `${megabytes(peak - least)} MB above`;
    const warnings =
      stdout === "" ? "no report" : JSON.parse(stdout).inputs[0]?.warnings.join("; ").replaceAll(path, "…");
    console.log(`${name}: ${above}, exit ${code ?? signal}, ${seconds} s; ${warnings}`);
  }
}

/** @param {number} bytes */
const megabytes = (bytes) => Math.round(bytes / 1e6);

if (process.argv[1] === fileURLToPath(import.meta.url)) main();
