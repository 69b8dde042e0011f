// The name servers of the demo: a resolver that knows all zones, and each zone's own servers with the zones that
// name them. All listen on loopback; `mapped-servers.js` leads there who asks them at their own addresses.

import { startZoneServer } from "./zone-server.js";

/** Of the documentation block, as all addresses of the demo. */
export const RESOLVER = "192.0.2.53";

/**
 * The loopback port in whose place each address stands.
 * @param {string} zones that have their own servers
 * @param {string} above what tells who they are
 * @returns {Promise<Map<string, number>>}
 */
export async function startDemoServers(zones, above) {
  const all = `${above}\n${zones}`;
  const ports = new Map([[RESOLVER, (await startZoneServer(withoutRepeats(all))).port]]);
  for (const [name, own] of ownZones(all)) {
    const { port } = await startZoneServer(own);
    for (const address of addressesOf(name, all)) ports.set(address, port);
  }
  return ports;
}

/** What each name server holds: the zones whose NS records name it. @param {string} text */
function ownZones(text) {
  const held = new Map();
  for (const zone of text.split(/^(?=\S+\s+\d+ IN SOA\s)/m)) {
    const apex = /^(\S+)\s+\d+ IN SOA\s/.exec(zone)?.[1];
    for (const [owner, , , , target] of recordsOf(zone, "NS"))
      if (owner === apex) held.set(target, `${held.get(target) ?? ""}${zone}\n`);
  }
  return held;
}

/** @param {string} name @param {string} text */
function addressesOf(name, text) {
  const found = recordsOf(text, "A").filter(([owner]) => owner === name);
  if (found.length === 0) throw new Error(`the demo's zones give the name server ${name} no address`);
  return new Set(found.map(([, , , , address]) => address));
}

/** @param {string} text @param {string} type */
function recordsOf(text, type) {
  const records = text.split("\n").map((line) => line.split(/\s+/));
  return records.filter((words) => words[3] === type);
}

/** A delegation and the zone itself both say who serves it; an answer holds that once. @param {string} text */
function withoutRepeats(text) {
  const seen = new Set();
  const isNew = (line) => {
    const key = line.replace(/\s+\d+ IN\s+/, " ").replace(/\s+/g, " ");
    return !seen.has(key) && seen.add(key);
  };
  return text.split("\n").filter(isNew).join("\n");
}
