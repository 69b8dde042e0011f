// `npm run demo`: the whole tool over the shipped log and bounces, against a name server started on
// loopback from the shipped zone. No mail server and no network is needed. Further arguments are passed on.

import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Worker, isMainThread, parentPort } from "node:worker_threads";
import { startZoneServer } from "./zone-server.js";

const inProject = (path) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

if (isMainThread) {
  // The name server answers from a thread of its own, as the program under test runs synchronously.
  const server = new Worker(fileURLToPath(import.meta.url));
  const [resolver] = await once(server, "message");
  const inputs = ["mail.log", "bounces.mbox"].map((name) => `fixtures/demo/${name}`);
  const shown = [
    "whybounce",
    ...inputs,
    "--timezone",
    "UTC",
    "--resolver",
    resolver,
    ...process.argv.slice(2),
  ];
  console.error(`$ ${shown.join(" ")}\n`);
  const { status } = spawnSync(process.execPath, [inProject("bin/whybounce.js"), ...shown.slice(1)], {
    cwd: inProject("."),
    stdio: ["ignore", "inherit", "inherit"],
  });
  process.exitCode = status ?? 2;
  await server.terminate();
} else {
  const server = await startZoneServer(readFileSync(inProject("fixtures/demo/zone.txt"), "utf8"));
  parentPort?.postMessage(server.resolver);
}
