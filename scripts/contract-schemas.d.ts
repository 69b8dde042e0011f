export function contractSchemas(): Record<string, string>;
