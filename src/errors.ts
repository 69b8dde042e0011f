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

const reasons: Record<string, string> = {
  ENOENT: "no such file or directory",
  EACCES: "permission denied",
  EPERM: "operation not permitted",
  EISDIR: "is a directory",
  ENOTDIR: "not a directory",
  ELOOP: "too many symbolic links",
  ENOSPC: "no space left on the device",
  EROFS: "the file system is read-only",
  EIO: "input/output error",
};
