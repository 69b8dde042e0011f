// What this machine's own list of hosts says of the receiver's server: a mail server may believe it in place of the DNS.

import { canonicalIp } from "../base/standards/ip.ts";
import { readSmallFile } from "../base/small-file.ts";

const MAX_BYTES = 1 << 20;

/** Null where it does not name the host, or cannot be read. */
export async function renamedIn(host: string, path = "/etc/hosts"): Promise<string | null> {
  const text = await readSmallFile(path, MAX_BYTES).then(
    (file) => file.text,
    () => "",
  );
  for (const line of text.split("\n")) {
    const [address = "", ...names] = line.replace(/#.*$/, "").trim().split(/\s+/);
    if (names.some((name) => name.toLowerCase() === host.toLowerCase())) return canonicalIp(address);
  }
  return null;
}
