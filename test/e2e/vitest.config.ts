import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    // Not `.test.ts`: `npm test` does not run them.
    include: ["test/e2e/*.e2e.ts"],
    testTimeout: 240_000,
    hookTimeout: 240_000,
  },
});
