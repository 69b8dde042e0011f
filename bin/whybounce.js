#!/usr/bin/env node
// A Node.js that is too old for the program must be able to read this file: nothing here is newer than `const`. It is
// CommonJS, as is what it loads: the loader of modules would take longer to start than a page of help to print.

const MINIMUM = [20, 19];
const version = process.versions.node;
const [major, minor] = version.split(".").map(Number);

if (major > MINIMUM[0] || (major === MINIMUM[0] && minor >= MINIMUM[1])) {
  void require("../dist/command/main.js").runProcess();
} else {
  process.stderr.write(`whybounce needs Node.js ${MINIMUM.join(".")} or newer; this is ${version}\n`);
  process.exitCode = 2;
}
