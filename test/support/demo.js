// `npm run demo`: the whole tool over the shipped log and bounces, against name servers started on loopback from the
// shipped zones. No mail server and no network is needed. Further arguments are passed on.

import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Worker, isMainThread, parentPort } from "node:worker_threads";
import { RESOLVER, startDemoServers } from "./demo-servers.js";

const inProject = (path) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

const BEFORE = `This is a demo. The log, the bounces and the DNS are invented (fixtures/demo): their
addresses and names are those kept for documentation. Nothing leaves this machine.
`;
const AFTER = `
That was the demo, and all of it is invented. To try next:

npx whybounce /var/log/mail.log     # your own log; bounces too: a mailbox, or "-" to paste one
npx whybounce check YOUR-DOMAIN     # the servers of a domain, without any log
npx whybounce explain 550-5.7.25    # what a code of Gmail's means, and the way out
`;

if (isMainThread) {
  // The name servers answer from a thread of their own, as the program under test runs synchronously.
  const servers = new Worker(fileURLToPath(import.meta.url));
  const [ports] = await once(servers, "message");
  const inputs = ["mail.log", "bounces.mbox"].map((name) => `fixtures/demo/${name}`);
  const options = ["--timezone", "UTC", "--resolver", RESOLVER, "--no-local"];
  const given = [...inputs, ...options, ...process.argv.slice(2)];
  console.error(`${BEFORE}\n$ whybounce ${given.join(" ")}\n`);
  const mapping = new URL("mapped-servers.js", import.meta.url);
  for (const [address, port] of ports) mapping.searchParams.set(address, port);
  const program = ["--import", mapping.href, inProject("bin/whybounce.js")];
  const { status } = spawnSync(process.execPath, [...program, ...given], {
    cwd: inProject("."),
    stdio: ["ignore", "inherit", "inherit"],
  });
  console.error(AFTER);
  process.exitCode = status ?? 2;
  await servers.terminate();
} else {
  const text = (name) => readFileSync(inProject(`fixtures/demo/${name}`), "utf8");
  parentPort?.postMessage(await startDemoServers(text("zone.txt"), text("top-zones.txt")));
}
