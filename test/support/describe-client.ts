// Suites that drive a client that people use: docs/compatibility.md tells of each feature whether its tests passed.
import { type TaskMeta, TestRunner } from "vitest";
import type { ClientName } from "./clients.mjs";
import type { Feature } from "./features.mjs";
import type { NeedName } from "./programs.mjs";
import { describeWith } from "./require.js";

declare module "vitest" {
  interface TaskMeta {
    /** The client that a test drives. Inherited from the suite. */
    client?: ClientName;
    /** What the client is seen to be able to do if the test passes. Inherited from the suite. */
    feature?: Feature;
    /** What became of the recorded statements that a test replays. */
    statements?: StatementOutcome[];
  }
}

export interface ClientSuite {
  readonly client: ClientName;
  /** Of all tests in it that do not name another: `it("...", { meta: { feature: "cancel" } }, () => ...)`. */
  readonly feature?: Feature;
}

/** A suite of a client, which needs these programs. */
export function describeClient(
  about: ClientSuite,
  required: readonly NeedName[],
  name: string,
  body: () => void,
): void {
  describeWith(required, name, body, about satisfies TaskMeta);
}

export interface StatementOutcome {
  /** The file of the statement, which is the tool's. */
  readonly file: string;
  readonly name: string;
  /** As PostgreSQL answers; otherwise, and why is known; refused by its SQLSTATE; or wrong, which fails the test. */
  readonly kind: "same" | "differs" | "refused" | "wrong";
  /** Why it differs, or the SQLSTATE. */
  readonly note?: string;
}

/** Tells docs/compatibility.md, from within a test, what became of a recorded statement. */
export function tellStatement(outcome: StatementOutcome): void {
  const test = TestRunner.getCurrentTest();
  if (test === undefined) throw new Error("there is no test to tell of");
  (test.meta.statements ??= []).push(outcome);
}
