// The configuration of real name servers for a test: in the foreground, as nobody else, with all files in one folder.

interface NsdOptions {
  folder: string;
  /** Of its files; the servers of one folder have different ones. */
  name: string;
  /** `IP` or `IP@PORT`. */
  address: string;
  zones: readonly { apex: string; file: string }[];
  /** Further lines of the server clause. */
  settings?: readonly string[];
}

export function nsdConfiguration({ folder, name, address, zones, settings = [] }: NsdOptions): string {
  const lines = [
    `ip-address: ${address}`,
    `username: ""`,
    `zonesdir: "${folder}"`,
    // Else all would share the file of the system's own NSD.
    `database: ""`,
    `pidfile: "${folder}/${name}.pid"`,
    `xfrdfile: "${folder}/${name}.xfrd"`,
    `xfrdir: "${folder}"`,
    `zonelistfile: "${folder}/${name}.list"`,
    `logfile: "${folder}/${name}.log"`,
    "server-count: 1",
    "rrl-ratelimit: 0",
    ...settings,
  ];
  const parts = zones.map(({ apex, file }) => `zone:\n  name: "${apex}"\n  zonefile: "${file}"\n`);
  return `server:\n  ${lines.join("\n  ")}\n${NO_CONTROL}${parts.join("")}`;
}

interface UnboundOptions {
  folder: string;
  /** `IP` or `IP@PORT`. */
  address: string;
  /** Further lines of the server clause. */
  settings: readonly string[];
  /** `validator iterator` to check signatures. */
  modules?: string;
}

/** The server clause; zones come after it. */
export function unboundConfiguration({ folder, address, settings, modules = "iterator" }: UnboundOptions) {
  const lines = [
    `interface: ${address}`,
    "do-daemonize: no",
    `username: ""`,
    `chroot: ""`,
    `directory: "${folder}"`,
    `pidfile: ""`,
    "use-syslog: no",
    `logfile: "${folder}/unbound.log"`,
    `module-config: "${modules}"`,
    ...settings,
  ];
  return `server:\n  ${lines.join("\n  ")}\n${NO_CONTROL}`;
}

/** For an unbound that asks only servers on loopback: from such an address nothing can leave this machine. */
export function onLoopback(host: string): string[] {
  return [
    `outgoing-interface: ${host}`,
    "access-control: 127.0.0.0/8 allow",
    "do-not-query-localhost: no",
    "do-ip6: no",
  ];
}

const NO_CONTROL = "remote-control:\n  control-enable: no\n";
