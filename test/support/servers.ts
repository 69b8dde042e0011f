// Whether the servers are there that some suites need. Without them these are skipped, except where REQUIRE_SERVERS=1
// says that they must not be: then a skip is a failure.

/** True when the suite is to be skipped; says so. Throws where the servers are required. */
export function mustSkip(suite: string, missing: readonly string[]): boolean {
  if (missing.length === 0) return false;
  const reason = `${suite} is skipped, not installed: ${missing.join(", ")}`;
  if (process.env["REQUIRE_SERVERS"] === "1") throw new Error(`${reason}; REQUIRE_SERVERS=1 forbids that`);
  console.warn(reason);
  return true;
}
