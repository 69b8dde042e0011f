/** The three bytes of each needle that the search looks for. */
export function fingerprintsOfNeedles(): Promise<string[]>;

/** The number of its group for each fingerprint. */
export function groupNeedles(fingerprints: readonly string[]): Record<string, number>;
