// Text that is written part by part, in pieces that are worth a write.

/** As many characters or more are one piece. */
const PIECE = 1 << 16;

export function* inPieces(parts: Iterable<string>): Generator<string> {
  let piece = "";
  for (const part of parts) {
    piece += part;
    if (piece.length < PIECE) continue;
    yield piece;
    piece = "";
  }
  if (piece !== "") yield piece;
}
