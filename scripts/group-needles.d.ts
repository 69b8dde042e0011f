interface Fingerprints {
  usual: readonly string[];
  further: readonly string[];
}

/** The three bytes of each needle that the search looks for: in every log, and only in logs that show a mailer's sign. */
export function fingerprintsOfNeedles(): Promise<Fingerprints>;

/** The number of its group for each fingerprint. */
export function groupNeedles(fingerprints: Fingerprints): Record<string, number>;
