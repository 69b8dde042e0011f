import type { Server } from "./clickhouse-server.js";

export const isInstalled: boolean;
export function createChdbServer(): Promise<Server>;
