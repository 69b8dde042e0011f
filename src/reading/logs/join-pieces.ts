// Makes one text of the pieces that it was broken into.

import { endsAddress, leavesAddressOpen } from "../broken-address.ts";

/** What stood where a piece ends: nothing, as where a terminal's width ended, a blank, or a line end. */
export type Joint = "" | " " | "\n";

/** A terminal breaks wherever its width ends: then all lines but the last have that width, and no blank is lost. */
export function joinPieces(pieces: readonly string[]): string {
  const joint = haveOneWidth(pieces.slice(0, -1)) ? "" : " ";
  return joinBy(pieces, () => joint);
}

/** One alone shows nothing. */
export function haveOneWidth(pieces: readonly string[]): boolean {
  return pieces.length > 1 && pieces.every(({ length }) => length === pieces[0]!.length);
}

/** `jointAt`: what stood before the piece of that number. */
export function joinBy(pieces: readonly string[], jointAt: (index: number) => Joint): string {
  const [first = "", ...following] = pieces;
  const parts = [first];
  // Only the end of what is joined is looked at: each piece is copied once.
  let end = first.slice(-MAX_END);
  for (const [index, piece] of following.entries()) {
    const joint = jointAt(index + 1);
    const isWithin =
      joint !== "\n" && (withinBrackets.test(end) || (piece.startsWith("[") && hostOfPostfix.test(end)));
    if (isWithin || joint === " ") parts.push(parts.pop()!.trimEnd());
    const next = isWithin ? withinAddress(end, piece.trimStart()) : joined(joint, piece);
    parts.push(next);
    end = ((isWithin ? end.trimEnd() : end) + next).slice(-MAX_END);
  }
  return parts.join("");
}

function joined(joint: Joint, piece: string): string {
  return joint === " " ? ` ${piece.trimStart()}` : joint + piece;
}

/** An address and its bracket are shorter. */
const MAX_END = 60;
// relay=gmail-smtp-in.l.google.com    host gmail-smtp-in.l.google.com    Postfix writes the address right behind them.
const hostOfPostfix = /(?:relay=|host )[^\s[\]]{1,50}[^\s[\].]\s{0,2}$/;
const withinBrackets = /\[(?:IPv6:)?[0-9A-Fa-f:.]{1,45}\s{0,2}$/;

function withinAddress(before: string, after: string): string {
  if (endsAddress(before, after)) return ` ${after}`;
  return leavesAddressOpen(before, after) ? `…${after}` : after;
}
