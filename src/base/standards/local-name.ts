// Names that mean something else on every network (RFC 6761, 6762, 8375, 9476) or nothing at all.

const localName =
  /(?:^|\.)(?:localhost|local|localdomain|internal|intranet|lan|home|corp|private|home\.arpa|invalid|test|onion|alt)$/;

export function isLocalName(name: string): boolean {
  return localName.test(name);
}
