#!/usr/bin/env node
// A Node.js that is too old for the program must be able to read this file: nothing here is newer than `import()`.

const MINIMUM = [20, 19];
const version = process.versions.node;
const [major, minor] = version.split(".").map(Number);

if (major > MINIMUM[0] || (major === MINIMUM[0] && minor >= MINIMUM[1])) {
  void import("../dist/command/main.js").then((program) => program.runProcess());
} else {
  process.stderr.write(`whybounce needs Node.js ${MINIMUM.join(".")} or newer; this is ${version}\n`);
  process.exitCode = 2;
}
