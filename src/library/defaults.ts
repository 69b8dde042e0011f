// What a caller need not say.

import type { DnsOptions } from "../model/options.ts";
import type { RenderTarget } from "../model/report.ts";

/** How the DNS is asked unless a caller says otherwise. */
export const dnsDefaults: Readonly<DnsOptions> = {
  resolvers: [],
  authoritative: true,
  timeoutMilliseconds: 2000,
  concurrency: 32,
};

export const targetDefaults: RenderTarget = { width: 80, color: false, unicode: true };

/** Warnings that nobody asked for. */
export function ignore(): void {}
