// Mail that Gmail took, by the domain of MAIL FROM. Only an audit asks for it: a log has a million such lines.

/** How some of it left: what tells the sending address, as far as it is known. */
export interface AcceptedWay {
  reportingMta: string | null;
  remoteMta: string | null;
  /** The mailer's own end of the connection. */
  localIp: string | null;
  /** Of the connection. */
  family: 4 | 6 | null;
  /** The log, where that names no host. */
  log: string | null;
}

export interface AcceptedDomain {
  /** In lower case, as it is written. */
  domain: string;
  deliveries: number;
  ways: AcceptedWay[];
}

export interface AcceptedMail {
  domains: AcceptedDomain[];
  /** Deliveries whose sender no line tells. */
  withoutSender: number;
  /** Deliveries of domains beyond those that are counted one by one. */
  ofFurtherDomains: number;
}
