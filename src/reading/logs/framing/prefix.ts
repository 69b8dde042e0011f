// Marks before a whole line, or between its letters, that say nothing: byte order marks, colors, NUL
// bytes, the marks of a container's log and of the journal's streams of JSON.

const BYTE_ORDER_MARK = "\uFEFF";
const ESCAPE = "\u001b";
/** RFC 7464: journalctl -o json-seq */
const RECORD_SEPARATOR = "\u001e";
/** journalctl -o json-sse */
const EVENT_STREAM = "data: {";
// ESC [ 36 m    ESC [ K, as grep has it after each color    ESC ( B, as ncurses has it
const color = /\u001b(?:\[[\d;]{0,20}[mK]|\(B)/g;
const nuls = /\0+/;
// Kubernetes' container runtime, after the time stamp:  " stdout F Feb 23 10:11:12 mx1 postfix/smtp[353]: …"
const streamMark = /^ (?:stdout|stderr) [FP](?::\S{0,80})? (?=\S)/;

export function plainText(line: string): string {
  let text = line;
  const first = text[0];
  if (first === BYTE_ORDER_MARK || first === RECORD_SEPARATOR) text = text.slice(1);
  if (text.includes(ESCAPE)) text = text.replace(color, "");
  return text.startsWith(EVENT_STREAM) ? text.slice(EVENT_STREAM.length - 1) : text;
}

/**
 * A crash leaves zeros where a log's last block was not written yet, and copytruncate where its writer did not
 * append: the daemon goes on after them, in the same line. The text before them is torn.
 */
export function afterNuls(text: string): string {
  return text.split(nuls).findLast((part) => part.trim() !== "") ?? "";
}

export function withoutStreamMark(rest: string): string {
  return rest.replace(streamMark, " ");
}
