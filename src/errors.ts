// The two ways in which something can go wrong without being a bug of this program:
// a wrong command line stops it at once, a bad input is told and passed over.

/** A mistake of the caller: one sentence that names the value and the next step. Exit code 2. */
export class UserError extends Error {
  override name = "UserError";
}

/** Words for a failed system call, by its errno code; the raw code where there are none. */
export function systemErrorReason(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code ?? "";
  return reasons[code] ?? ((error as Error).message || String(error));
}

/** Why something could not be read. What no input should bring about is owned up to, with the place where it happened. */
export function failureReason(error: unknown): string {
  if (!isBug(error)) return systemErrorReason(error);
  const [what = "", where = ""] = (error.stack ?? String(error)).split(/\n\s*/);
  return `this is a bug in whybounce, please report it: ${[what, where].join(" ").trim()}`;
}

/** A file that is gone or may not be read any more. */
export function isSystemError(error: unknown): boolean {
  return typeof (error as NodeJS.ErrnoException | null)?.code === "string";
}

/** An error of the engine's own; those of the system and of Node have a code. */
function isBug(error: unknown): error is Error {
  const bugs = [TypeError, RangeError, ReferenceError, SyntaxError, EvalError, URIError];
  return bugs.some((bug) => error instanceof bug) && !("code" in (error as Error));
}

/** A value in a message: without quotes, an empty one or several words would be lost in the sentence. */
export function quoted(value: string): string {
  return value === "" || /\s/.test(value) ? JSON.stringify(value) : value;
}

/** Longer than the name of any log; a message must stay readable. */
const MAX_SHOWN = 100;

/** A name in a message: of a very long one, its beginning and its end. */
export function shownName(name: string): string {
  if (name.length <= MAX_SHOWN) return name;
  return `${name.slice(0, MAX_SHOWN - 40)}...${name.slice(-37)}`;
}

const reasons: Record<string, string> = {
  ENOENT: "no such file or directory",
  EACCES: "permission denied",
  EPERM: "operation not permitted",
  EISDIR: "is a directory",
  ENOTDIR: "not a directory",
  ENAMETOOLONG: "name too long",
  ELOOP: "too many symbolic links",
  ENOSPC: "no space left on the device",
  EROFS: "the file system is read-only",
  EIO: "input/output error",
};
