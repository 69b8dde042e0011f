// What a file that is neither a log nor mail looks like, from its first bytes: it helps to see which file was named by mistake.

import { escapeText } from "../base/words/escape.ts";
import { archiveIn } from "./files/archive.ts";

interface Look {
  magic: Buffer;
  /** Where the magic stands; at the beginning when left out. */
  at?: number;
  words: string;
}

const bytes = (text: string) => Buffer.from(text, "latin1");

const looks: readonly Look[] = [
  {
    magic: bytes("LPKSHHRH"),
    words: "a file of systemd's journal; pipe it in: journalctl --file FILE -o short-iso",
  },
  { magic: bytes("%PDF-"), words: "a PDF document" },
  { magic: bytes("PK\x03\x04"), words: "a ZIP archive, or a document of an office program; unpack it first" },
  { magic: bytes("7z\xbc\xaf\x27\x1c"), words: "a 7-Zip archive; unpack it first" },
  { magic: bytes("Rar!\x1a\x07"), words: "a RAR archive; unpack it first" },
  { magic: bytes("ustar"), at: 257, words: "a tar archive; unpack it first" },
  { magic: bytes("SQLite format 3\0"), words: "an SQLite database" },
  { magic: bytes("\x7fELF"), words: "a program" },
  { magic: bytes("MZ"), words: "a program for Windows" },
  { magic: bytes("ElfFile\0"), words: "an event log of Windows; export it as text" },
  { magic: bytes("\x89PNG\r\n"), words: "a picture" },
  { magic: bytes("\xff\xd8\xff"), words: "a picture" },
  { magic: bytes("GIF8"), words: "a picture" },
  { magic: bytes("\xd4\xc3\xb2\xa1"), words: "captured network traffic" },
  { magic: bytes("\x0a\x0d\x0d\x0a"), words: "captured network traffic" },
  { magic: bytes("-----BEGIN"), words: "a key or a certificate" },
];

const BYTES_SHOWN = 8;
const CHARACTERS_SHOWN = 40;

// Pages that were saved, and parts of them: <div class="gs">, <table cellpadding="0">
const webPage = /^<(?:!doctype html|html|head|body|title|meta|style|div|table|p|h[1-6]|pre)[\s>]/i;

/** To follow `neither a mail log nor mail`. */
export function looksLike(head: Buffer): string {
  const known = looks.find(({ magic, at = 0 }) => head.subarray(at, at + magic.length).equals(magic));
  if (known) return `it looks like ${known.words}`;
  const archive = archiveIn(head);
  if (archive) return `it looks like ${archive === "ar" ? "an" : "a"} ${archive} archive; unpack it first`;
  const text = head.toString("utf8", 0, 4 * CHARACTERS_SHOWN).trimStart();
  if (webPage.test(text))
    return "it looks like a web page; paste its text, or save the message or the log itself";
  if (isBinary(head))
    return `it begins with the bytes ${head
      .subarray(0, BYTES_SHOWN)
      .toString("hex")
      .replaceAll(/(..)(?!$)/g, "$1 ")}`;
  const [line = ""] = text.split(/\r?\n/, 1);
  const shown = line.length > CHARACTERS_SHOWN ? `${line.slice(0, CHARACTERS_SHOWN)}...` : line;
  return `it begins with ${JSON.stringify(escapeText(shown, true))}`;
}

function isBinary(head: Buffer): boolean {
  return head
    .subarray(0, 4 * CHARACTERS_SHOWN)
    .some((byte) => byte < 0x09 || (byte > 0x0d && byte < 0x20 && byte !== 0x1b));
}
