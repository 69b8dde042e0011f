// Texts that are no logs, but tell the same line by line: a listing of the queue, the journal's longer forms.

/** The next line of the listing as the lines of a log; null stands for its end. */
export type ListingLine = (line: string | null) => string;
