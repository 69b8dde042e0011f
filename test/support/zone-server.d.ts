export interface ZoneServer {
  /** `127.0.0.1:PORT`, fit for --resolver. */
  resolver: string;
  port: number;
  /** The questions, in order. */
  questions: { name: string; type: string; transport: "udp" | "tcp" }[];
  close: () => Promise<void>;
}

export interface ListenOptions {
  /** A loopback address; 127.0.0.1 when left out. */
  host?: string;
  /** Any free one when left out. */
  port?: number;
  /** False: connections over TCP are refused. */
  tcp?: boolean;
}

export function startZoneServer(zoneText: string, where?: ListenOptions): Promise<ZoneServer>;
