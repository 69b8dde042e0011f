import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    // No test fails because the machine is busy: what must not take long is measured in processor time.
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
