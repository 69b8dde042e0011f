// The README's pictures, from the transcripts of real runs in fixtures/command-lines: `npm run pictures`
// after `npm run golden`. The photograph of the page needs a Chromium; without one, only the terminal is drawn.

import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { terminalPicture } from "./terminal-picture.js";

const inProject = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const transcript = (name) => readFileSync(inProject(`fixtures/command-lines/${name}.txt`), "utf8");

writeFileSync(inProject("docs/images/terminal.svg"), terminalPicture(transcript("demo")));

const folder = mkdtempSync(join(tmpdir(), "whybounce-"));
try {
  const page = join(folder, "week.html");
  const whole = transcript("week-html");
  writeFileSync(page, whole.slice(whole.indexOf("<!doctype"), whole.indexOf("</html>") + "</html>".length));
  const options = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--hide-scrollbars",
    "--window-size=1100,1220",
  ];
  const target = inProject("docs/images/report.png");
  execFileSync("chromium", [...options, `--screenshot=${target}`, `file://${page}`], { stdio: "ignore" });
} catch (error) {
  if (error.code !== "ENOENT") throw error;
  console.error("no chromium: docs/images/report.png was left as it is");
} finally {
  rmSync(folder, { recursive: true });
}
