export interface ReadUnderBound {
  code: number | null;
  signal: string | null;
  stdout: string;
  stderr: string;
  /** The most memory that the process ever held, in bytes; null when it was ended before it could tell. */
  peak: number | null;
}

/** Reads one input with the built program, in a heap of so many MiB. */
export function readUnderBound(path: string, heapMebibytes: number): ReadUnderBound;
