// Loaded before the demo's program (`node --import`): who connects to an address of the demo's name servers reaches
// the port of loopback that stands in its place, `?192.0.2.53=40053&…` in this module's own address; so port 53 and the
// rights of root are not needed. Whoever else is asked is not there: nothing of a demo leaves the machine.

import dgram from "node:dgram";
import net from "node:net";

const LOOPBACK = "127.0.0.1";
const ports = new URL(import.meta.url).searchParams;

/** Nobody listens there: the connection is refused, as by a server that is down. */
const NOBODY = 1;

/** @param {string | undefined} host @param {number} port */
function portInPlaceOf(host, port) {
  return host === LOOPBACK ? port : Number(ports.get(host ?? "") ?? NOBODY);
}

/** @param {object} owner @param {(original: Function, self: object, given: any[]) => unknown} instead */
function replaceConnect(owner, instead) {
  const name = "connect";
  const original = owner[name];
  owner[name] = function (...given) {
    return instead(original, this, given);
  };
}

replaceConnect(dgram.Socket.prototype, (connect, self, [port, host, ...others]) =>
  connect.call(self, portInPlaceOf(host, port), LOOPBACK, ...others),
);

replaceConnect(net.Socket.prototype, (connect, self, given) => {
  // `net.connect` packs its arguments into a list of its own, marked by a symbol: it is changed in place.
  const [options] = Array.isArray(given[0]) ? given[0] : given;
  if (typeof options === "object" && options.path === undefined)
    Object.assign(options, { port: portInPlaceOf(options.host, options.port), host: LOOPBACK });
  return connect.apply(self, given);
});
