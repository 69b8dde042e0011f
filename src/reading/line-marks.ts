// The mark that stands before every line of a text that somebody pasted: of quoting, of a comment, or an indentation.

// The fence of a block of code in Markdown, with the language
const fence = /^\s{0,8}(?:`{3,8}|~{3,8})[\w-]{0,20}\s*$/;
// "> > Feb 23 …", as mail programs quote; "| ", "# " and "// ", as comments have it
const marks = [
  /^[ \t]{0,4}(?:> ?){1,10}/,
  /^[ \t]{0,4}(?:\|[ \t]?|#{1,3} ?|\/\/ ?)/,
  /^[ \t]{0,4}[-*•] (?=\S)/,
];

const blanks = /^[ \t]{0,16}/;
/** One blank alone is some program's habit. */
const isBlock = /^(?:\t| {2})/;

function commonIndentation(indentation: string, line: string): string {
  let length = 0;
  while (length < indentation.length && line[length] === indentation[length]) length++;
  return indentation.slice(0, length);
}

/** Takes the mark away that stands before every line; null when there is none, or several kinds. */
export function markOf(lines: readonly string[]): ((line: string) => string) | null {
  const told = lines.filter((line) => line.trim() !== "" && !fence.test(line));
  if (told.length === 0) return null;
  const mark = marks.find((one) => told.every((line) => one.test(line)));
  if (mark) return (line) => line.replace(mark, "");
  const indentation = told.reduce(commonIndentation, blanks.exec(told[0]!)![0]);
  // What is farther in stays so: two blanks show the entries of Exim in the foreground.
  return isBlock.test(indentation) ? (line) => line.slice(commonIndentation(indentation, line).length) : null;
}
