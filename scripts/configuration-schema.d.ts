import type { ConfigurationKey } from "../src/cli/config-file.ts";

/** The text of schema/whybounce.config.schema.json. */
export function configurationSchema(keys: ConfigurationKey[]): string;
