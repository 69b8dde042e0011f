// `whybounce explain`: what a reply code, a cause or a finding means, and the way out. Without a topic, a list.

import { UserError } from "../base/errors.ts";
import { wrap } from "../base/words/wrap.ts";
import { adviceOf, codeNames, codes, codesFor, type CodeEntry } from "../model/codes/index.ts";
import { nearest } from "../base/words/nearest.ts";
import { pageText, pageTitle } from "./pages.ts";
import { explainedWords } from "../model/explained-words.ts";
import { idSpelling, topicGroups, topicIdOf, topicIds } from "../model/explained.ts";

const WIDTH = 80;
/** Longer than any code or id: a whole reply may be pasted, and its code is all that counts. */
const MAX_TOPIC = 2000;

/** The text for a topic; the empty topic is the list. A topic that means nothing is a UserError. */
export async function explain(topic: string): Promise<string> {
  const asked = topic.slice(0, MAX_TOPIC).trim();
  if (asked === "") return list();
  const entries = entriesFor(asked);
  if (entries.length > 0) return entries.map(codeText).join("\n\n");
  const topicId = topicIdOf(asked);
  if (topicId !== undefined) return pageText(topicId);
  return (await found(asked)) ?? failUnknown(asked);
}

/** The topics that the words stand in; the text itself where there is one only. */
async function found(asked: string): Promise<string | null> {
  // A code that is not known is no word.
  if (!/\p{L}/u.test(asked)) return null;
  const { search } = await import("./search.ts");
  const { codes: entries, pages } = search(asked);
  if (entries.length + pages.length === 0) return null;
  const [entry] = entries;
  const [page] = pages;
  if (entry && pages.length === 0 && entries.length === 1) return codeText(entry);
  if (page !== undefined && entries.length === 0 && pages.length === 1) return pageText(page);
  const sections = [
    wrap(`These speak of "${asked.slice(0, WIDTH)}". ${ABOUT_LIST}`, { width: WIDTH }),
    pages.map((id) => row(id, pageTitle(id), ID_COLUMN)),
    entries.map((one) => row(shortCode(one), one.title, CODE_COLUMN)),
  ];
  return `${sections
    .filter(({ length }) => length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n")}\n`;
}

function failUnknown(asked: string): never {
  throw new UserError(unknown(asked));
}

function unknown(asked: string): string {
  const shown = asked.length > WIDTH ? `${asked.slice(0, WIDTH)}...` : asked;
  const known = nearest(idSpelling(asked), [...explainedWords, ...codes.flatMap(enhancedCodes)]);
  const hint = known.length === 0 ? "" : `did you mean ${known.join(", ")}? `;
  return `explain ${shown}: no such code or cause; ${hint}whybounce explain lists all of them`;
}

// ---------------------------------------------------------------- reply codes

/** `550-5.7.25`, `550 5.7.25`, `5.7.25`, `550`, or a whole reply that begins so. */
const codePattern = /^(?:(?<reply>[45]\d\d)(?:[- ]|$))?(?<enhanced>[45]\.\d{1,3}\.\d{1,3})?(?:$|\s)/;

function entriesFor(topic: string): CodeEntry[] {
  const { reply, enhanced } = codePattern.exec(topic)?.groups ?? {};
  return codesFor(reply, enhanced, topic);
}

function enhancedCodes(entry: CodeEntry): string[] {
  return codeNames(entry).map((name) => name.slice(name.indexOf("-") + 1));
}

function codeText(entry: CodeEntry): string {
  const title = `${codeNames(entry).join(", ")}: ${entry.title}`;
  const pages = entry.cause === undefined ? entry.pages : [entry.cause, ...entry.pages];
  const more = pages.map((id) => `    whybounce explain ${id}`);
  const sections = [
    [...wrap(title, { width: WIDTH }), "=".repeat(Math.min(title.length, WIDTH))],
    ...(entry.text === null ? [] : [section("Gmail's text", `"${entry.text}"`)]),
    section("What it means", entry.meaning),
    section("What to do", adviceOf(entry)),
    ...(entry.checks.length === 0 ? [] : [[...heading("What to check"), auditCommand(entry)]]),
    ...(more.length === 0 ? [] : [[...heading("More"), ...more]]),
  ];
  return `${sections.map((lines) => lines.join("\n")).join("\n\n")}\n`;
}

/** With the domain and the address that the reply, or the log, names. */
function auditCommand({ checks }: CodeEntry): string {
  // What the advice above says: reverse DNS alone needs no domain.
  if (checks.every((check) => check === "iprev")) return "    whybounce check 203.0.113.5";
  return `    whybounce audit --only ${checks.join(",")} example.com 203.0.113.5`;
}

function section(title: string, text: string): string[] {
  return [...heading(title), ...wrap(text.replaceAll("`", ""), { width: WIDTH, keepPaths: true })];
}

function heading(title: string): string[] {
  return [title, "-".repeat(title.length), ""];
}

// ---------------------------------------------------------------- the list

const ABOUT_LIST = "Say whybounce explain and one of these, a code or a cause.";

function list(): string {
  const codeRows = codes.map((entry) => row(shortCode(entry), entry.title, CODE_COLUMN));
  const groups = topicGroups.map(({ heading: title, ids }) => [
    title,
    ...ids.map((id) => row(id, pageTitle(id), ID_COLUMN)),
  ]);
  const sections = [[ABOUT_LIST], ["Gmail's replies", ...codeRows], ...groups];
  return `${sections.map((lines) => lines.join("\n")).join("\n\n")}\n`;
}

const ID_COLUMN = Math.max(...topicIds.map((id) => id.length));
const CODE_COLUMN = Math.max(...codes.map((entry) => shortCode(entry).length));

function shortCode({ replyCodes, enhancedStatusCode }: CodeEntry): string {
  return `${replyCodes.join("/")} ${enhancedStatusCode}`;
}

function row(name: string, title: string, column: number): string {
  return `  ${name.padEnd(column)}  ${title}`;
}
