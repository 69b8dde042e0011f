// docs/gmail-codes.md: Gmail's replies with what to check and what to change, from the table that `explain` reads.

import { adviceOf } from "../dist/model/codes/index.js";

const HEAD = `# Gmail's replies

What Gmail's codes mean, what \`whybounce audit\` checks for each, and what to change. \`whybounce explain CODE\` says more,
with Gmail's own words. Made from the program's own table by \`npm run docs\`.

| code | meaning | check | what to do | pages |
|---|---|---|---|---|
`;

/** @param {readonly import("../src/model/codes/index.ts").CodeEntry[]} codes */
export function codeTable(codes) {
  return HEAD + codes.map((entry) => `| ${cells(entry).join(" | ")} |\n`).join("");
}

function cells(entry) {
  const { replyCodes, enhancedStatusCode, title, checks, cause, pages } = entry;
  return [
    `${replyCodes.join("/")} ${enhancedStatusCode}`,
    title,
    checks.length === 0 ? "–" : checks.join(", "),
    adviceOf(entry),
    [cause ?? [], ...pages]
      .flat()
      .map((id) => `\`${id}\``)
      .join(" "),
  ].map((cell) => cell.replaceAll("|", "\\|"));
}
