// How tests run: in forked processes, since native modules and a thread pool of our size need processes of their own.
import { defineConfig } from "vitest/config";

// A fork copies this process's environment when it starts, which is before its thread pool starts.
process.env.UV_THREADPOOL_SIZE ??= "24";

/**
 * Tests that start servers and other programs, and those that try thousands of statements on a real engine. All others are quick
 * enough for `npm run check`.
 */
const slow = [
  "test/clients/**/*.test.ts",
  "test/system/**/*.test.ts",
  "test/engine/functions.test.ts",
  "test/engine/non-interference.test.ts",
  "test/engine/tombstones-properties.test.ts",
  "test/engine/try.test.ts",
];

export default defineConfig({
  test: {
    pool: "forks",
    reporters: ["default", "./test/support/reporter.ts"],
    projects: [
      { extends: true, test: { name: "unit", include: ["test/**/*.test.ts"], exclude: slow, testTimeout: 20_000 } },
      { extends: true, test: { name: "slow", include: slow, testTimeout: 60_000, hookTimeout: 120_000 } },
    ],
  },
});
