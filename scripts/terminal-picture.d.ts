/** An SVG of the first lines of a transcript of fixtures/command-lines. */
export function terminalPicture(transcript: string): string;
