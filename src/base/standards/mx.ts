// The data of an MX record (RFC 1035 section 3.3.9) as the answers of the DNS have it: `10 mx.example.com`.

export interface MxData {
  preference: number;
  host: string;
}

export function readMx(data: string): MxData {
  const blank = data.indexOf(" ");
  return { preference: Number(data.slice(0, blank)), host: data.slice(blank + 1) };
}

/** The hosts in the order of their preference, each once; `0 .` says that there is none (RFC 7505). */
export function mxHosts(records: readonly { data: string }[]): string[] {
  const sorted = records
    .map(({ data }) => readMx(data))
    .toSorted((one, other) => one.preference - other.preference);
  return [...new Set(sorted.map(({ host }) => host))].filter((host) => host !== ".");
}
