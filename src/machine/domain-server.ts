// Whether a next hop is the domain itself or one of its own servers, and no relay.

/** Google's servers that take mail from strangers: they lead where the MX records of its domains lead. */
const googleServer = /^(?:[\w-]+\.)?(?:gmail-smtp-in|aspmx)\.l\.google\.com$/i;

/** `gmail.com`, `[gmail-smtp-in.l.google.com]:25` */
export function isServerOf(nextHop: string, domain: string): boolean {
  const host = nextHop.replace(/:\w+$/, "").replace(/^\[(?<inner>.*)\]$/, "$<inner>");
  return host.toLowerCase() === domain || googleServer.test(host);
}
