// What a terminal shows in the end, when every escape sequence has done its work.

import { describe, expect, test } from "vitest";
import { openStatus } from "../../src/cli/status-line.ts";

/** A terminal that knows what the program writes: line feed, return, up, and erase to the end of the line. */
function openTerminal() {
  const rows = [""];
  let row = 0;
  let column = 0;
  const put = (part: string) => {
    if (part === "\n") {
      row += 1;
      column = 0;
      rows[row] ??= "";
    } else if (part === "\r") column = 0;
    else if (part === "\u001b[1A") row -= 1;
    else if (part === "\u001b[K") rows[row] = (rows[row] ?? "").slice(0, column);
    else {
      rows[row] = (rows[row] ?? "").slice(0, column) + part + (rows[row] ?? "").slice(column + part.length);
      column += part.length;
    }
  };
  return {
    // oxlint-disable-next-line no-control-regex -- these are what a terminal is told with
    write: (text: string) =>
      text
        .split(/(\n|\r|\u001b\[1A|\u001b\[K)/)
        .filter(Boolean)
        .forEach(put),
    shown: () => rows.join("\n").trimEnd(),
  };
}

function open(settings: { rows?: number; columns?: number | null; quiet?: boolean } = {}) {
  const terminal = openTerminal();
  const { rows = 10, columns = 40, quiet = false } = settings;
  let now = 1_000_000;
  const status = openStatus({ write: terminal.write, now: () => (now += 1000), columns, rows, quiet });
  return { status, shown: terminal.shown };
}

describe("lines that are overwritten", () => {
  test("several are replaced by several, by fewer, and by none", () => {
    const { status, shown } = open();
    status.hold(["one long line", "two", "three"]);
    expect(shown()).toBe("one long line\ntwo\nthree");
    status.hold(["1", "2"]);
    expect(shown()).toBe("1\n2");
    status.show("asking");
    expect(shown()).toBe("asking");
    status.hold(["1", "2", "3", "4"]);
    status.clear();
    expect(shown()).toBe("");
  });

  test("a warning stands above them", () => {
    const { status, shown } = open();
    status.hold(["one", "two"]);
    status.warn("changed");
    status.hold(["three", "four"]);
    expect(shown()).toBe("whybounce: changed\nthree\nfour");
  });

  test("more than the terminal has rows", () => {
    const { status, shown } = open({ rows: 4 });
    status.hold(["a", "b", "c", "d", "e"]);
    expect(shown()).toBe("a\nb\nand 3 more");
  });

  test("a line is cut to the width, and has no bytes that act", () => {
    const { status, shown } = open({ columns: 10 });
    status.hold(["0123456789abc", "\u001b[2J"]);
    expect(shown()).toBe("0123456789\n\\x1b[2J");
  });

  test("none without a terminal; quiet has no warning, but what no report tells", () => {
    const { status, shown } = open({ columns: null, quiet: true });
    status.hold(["a"]);
    status.warn("b");
    expect(shown()).toBe("");
    status.tell("c");
    expect(shown()).toBe("whybounce: c");
  });
});
