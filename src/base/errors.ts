// The two ways in which something can go wrong without being a bug of this program: a mistake of the caller stops it at
// once, a bad input is reported and left out.

/** An option in a message. Its name is spelled by whoever shows the message: `since`, `--since`. */
export interface OptionMention {
  /** As the library and the configuration file call it: `dnsTimeout`. */
  option: string;
  value?: string | undefined;
  /** The option's opposite: `--no-dns`. */
  isOff?: true;
}

export type Words = string | readonly (string | OptionMention)[];

/** What a caller did wrong. Either an option is wrong, or a thing, or neither has a name. */
export interface Mistake {
  option?: string;
  /** Stands before a message about no option: `check`. */
  thing?: string;
  value?: string | undefined;
  /** The configuration file that the option is from. */
  file?: string;
  /** Stands after a colon: `no such time zone`. */
  problem?: Words;
  /** In place of `problem`: the rest of a sentence that begins with the option, `needs a period`. */
  predicate?: Words;
  nextStep?: Words;
}

/** A mistake of the caller: one sentence that names the value and the next step. Exit code 2. */
export class UserError extends Error {
  override name = "UserError";
  readonly mistake: Readonly<Mistake>;

  constructor(mistake: Mistake | string, options?: ErrorOptions) {
    const facts = typeof mistake === "string" ? { problem: mistake } : mistake;
    super(mistakeSentence(facts, libraryName), options);
    this.mistake = facts;
  }
}

export function mistakeSentence(mistake: Mistake, spell: (mention: OptionMention) => string): string {
  const { problem, predicate = problem, nextStep } = mistake;
  const text = [predicate, nextStep]
    .filter((words) => words !== undefined)
    .map((words) => wordsText(words, spell))
    .join("; ");
  const subject = subjectText(mistake, spell);
  return [subject, text].filter((part) => part !== "").join(predicate === problem ? ": " : " ");
}

function subjectText(
  { option, thing = "", value, file }: Mistake,
  spell: (mention: OptionMention) => string,
): string {
  if (option === undefined) return value === undefined ? thing : `${thing} ${quoted(value)}`;
  const shown = value === undefined ? undefined : shownName(value);
  if (file === undefined) return spell({ option, value: shown });
  return `${shownName(file)}: ${option}${shown === undefined ? "" : ` ${shown}`}`;
}

function wordsText(words: Words, spell: (mention: OptionMention) => string): string {
  if (typeof words === "string") return words;
  return words.map((part) => (typeof part === "string" ? part : spell(part))).join("");
}

/** `--dns-timeout 2s`. The warnings of a report use it too: most reports are made by the command. */
export function commandLineName({ option, value, isOff }: OptionMention): string {
  const dashed = option.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  return `--${isOff ? "no-" : ""}${dashed}${value === undefined ? "" : ` ${value}`}`;
}

function libraryName({ option, value, isOff }: OptionMention): string {
  if (isOff) return `${option} false`;
  return value === undefined ? option : `${option} ${JSON.stringify(value)}`;
}

/** Words for a failed system call, by its errno code; the raw code where there are none. */
export function systemErrorReason(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code ?? "";
  if (error instanceof RangeError && /allocat/.test(error.message)) return NO_MEMORY;
  return reasons[code] ?? withoutCall(error as NodeJS.ErrnoException);
}

/** Node.js ends its sentence with the call and its path, which stands in the message already. */
function withoutCall(error: NodeJS.ErrnoException): string {
  const call = error.syscall === undefined ? -1 : error.message.indexOf(`, ${error.syscall}`);
  return (call < 0 ? error.message : error.message.slice(0, call)) || String(error);
}

/** Why something could not be read. A bug of this program is called one, with the place where it happened. */
export function failureReason(error: unknown): string {
  if (!isBug(error)) return systemErrorReason(error);
  const [what = "", where = ""] = (error.stack ?? String(error)).split(/\n\s*/);
  return `this is a bug in whybounce, please report it: ${[what, where].join(" ").trim()}`;
}

/** A file that is gone or may not be read any more. */
export function isSystemError(error: unknown): boolean {
  return typeof (error as NodeJS.ErrnoException | null)?.code === "string";
}

/** An error of the JavaScript engine; those of the system and of Node have a code. */
function isBug(error: unknown): error is Error {
  const bugs = [TypeError, RangeError, ReferenceError, SyntaxError, EvalError, URIError];
  return bugs.some((bug) => error instanceof bug) && !("code" in (error as Error));
}

/** A value in a message: without quotes, an empty one or several words would be lost in the sentence. */
export function quoted(value: string): string {
  const shown = shownName(value);
  return shown === "" || /\s/.test(shown) ? JSON.stringify(shown) : shown;
}

/** Longer than the name of any log; a message must stay readable. */
const MAX_SHOWN = 100;

/** A name in a message. A very long one is cut to its beginning and its end. */
export function shownName(name: string): string {
  const shown = shownPath(name);
  if (shown.length <= MAX_SHOWN) return shown;
  return `${shown.slice(0, MAX_SHOWN - 40)}...${shown.slice(-37)}`;
}

/** A path as a report has it: a byte that is no UTF-8 (see file-names.ts) as `\\xe9`. */
export function shownPath(path: string): string {
  return path.replaceAll(/[\udc80-\udcff]/gu, (half) => `\\x${(half.charCodeAt(0) - 0xdc00).toString(16)}`);
}

/** A limit (`ulimit -v`) is the usual reason: the program needs far less than a machine has. */
const NO_MEMORY = "not enough memory; allow more with ulimit -v, 2 GB are enough";

const reasons: Record<string, string> = {
  ENOENT: "no such file or directory",
  EACCES: "permission denied",
  EPERM: "operation not permitted",
  EEXIST: "something of that name is there already",
  EISDIR: "is a directory",
  ENOTDIR: "not a directory",
  ENAMETOOLONG: "name too long",
  ELOOP: "too many symbolic links",
  ENOSPC: "no space left on the device",
  EFBIG: "larger than a file may be here (ulimit -f)",
  EROFS: "the file system is read-only",
  EIO: "input/output error",
  EMFILE: "too many open files; allow more with ulimit -n, 64 are enough",
  ENFILE: "the system has too many open files; run again when fewer programs run",
  ENOMEM: NO_MEMORY,
};
