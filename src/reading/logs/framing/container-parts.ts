// A container's line in the files of Kubernetes: its runtime writes a long one in several records, of which all but the last have
// the mark P (kubernetes/design-proposals, kubelet-cri-logging).

// 2026-02-23T10:11:12.123456789Z stdout P
const record = /^(\d{4}-\d\d-\d\dT[\d:.]{8,18}(?:Z|[+-]\d\d:\d\d) std(?:out|err) )[PF](?::\S{0,80})? (.*)$/s;

/** The records of one line as one record; null for lines that are none. */
export function joinPartials(lines: readonly string[]): string | null {
  const records = lines.filter((line) => line !== "").map((line) => record.exec(line));
  const head = records[0]?.[1];
  if (head === undefined || records.length < 2 || records.includes(null)) return null;
  return `${head}F ${records.map((one) => one![2]).join("")}`;
}
