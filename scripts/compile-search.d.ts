/** The bytes that search.wat translates to. */
export function compileSearch(): Promise<Buffer>;
