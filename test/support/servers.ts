// Whether the servers are installed that some suites need. Without them, these suites are skipped; with
// REQUIRE_SERVERS=1 that is a failure.

/** True when the suite must be skipped; says so. Throws if the servers are required. */
export function mustSkip(suite: string, missing: readonly string[]): boolean {
  if (missing.length === 0) return false;
  const reason = `${suite} is skipped, not installed: ${missing.join(", ")}`;
  if (process.env["REQUIRE_SERVERS"] === "1") throw new Error(`${reason}; REQUIRE_SERVERS=1 forbids that`);
  console.warn(reason);
  return true;
}
