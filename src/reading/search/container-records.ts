// What a container said in one line, and its runtime wrote in several records, told from the bytes (logs/framing/docker.ts
// and container-parts.ts join them).

const LINE_FEED = 0x0a;
const BLANK = 0x20;
const BRACE = 0x7b;

/** True when the line that begins at `start` is a later record of the line that the record before it began. */
export function isLaterRecord(view: Buffer, start: number): boolean {
  return view[start] === BRACE ? isLaterOfDocker(view, start) : isLaterOfKubernetes(view, start);
}

/**
 * Docker's json-file driver writes what a container says at once in records of 16 KiB; the last one has the line's end. What
 * shortens records on their way cuts them elsewhere: then stream and second must be the same, because a container that ends
 * within a line and begins anew has such a record, too.
 */
const DOCKER_RECORD = 16_384;
const dockerStart = /^\{ ?"log" ?: ?"/;
const DOCKER_START_LENGTH = 16;
/** Of a record, after its text: stream, attributes and time. */
const DOCKER_END_LENGTH = 4_096;
// "not have a","stream":"stdout","attrs":{…},"time":"2026-02-23T10:11:12.123456789Z"}      at a line's end: \n",…
const dockerEnd =
  /" ?, ?"stream" ?: ?"(\w{1,20})"(?:.{0,4000}"time" ?: ?"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d))?/s;

function isLaterOfDocker(view: Buffer, start: number): boolean {
  if (start === 0 || !dockerStart.test(view.toString("latin1", start, start + DOCKER_START_LENGTH)))
    return false;
  const before = view.lastIndexOf(LINE_FEED, start - 2) + 1;
  const first = endOfRecord(view, before, start);
  if (!first || first.isLineEnd) return false;
  if (start - before > DOCKER_RECORD) return true;
  const next = view.indexOf(LINE_FEED, start);
  const second = endOfRecord(view, start, next < 0 ? view.length : next);
  return (
    second !== null && first.time !== null && first.time === second.time && first.stream === second.stream
  );
}

interface RecordEnd {
  isLineEnd: boolean;
  stream: string;
  time: string | null;
}

function endOfRecord(view: Buffer, start: number, end: number): RecordEnd | null {
  const text = view.toString("latin1", Math.max(start, end - DOCKER_END_LENGTH), end);
  const found = dockerEnd.exec(text);
  if (!found) return null;
  const [, stream = "", time = null] = found;
  return { isLineEnd: text.slice(0, found.index).endsWith("\\n"), stream, time };
}

// Kubernetes' container runtime interface: 2026-02-23T10:11:12.123456789Z stdout P the beginning, and the last record has F.

const STAMP_LENGTH = "2026-02-23T10:11:12Z".length;
const LONGEST_STAMP = "2026-02-23T10:11:12.123456789+00:00".length;
const streams = [" stdout ", " stderr "].map((name) => Buffer.from(name));
const PART = 0x50;
const FULL = 0x46;

function isLaterOfKubernetes(view: Buffer, start: number): boolean {
  const stream = streamAt(view, start);
  if (stream === null) return false;
  const before = view.lastIndexOf(LINE_FEED, start - 2) + 1;
  const streamBefore = streamAt(view, before);
  return streamBefore !== null && streamBefore.name === stream.name && streamBefore.mark === PART;
}

/** The stream of a record, and whether its line goes on; null for a line that is none. */
function streamAt(view: Buffer, start: number): { name: Buffer; mark: number } | null {
  // Few lines pass: a stamp with a T, and its zone's letter or digit before the next blank.
  if (view[start + "2026-02-23".length] !== 0x54) return null;
  const blank = view.subarray(start, start + LONGEST_STAMP + 1).indexOf(BLANK, STAMP_LENGTH);
  if (blank < 0) return null;
  const name = streams.find((one) => startsWith(view, start + blank, one));
  const mark = name && view[start + blank + name.length];
  return name !== undefined && (mark === PART || mark === FULL) ? { name, mark } : null;
}

function startsWith(view: Buffer, at: number, bytes: Buffer): boolean {
  return view.compare(bytes, 0, bytes.length, at, Math.min(view.length, at + bytes.length)) === 0;
}
