// A plugin for the Haraka of the end-to-end test: takes mail from anybody, sends it from the address that its sender has, as
// plugins do for people with several addresses, and keeps what comes back in a Maildir.

/* global OK */
const { Resolver } = require("node:dns").promises;
const { createWriteStream } = require("node:fs");
const { isIPv6 } = require("node:net");
const { pipeline } = require("node:stream/promises");

exports.register = function register() {
  const { addresses, domain, maildir } = this.config.get("sources.json");
  Object.assign(exports, { addresses, domain, maildir });
};

exports.hook_connect = function acceptAll(next, connection) {
  connection.relaying = true;
  next();
};

exports.hook_rcpt = (next) => next(OK);

/** Its own list of hosts has no address to send from, and both families. */
exports.hook_get_mx = function withAddress(next, { todo }, domain) {
  const bind = exports.addresses[todo.mail_from.user];
  hostsOf(domain, isIPv6(bind)).then(
    (hosts) =>
      next(
        OK,
        hosts.map((host) => ({ ...host, bind })),
      ),
    () => next(),
  );
};

async function hostsOf(domain, isIpv6) {
  const resolver = new Resolver();
  const hosts = (await resolver.resolveMx(domain)).toSorted((a, b) => a.priority - b.priority);
  const ofHosts = hosts.map(async ({ exchange, priority }) => {
    const found = isIpv6 ? await resolver.resolve6(exchange) : await resolver.resolve4(exchange);
    return found.map((address) => ({ priority, exchange: address, from_dns: exchange }));
  });
  return (await Promise.all(ofHosts)).flat();
}

exports.hook_send_email = function keepBounce(next, mail) {
  if (mail.todo.domain !== exports.domain) return next();
  pipeline(mail.data_stream(), createWriteStream(`${exports.maildir}/${mail.filename}`)).then(
    () => mail.discard(),
    (error) => mail.logerror(`the bounce could not be kept: ${error.message}`),
  );
};
