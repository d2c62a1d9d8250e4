// How tests run: in forked processes, since native modules and a thread pool of our size need processes of their own.
import { defineConfig } from "vitest/config";

// A fork copies this process's environment when it starts, which is before its thread pool starts.
process.env.UV_THREADPOOL_SIZE ??= "24";
// It says so on standard error, in each of them.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";

/**
 * Tests that start servers and other programs, and those that try thousands of statements on a real engine. All others are quick
 * enough for `npm run check`.
 */
const slow = [
  "test/clients/**/*.test.ts",
  "test/dialect/**/*.test.ts",
  "test/system/**/*.test.ts",
  "test/engine/functions.test.ts",
  "test/engine/mirror.test.ts",
  "test/engine/non-interference.test.ts",
  "test/engine/tombstones-properties.test.ts",
  "test/engine/try.test.ts",
];

/**
 * What compares the whole dialect with PostgreSQL, function by function. While the dialect is being built, what differs changes with each step:
 * it runs by `npm run dialect`, which says what is the same by now, and not in a whole `npm test`.
 */
const comparisons = process.env["SLUICE_DIALECT_COMPARISONS"] === "1" ? [] : ["test/dialect/catalogue.test.ts"];

/** Tests against a real S3 server: one for all of them, started when one of them runs. */
const s3 = ["test/conformance/s3.test.ts", "test/s3/**/*.test.ts"];

export default defineConfig({
  test: {
    pool: "forks",
    reporters: ["default", "./test/support/reporter.ts"],
    projects: [
      {
        extends: true,
        test: { name: "unit", include: ["test/**/*.test.ts"], exclude: [...slow, ...s3], testTimeout: 20_000 },
      },
      {
        extends: true,
        test: { name: "slow", include: slow, exclude: comparisons, testTimeout: 60_000, hookTimeout: 120_000 },
      },
      {
        extends: true,
        test: {
          name: "s3",
          include: s3,
          globalSetup: "./test/support/s3-server.ts",
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
