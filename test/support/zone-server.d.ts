export interface ZoneServer {
  /** `127.0.0.1:PORT`, fit for --resolver. */
  resolver: string;
  port: number;
  /** What was asked, in order. */
  questions: { name: string; type: string; transport: "udp" | "tcp" }[];
  close: () => Promise<void>;
}

export function startZoneServer(zoneText: string): Promise<ZoneServer>;
