// Counts what a run came to and writes it as JSON for scripts/test.mjs, which prints it as the last line.
import { writeFileSync } from "node:fs";
import type { SerializedError } from "vitest";
import type { Reporter, TestCase, TestModule, TestSuite } from "vitest/node";
import { type ClientTest, clientTestsOf, statementsOf } from "./client-tests.js";
import type { StatementOutcome } from "./describe-client.js";

declare module "vitest" {
  interface TaskMeta {
    /** Why a test or a suite is skipped. Set by `describeWith`; `context.skip(reason)` tells it for one test. */
    skipReason?: string;
  }
}

export interface Outcome {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: readonly Skipped[];
  readonly clientTests: readonly ClientTest[];
  readonly statements: readonly StatementOutcome[];
}

export interface Skipped {
  readonly name: string;
  readonly tests: number;
  readonly reason: string;
}

export default class OutcomeReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly SerializedError[]): void {
    const path = process.env.SLUICE_TEST_OUTCOME;
    if (path !== undefined) writeFileSync(path, JSON.stringify(countOutcome(modules, unhandledErrors.length)));
  }
}

/** A file that did not load and a hook that failed count as failures, like a test: nothing that went wrong stays uncounted. */
function countOutcome(modules: readonly TestModule[], unhandledErrors: number): Outcome {
  const tests = modules.flatMap((module) => [...module.children.allTests()]);
  const holders = modules.flatMap((module) => [module, ...module.children.allSuites()]);
  const passed = tests.filter((test) => test.result().state === "passed").length;
  const skipped = tests.filter((test) => test.result().state === "skipped");
  const failedHolders = holders.filter((holder) => holder.errors().length > 0).length;
  return {
    passed,
    failed: tests.length - passed - skipped.length + failedHolders + unhandledErrors,
    skipped: groupSkipped(skipped),
    clientTests: clientTestsOf(modules, reasonOf),
    statements: statementsOf(modules),
  };
}

/** A suite that is skipped as a whole is told once. */
function groupSkipped(skipped: readonly TestCase[]): readonly Skipped[] {
  const groups = new Map<string, { name: string; tests: number; reason: string }>();
  for (const test of skipped) {
    const reason = reasonOf(test);
    const suite = outermostSkipped(test);
    const name = `${test.module.relativeModuleId} > ${(suite ?? test).fullName}`;
    const key = JSON.stringify([name, reason]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { name, tests: 1, reason });
    else group.tests += 1;
  }
  return [...groups.values()];
}

function reasonOf(test: TestCase): string {
  const result = test.result();
  if (result.state === "skipped" && result.note !== undefined) return result.note;
  const holders = [test, ...suitesAround(test)];
  const reason = holders.map((holder) => holder.meta().skipReason).find((it) => it !== undefined);
  if (reason !== undefined) return reason;
  if (test.options.mode === "todo") return "to be written";
  const isBroken = suitesAround(test).some((suite) => suite.errors().length > 0) || test.module.errors().length > 0;
  return isBroken ? "what comes before it failed" : "no reason is given";
}

function outermostSkipped(test: TestCase): TestSuite | undefined {
  const isSkipped = (suite: TestSuite) => [...suite.children.allTests()].every((it) => it.result().state === "skipped");
  return suitesAround(test).filter(isSkipped).at(-1);
}

/** From the nearest outwards. */
function suitesAround(test: TestCase): readonly TestSuite[] {
  const suites: TestSuite[] = [];
  for (let parent = test.parent; parent.type === "suite"; parent = parent.parent) suites.push(parent);
  return suites;
}
