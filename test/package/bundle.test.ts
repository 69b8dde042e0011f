// The command as it is packed: what its files name beside themselves is where they say.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const packed = new URL("../../dist/command/", import.meta.url);
const files = readdirSync(packed).map((name) => new URL(name, packed));

test("each packed module is told the address of the compiled one", () => {
  const addresses = files.flatMap((file) =>
    [...readFileSync(file, "utf8").matchAll(/new URL\("([^"]+)", import\.meta\.url\)\.href/g)].map(
      ([, address = ""]) => new URL(address, file),
    ),
  );
  expect(addresses.length).toBeGreaterThan(0);
  expect(addresses.filter((address) => !existsSync(address))).toEqual([]);
});

test("commander is inside, and every other dependency stays where npm installs it", () => {
  const outside = files.flatMap((file) =>
    [...readFileSync(file, "utf8").matchAll(/^import .*"([^".]+)";$/gm)].map(([, name = ""]) => name),
  );
  const packages = new Set(outside.filter((name) => !name.startsWith("node:")));
  expect(packages).not.toContain("commander");
  expect(packages).toContain("p-limit");
});
