// A log as its reader gets it, and what the reading found out about it.

import type { StampContext } from "../../base/standards/timestamp.ts";
import type { ByteReader } from "../files/reader.ts";
import type { ScanResult } from "../search/index.ts";

export interface LogSource extends StampContext {
  path: string;
  reader: ByteReader;
  /** Bytes to be read; 0 where that is not known. */
  size: number;
  /** True when its lines are JSON objects. */
  isJson?: boolean;
  /** The host whose lines name none. */
  host?: string | null;
  /** Lines that an earlier run read. */
  linesBefore?: number;
}

export interface LogResult extends ScanResult {
  /** Entries that a mailer wrote about a delivery. */
  understood: number;
  /** Its place in the order of reading, from 0. */
  order: number;
  /** The first and the last time of its lines, in milliseconds since the epoch. */
  firstTime: number | null;
  lastTime: number | null;
  /** False when parts of it stand before earlier ones. */
  isInOrder: boolean;
}
