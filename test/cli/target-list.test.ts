import { describe, expect, test } from "vitest";
import { readTargetList } from "../../src/cli/target-list.ts";

async function* chunks(text: string, size: number): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
}
const read = (text: string, size = 65_536) => readTargetList({ name: "list.txt", bytes: chunks(text, size) });
const hint =
  "neither an IP address, a range, a name nor a file; write one such as 203.0.113.5, 203.0.113.0/28, mail.example.com";

describe("a list of addresses", () => {
  test.each([
    ["one on each line", "203.0.113.5\n2001:DB8::5\n", ["203.0.113.5", "2001:db8::5"]],
    ["no end of the last line", "203.0.113.5", ["203.0.113.5"]],
    ["CRLF, blanks, empty lines", "\r\n  203.0.113.5\t\r\n\r\n", ["203.0.113.5"]],
    ["remarks", "# all\n203.0.113.5 # mx1\n", ["203.0.113.5"]],
    ["as Gmail writes them", "[203.0.113.5]\nIPv6:2001:db8::5\n", ["203.0.113.5", "2001:db8::5"]],
    ["the same again", "203.0.113.5\n::ffff:203.0.113.5\n203.0.113.5\n", ["203.0.113.5"]],
    ["names and ranges", "mx1.example.com\n203.0.113.0/28 # two\n", ["mx1.example.com", "203.0.113.0/28"]],
    ["a byte order mark", "\ufeff203.0.113.5\n", ["203.0.113.5"]],
  ])("%s", async (_name, text, ips) => {
    expect(await read(text)).toEqual({ targets: ips, problems: [] });
    expect(await read(text, 1)).toEqual({ targets: ips, problems: [] });
  });

  test("ten thousand", async () => {
    const ips = Array.from({ length: 10_000 }, (_, index) => `10.0.${index >> 8}.${index & 255}`);
    expect((await read(ips.join("\n"), 1000)).targets).toEqual(ips);
  });
});

describe("what is no address", () => {
  test("is named with its line, and the rest is kept", async () => {
    expect(await read("203.0.113.5\n203.0.113.500\n\nmx1 # new\n203.0.113.6\n")).toEqual({
      targets: ["203.0.113.5", "203.0.113.6"],
      problems: [`list.txt line 2: 203.0.113.500: ${hint}`, `list.txt line 4: mx1: ${hint}`],
    });
  });

  test("a range of 16 million addresses is told, and the rest is kept", async () => {
    expect(await read("10.0.0.0/8\n203.0.113.5-203.0.113.6\n")).toEqual({
      targets: ["203.0.113.5-203.0.113.6"],
      problems: [
        "list.txt line 1: 10.0.0.0/8: 16,777,216 addresses; at most 1,024 are checked for one range (/22, /118): write a smaller one, or the addresses that send mail",
      ],
    });
  });

  test("several words are quoted in the message", async () => {
    expect((await read("not an ip\n203.0.113.6\n")).problems).toEqual([
      `list.txt line 1: "not an ip": ${hint}`,
    ]);
  });

  test("a log by mistake: some lines, then their number", async () => {
    const { problems } = await read("Feb 23 10:11:12 mx1 postfix/smtp[1]: x\n".repeat(1000));
    expect(problems).toHaveLength(22);
    expect(problems.slice(20)).toEqual([
      "list.txt: 980 more lines hold no address",
      "list.txt: no address in it; write one per line",
    ]);
  });

  test("one line more than are shown", async () => {
    const { problems } = await read("not an ip\n".repeat(21));
    expect(problems[20]).toBe("list.txt: 1 more line holds no address");
  });

  test("a line without end fills neither memory nor screen", async () => {
    const { problems } = await read("x".repeat(5_000_000), 65_536);
    expect(problems[0]).toBe(`list.txt line 1: ${"x".repeat(60)}...: ${hint}`);
  });

  test("nothing at all", async () => {
    expect(await read("")).toEqual({
      targets: [],
      problems: ["list.txt: no address in it; write one per line"],
    });
  });

  test("more than can be asked for", async () => {
    const hex = (number: number) => number.toString(16);
    const many = Array.from(
      { length: 100_001 },
      (_, index) => `2001:db8::${hex(index >> 16)}:${hex(index & 65_535)}`,
    );
    await expect(read(many.join("\n"))).rejects.toThrow(
      "list.txt: more than 100000 addresses; split the list",
    );
  });
});
