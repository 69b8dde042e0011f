// The version that this program reports: the package's.

import { readResource } from "./resources.ts";

export function packageVersion(): string {
  return (JSON.parse(readResource("package.json")) as { version: string }).version;
}
