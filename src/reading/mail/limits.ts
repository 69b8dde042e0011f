// How much of a message is read, and the warning when there was more.

/** Limit of one part; the longest real ones name thousands of recipients. */
export const MAX_HEADER = 256 << 10;
export const MAX_HEADER_LINES = 5_000;
/** Each may lie within the last, and the parser calls itself for each: three thousand overflow the stack. */
export const MAX_PARTS = 1_000;
/** A mailer's own words are a few lines for each recipient; the rest of a long text is what it returns. */
export const MAX_TEXT = 1 << 20;
/** Limit of all texts together: the parser makes a string of each line, and keeps them. */
export const MAX_LINES = 200_000;
/** The fields of ten thousand recipients. */
export const MAX_STATUS = 8 << 20;
export const MAX_EXCERPT = 12 << 20;

/** The parts that were not read, although they might matter. */
export type Cut = "header" | "text" | "status" | "parts" | "message" | "recipients" | "forwards";

/** In words: the message has … Made only when needed: to group the digits of a number costs as much as a small log. */
export function cutWords(cut: Cut): string {
  switch (cut) {
    case "header":
      return `headers of more than ${MAX_HEADER >> 10} KiB, or ${grouped(MAX_HEADER_LINES)} lines; the rest was not read`;
    case "text":
      return `texts of more than ${MAX_TEXT >> 20} MiB, or ${grouped(MAX_LINES)} lines; the rest was not read`;
    case "status":
      return `a delivery status of more than ${MAX_STATUS >> 20} MiB; the rest was not read`;
    case "parts":
      return `more than ${grouped(MAX_PARTS)} parts; the others were not read`;
    case "message":
      return `parts of more than ${MAX_EXCERPT >> 20} MiB together; the others were not read`;
    case "recipients":
      return "more recipients than any mailer reports on; the others were not read";
    case "forwards":
      return "mail forwarded in mail too many times; what lies deeper was not read";
  }
}

function grouped(count: number): string {
  return count.toLocaleString("en");
}
