// The mail servers of this machine and how many ways out they have, without names and addresses.

import { describeMachine } from "../machine/index.ts";
import type { MailerCheck } from "../model/doctor.ts";

export async function examineMailers(describe = describeMachine): Promise<MailerCheck[]> {
  const { mailers, outgoing, problems } = await describe();
  return [
    {
      check: "mailer",
      mailers: mailers.map(({ mailer, relayHost }) => ({ mailer, isRelayed: relayHost !== null })),
      outgoing: outgoing.map(({ family, isInner, onHost }) => ({ family, isInner, onHost })),
      // `postconf -c /etc/postfix-out -x`: the name of the program is enough.
      failed: problems.map(({ command, reason }) => ({ program: command.split(" ", 1)[0] ?? "", reason })),
    },
  ];
}
