import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    // Nothing is timed here; a busy machine only needs longer.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    setupFiles: ["test/support/deny-network.ts"],
    // A lower bound: what only the built program runs, as a process of its own, is not counted.
    coverage: {
      provider: "v8",
      include: ["src/**/*.ts"],
      reporter: ["text", "html"],
      reportOnFailure: true,
      thresholds: { lines: 95, branches: 90 },
    },
  },
});
