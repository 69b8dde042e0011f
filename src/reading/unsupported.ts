// Mail stores that are known but not read: advice what to do instead is better than "not mail".

interface Store {
  matches: (head: Buffer) => boolean;
  advice: string;
}

const startsWith = (magic: Buffer) => (head: Buffer) => head.subarray(0, magic.length).equals(magic);

const beginsWith = (pattern: RegExp) => (head: Buffer) => pattern.test(head.toString("latin1", 0, HEAD));
/** The command, and a few blank lines, may stand before a listing. */
const HEAD = 512;

const stores: readonly Store[] = [
  {
    //   3d  2.9K 1xVKiq-0000000001c-2dP0 <news@example.com> *** frozen ***
    matches: beginsWith(
      /^(?:[^\n]{0,200}\n){0,3}[ \t>]{0,8}\d{1,4}[mhdw]\s{1,8}[\d.]{1,8}[KMG]?\s{1,4}[0-9A-Za-z]{6}-[0-9A-Za-z]{6,11}-[0-9A-Za-z]{2,4} </,
    ),
    advice: "Exim's listing of the queue has no replies; name its main log, often /var/log/exim4/mainlog",
  },
  {
    // -----Q-ID----- --Size-- -----Q-Time----- ------------Sender/Recipient-----------
    matches: beginsWith(/^(?:[^\n]{0,200}\n){0,3}[ \t>]{0,8}-{2,8}Q-ID-{2,8} {1,4}-{1,4}Size-/),
    advice:
      "Sendmail's listing of the queue has only the first 60 characters of a reply; name its log, often /var/log/mail.log or /var/log/maillog",
  },
  {
    // Compound File Binary Format: Outlook's single messages.
    matches: startsWith(Buffer.from([0xd0, 0xcf, 0x11, 0xe0])),
    advice: "an Outlook .msg file is not read; save the message as .eml",
  },
  {
    // [MS-PST] section 2.2.2.6
    matches: startsWith(Buffer.from("!BDN")),
    advice: "an Outlook .pst file is not read; convert it with readpst, or export the bounces as .eml",
  },
  {
    // Dovecot's dbox: `2 M1e C5f2b…`
    matches: (head) => /^2 M[0-9a-f]{1,4} C[0-9a-f]{8,16}\n/.test(head.toString("latin1", 0, 64)),
    advice: "Dovecot's dbox is not read; export the mailbox with doveadm backup or doveadm fetch",
  },
  {
    // b,2026-02-23 10:11:12+0000,…    In older files the time is in seconds.
    matches: (head) =>
      /^(?:tq|r[bs]|[dbtrf]),(?:"?\d{4}-\d\d-\d\d \d\d:\d\d:\d\d|\d{10},)/.test(
        head.toString("latin1", 0, 64),
      ),
    advice:
      "rows of a PowerMTA accounting file without its head; put the line that names the columns (type,timeLogged,…) before them",
  },
  {
    // Byte order marks of four bytes.
    matches: (head) => ["fffe0000", "0000feff"].includes(head.toString("hex", 0, 4)),
    advice: "text in UTF-32 is not read; convert it with iconv -f UTF-32 -t UTF-8",
  },
];

/** Null when the bytes are of no store that is known. */
export function unsupportedStore(head: Buffer): string | null {
  return stores.find((store) => store.matches(head))?.advice ?? null;
}
