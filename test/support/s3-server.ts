// One S3 server for all tests of a run that need one: vitest starts it before the first of them, and only if there are some.
import { inject } from "vitest";
import type { TestProject } from "vitest/node";
import { type S3Server, startCephRgw } from "./ceph-rgw.js";
import { s3Needs, whyMissing } from "./programs.mjs";

declare module "vitest" {
  interface ProvidedContext {
    s3Server: S3Server | undefined;
  }
}

export default async function setUp(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  // Its suites are skipped then, by `describeWith(s3Needs, ...)`.
  const canRun = s3Needs.every((need) => whyMissing(need) === undefined);
  const running = canRun ? await startCephRgw() : undefined;
  project.provide("s3Server", running?.server);
  return running?.stop;
}

/** For suites under `describeWith(s3Needs, ...)`. */
export function s3Server(): S3Server {
  const server = inject("s3Server");
  if (server === undefined) throw new Error("there is no S3 server");
  return server;
}
