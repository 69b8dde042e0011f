// Which room of `src` may know which: rooms.json, and all imports, those of types and in comments of JavaScript too.

import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { describe, expect, test } from "vitest";

const SOURCES = join(import.meta.dirname, "../src");
const { rooms, doors, siblings } = JSON.parse(
  readFileSync(join(import.meta.dirname, "../rooms.json"), "utf8"),
) as {
  rooms: Record<string, string[]>;
  /** Folders of which only `index.ts` is known outside, and which folders of their room they know. */
  doors: Record<string, string[]>;
  siblings: { in: string; know: string[] }[];
};

interface Import {
  from: string;
  to: string;
}

const anyImport = /(?:\bfrom|\bimport\(|\bimport|\bnew URL\()\s*"(?<specifier>\.{1,2}\/[^"]+\.(?:ts|js))"/g;

const files = readdirSync(SOURCES, { recursive: true, encoding: "utf8" }).filter((name) =>
  /\.(?:ts|js)$/.test(name),
);
const imports: Import[] = files.flatMap((from) =>
  [...readFileSync(join(SOURCES, from), "utf8").matchAll(anyImport)].map(({ groups }) => ({
    from,
    to: relative(SOURCES, join(SOURCES, dirname(from), groups?.["specifier"] ?? "")),
  })),
);

const roomOf = (file: string) => /^[\w-]+/.exec(file)?.[0] ?? "";
const show = ({ from, to }: Import) => `${from} → ${to}`;

test("the root holds the library and the pipeline only", () => {
  expect(files.filter((name) => !name.includes("/")).toSorted()).toEqual(["index.ts", "run.ts"]);
});

test("each room is in the table, and the table has no other", () => {
  expect([...new Set(files.map(roomOf))].toSorted()).toEqual(Object.keys(rooms).toSorted());
});

test.each(Object.entries(rooms))("%s knows %j and no other room", (room, known) => {
  const outward = imports.filter(({ from, to }) => roomOf(from) === room && roomOf(to) !== room);
  expect(outward.filter(({ to }) => !known.includes(roomOf(to))).map(show)).toEqual([]);
  expect(known.filter((other) => !outward.some(({ to }) => roomOf(to) === other))).toEqual([]);
});

test("the rooms have an order: none knows one that knows it", () => {
  const order = Object.keys(rooms);
  for (const [place, room] of order.entries())
    expect(rooms[room]?.filter((other) => order.indexOf(other) >= place)).toEqual([]);
});

describe.each(Object.entries(doors))("%s has a door", (folder, known) => {
  const inside = (file: string) => file.startsWith(`${folder}/`);

  test("it is entered by no other way", () => {
    const inward = imports.filter(({ from, to }) => !inside(from) && inside(to));
    expect(inward.length).toBeGreaterThan(0);
    expect(inward.filter(({ to }) => to !== join(folder, "index.ts")).map(show)).toEqual([]);
  });

  test("inside, nothing else of its room is known", () => {
    const outward = imports.filter(
      ({ from, to }) => inside(from) && !inside(to) && roomOf(to) === roomOf(folder),
    );
    expect(outward.filter(({ to }) => !known.includes(dirname(to))).map(show)).toEqual([]);
    expect(known.filter((other) => !outward.some(({ to }) => dirname(to) === other))).toEqual([]);
  });
});

describe.each(siblings)("$in: one file, one thing", ({ in: folder, know }) => {
  /** A file and the folder of its parts are one thing, by their name; null outside of the folder. */
  const thingOf = (file: string) => new RegExp(`^${folder}/([\\w-]+)`).exec(file)?.[1] ?? null;

  test("they do not know each other", () => {
    const inside = imports
      .map((each) => ({ ...each, knowing: thingOf(each.from), known: thingOf(each.to) }))
      .filter(({ knowing, known }) => knowing !== null && known !== null && knowing !== known);
    expect(inside.length).toBeGreaterThan(0);
    const wrong = inside.filter(
      ({ knowing, known }) => ![...know, "index"].includes(knowing!) && !know.includes(known!),
    );
    expect(wrong.map(show)).toEqual([]);
  });
});
