// Mail stores that are known but not read: advice what to do instead is better than "not mail".

interface Store {
  matches: (head: Buffer) => boolean;
  advice: string;
}

const startsWith = (magic: Buffer) => (head: Buffer) => head.subarray(0, magic.length).equals(magic);

const stores: readonly Store[] = [
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
