// Italiaonline: Libero, Virgilio, and the older names of their mail.

import { otherReceiver, reverseDns } from "./receiver.ts";

export const libero = otherReceiver({
  id: "libero",
  name: "Libero and Virgilio",
  // smtp-in.libero.it, smtp-in.virgilio.it
  host: /(?:^|\.)(?:libero|virgilio|iol|inwind|blu|giallo)\.it\.?$/i,
  // 421 smtp-16.iol.local smtp-16.iol.local No reverse DNS [smtp-16.iol.local; LIB_120]            (Virgilio: VIR_120)
  text: /\bNo reverse DNS\b/i,
  marks: [reverseDns],
});
