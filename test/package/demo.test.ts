// The demo, whole: what a newcomer sees first, and the README's picture is drawn from.

import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const run = promisify(execFile);
/** The pictures' width; color as on a terminal. */
const COLUMNS = 80;

async function demo(...more: string[]) {
  return run(process.execPath, ["test/support/demo.js", ...more], {
    env: { ...process.env, NO_COLOR: undefined, LANG: "C.UTF-8" },
  });
}

test("fixtures/command-lines/demo.txt", async () => {
  const { stdout, stderr } = await demo("--color");
  const command = /^\$ .*$/m.exec(stderr)?.[0];
  const transcript = [
    `${command}\n(a terminal of ${COLUMNS} columns)`,
    `==> standard output\n${stdout}==> standard error\n${stderr}`,
  ].join("\n");
  await expect(transcript).toMatchFileSnapshot("../../fixtures/command-lines/demo.txt");
});

test("the demo asks the zones' own servers, so that it shows what a run with the DNS shows", async () => {
  const { stdout } = await demo("--format", "json");
  const { sendingIps } = JSON.parse(stdout) as {
    sendingIps: { ip: string; cause: { id: string }; evidence: { server?: string }[] }[];
  };
  const evidence = new Map(sendingIps.map((sender) => [sender.ip, JSON.stringify(sender.evidence)]));
  expect(evidence.get("203.0.113.25")).toContain("ns1.example.com");
  expect(evidence.get("192.0.2.44")).toContain("ns1.hosting.example");
  expect(stdout).not.toContain("only the resolver was asked");
});

test("the demo says that it is invented, and what to try next", async () => {
  const { stderr } = await demo("--quiet", "--format", "csv");
  const [before, after] = stderr.split(/^\$ .*$/m) as [string, string];
  expect(before).toContain("are invented");
  expect(after.match(/^npx whybounce .+$/gm)).toHaveLength(3);
});

test("whoever else is asked is not there: nothing of the demo leaves the machine", async () => {
  const program = ["--import", "./test/support/mapped-servers.js?192.0.2.53=9", "--input-type=module", "-e"];
  const code = `import { connect } from "node:net";
    connect({ host: "198.51.100.77", port: 53 }).on("error", ({ address, port }) => console.log(address, port));`;
  const { stdout } = await run(process.execPath, [...program, code]);
  expect(stdout).toBe("127.0.0.1 1\n");
});
