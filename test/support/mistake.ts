import { UserError } from "../../src/base/errors.ts";
import { commandLineMessage } from "../../src/cli/mistakes.ts";

/** What the command says of a request that fails. */
export async function mistakeIn(request: Promise<unknown>): Promise<string> {
  const error = await request.then(
    () => "no mistake",
    (thrown: unknown) => thrown,
  );
  if (error instanceof UserError) return commandLineMessage(error);
  throw error;
}
