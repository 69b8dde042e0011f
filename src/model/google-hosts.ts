// The hosts that take mail for Gmail and Google Workspace, by their names.

// gmail-smtp-in.l.google.com, alt2.aspmx.l.google.com, aspmx3.googlemail.com, smtp.google.com,
// and as its PTR record has it, which is how OpenSMTPD names a host: ws-in-f27.1e100.net. Not
// smtp-relay.gmail.com: that is the sender's own relay.
const googleHost = /(?:^|\.)(?:google\.com|googlemail\.com|1e100\.net)\.?$/i;

export function isGoogleHost(host: string | null | undefined): boolean {
  return typeof host === "string" && googleHost.test(host);
}
