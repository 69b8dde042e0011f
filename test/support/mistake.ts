import { UserError } from "../../src/base/errors.ts";
import { commandLineMessage } from "../../src/cli/mistakes.ts";

/** The message of the command for a request that fails. */
export async function mistakeIn(request: Promise<unknown>): Promise<string> {
  const error = await request.then(
    () => "no mistake",
    (thrown: unknown) => thrown,
  );
  if (error instanceof UserError) return commandLineMessage(error);
  throw error;
}
