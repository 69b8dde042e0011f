// Archives hold other files as they are: their text is found when they are searched, but nothing says where a file ends.

const zip = [Buffer.from("PK\x03\x04"), Buffer.from("PK\x05\x06"), Buffer.from("PK\x07\x08")];
// cpio, old, new and with checksums; ar, which Debian packages are
const others = ["070707", "070701", "070702", "!<arch>\n"].map((magic) => Buffer.from(magic));

/** tar, zip, cpio or ar; null for anything else. Compressed archives look like these once they are decompressed. */
export function archiveIn(head: Buffer): "tar" | "zip" | "cpio" | "ar" | null {
  const begins = (magic: Buffer) => head.subarray(0, magic.length).equals(magic);
  if (zip.some(begins)) return "zip";
  if (isTar(head)) return "tar";
  const other = others.findIndex(begins);
  if (other < 0) return null;
  return other === others.length - 1 ? "ar" : "cpio";
}

const HEADER = 512;
const CHECKSUM_AT = 148;
const CHECKSUM_END = 156;

/** Archives before POSIX's (1988) bear no magic: the checksum of the header, in octal digits, shows all kinds. */
function isTar(head: Buffer): boolean {
  if (head.length < HEADER || head[0] === 0) return false;
  const digits = /^[ \0]{0,8}([0-7]{1,7})[ \0]{0,8}$/.exec(
    head.toString("latin1", CHECKSUM_AT, CHECKSUM_END),
  )?.[1];
  if (digits === undefined) return false;
  let sum = 0;
  for (let at = 0; at < HEADER; at++) sum += at >= CHECKSUM_AT && at < CHECKSUM_END ? 0x20 : head[at]!;
  return sum === Number.parseInt(digits, 8);
}
