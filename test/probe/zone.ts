// The DNS that the tests of a probe ask, on loopback.

export const ZONE = `
. 3600 IN SOA ns.example. root.example. 1 2 3 4 5
in-addr.arpa. 3600 IN NS ns.example.
ip6.arpa. 3600 IN NS ns.example.
example.com. 3600 IN SOA ns.example.com. root.example.com. 1 2 3 4 5
mx1.example.com. 3600 IN A 203.0.113.5
mx1.example.com. 3600 IN AAAA 2001:db8:25::5
mail.example.com. 3600 IN A 203.0.113.6
113.0.203.in-addr.arpa. 3600 IN SOA ns.example. root.example. 1 2 3 4 5
5.113.0.203.in-addr.arpa. 3600 IN PTR mx1.example.com.
100.51.198.in-addr.arpa. 3600 IN SOA ns.example. root.example. 1 2 3 4 5
8.b.d.0.1.0.0.2.ip6.arpa. 3600 IN SOA ns.example. root.example. 1 2 3 4 5
5.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.5.2.0.0.8.b.d.0.1.0.0.2.ip6.arpa. 3600 IN PTR mx1.example.com.
gmail.com. 3600 IN SOA ns.example. root.example. 1 2 3 4 5
gmail.com. 3600 IN MX 5 gmail-smtp-in.l.google.com.
google.com. 3600 IN SOA ns.example. root.example. 1 2 3 4 5
gmail-smtp-in.l.google.com. 3600 IN A 192.0.2.26
gmail-smtp-in.l.google.com. 3600 IN AAAA 2001:db8:26::1a
example.net. 3600 IN SOA ns.example. root.example. 1 2 3 4 5
example.net. 3600 IN MX 10 mx.example.net.
mx.example.net. 3600 IN A 10.0.0.25
example.org. 3600 IN SOA ns.example. root.example. 1 2 3 4 5
example.org. 3600 IN MX 0 .
`;
