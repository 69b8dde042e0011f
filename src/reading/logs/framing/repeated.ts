// rsyslog folds equal messages into one: "message repeated 3 times: [ 63D5E2988B8: to=<user@gmail.com>, …]". If the
// first copy went to another file, the brackets hold all there is. If not, the two have the same token, or the same id,
// time and recipient. Other daemons' lines say nothing: "last message repeated 3 times", and syslog-ng's "Last message
// 'postfix/smtp[174]: 3A' repeated 3 times, suppressed by …".

const START = "message repeated ";
const repeated = /^message repeated \d{1,10} times?: \[ ?/;

/** The message that was repeated; the message itself when it is none. */
export function unfoldRepeated(message: string): string {
  if (!message.startsWith(START)) return message;
  const [start] = repeated.exec(message) ?? [];
  return start === undefined ? message : message.slice(start.length).replace(/\]\s*$/, "");
}
