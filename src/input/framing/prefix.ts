// What containers and terminals put in front of a log line: colours, the name of the container, the mark of
// the container's log.

const BYTE_ORDER_MARK = "\uFEFF";
const ESCAPE = "\u001b";
// ESC [ 36 m
const colour = /\u001b\[[\d;]{0,20}[mK]/g;
// docker compose logs:  "postfix-mailcow-1  | Feb 23 10:11:12 mx1 postfix/smtp[353]: …"
const composePrefix = /^[\w.-]{1,100} {0,40}\| ?/;
// kubectl logs --prefix:  "[pod/mail-0/postfix] Feb 23 10:11:12 mx1 postfix/smtp[353]: …"
const podPrefix = /^\[pod\/[\w.-]{1,253}\/[\w.-]{1,253}\] /;
// CRI, behind the container's time stamp:  " stdout F Feb 23 10:11:12 mx1 postfix/smtp[353]: …"
const streamMark = /^ (?:stdout|stderr) [FP] (?=\S)/;

export function withoutPrefix(line: string): string {
  let text = line.startsWith(BYTE_ORDER_MARK) ? line.slice(1) : line;
  if (text.includes(ESCAPE)) text = text.replace(colour, "");
  return text.replace(composePrefix, "").replace(podPrefix, "");
}

export function withoutStreamMark(rest: string): string {
  return rest.replace(streamMark, " ");
}
