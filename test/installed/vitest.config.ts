import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    // Not `.test.ts`: `npm test` does not run them.
    include: ["test/installed/*.installed.ts"],
    testTimeout: 240_000,
    hookTimeout: 240_000,
  },
});
