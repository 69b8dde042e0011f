// What a container said in one line, and its runtime wrote in several records, told from the bytes (logs/framing/docker.ts
// and container-parts.ts join them).

const LINE_FEED = 0x0a;
const BLANK = 0x20;
const BRACE = 0x7b;

/** True when the line that begins at `start` is a later record of the line that the record before it began. */
export function isLaterRecord(view: Buffer, start: number): boolean {
  return view[start] === BRACE ? isLaterOfDocker(view, start) : isLaterOfKubernetes(view, start);
}

/** Docker's json-file driver writes what a container says at once in records of 16 KiB; the last one has the line's end. */
const DOCKER_RECORD = 16_384;
const dockerStart = Buffer.from('{"log":"');
const dockerStream = Buffer.from('","stream":"');
const dockerLineEnd = Buffer.from("\\n");
/** Of a record, after its text: stream, attributes and time. */
const DOCKER_END_LENGTH = 4_096;

function isLaterOfDocker(view: Buffer, start: number): boolean {
  const earliest = start - DOCKER_RECORD;
  if (earliest < 0 || !startsWith(view, start, dockerStart)) return false;
  // A shorter line before it is a record of its own.
  if (view.lastIndexOf(LINE_FEED, start - 2) >= earliest) return false;
  const recordEnd = view.subarray(start - DOCKER_END_LENGTH, start);
  const end = recordEnd.lastIndexOf(dockerStream);
  return end >= 0 && !startsWith(recordEnd, end - dockerLineEnd.length, dockerLineEnd);
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
