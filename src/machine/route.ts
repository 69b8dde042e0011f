// Which way the mail for a domain takes out of each mail server of this machine.

import type { Machine, Route } from "../model/machine.ts";
import { askEximRoute } from "./exim-route.ts";
import { askPostfixRoute } from "./postfix-route.ts";
import { runProgram, type RunProgram } from "./programs.ts";

/** In the order of `mailers`. */
export function routesTo(
  domain: string,
  { mailers }: Pick<Machine, "mailers">,
  run: RunProgram = runProgram,
): Promise<Route[]> {
  return Promise.all(
    mailers.map((setup) =>
      setup.mailer === "postfix" ? askPostfixRoute(run, setup, domain) : askEximRoute(run, setup, domain),
    ),
  );
}
