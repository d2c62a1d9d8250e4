// Which clients a run's tests drove, at which features, and what became of them: what docs/compatibility.md is made of.
import type { TestCase, TestModule } from "vitest/node";
import type { ClientName } from "./clients.mjs";
import type { StatementOutcome } from "./describe-client.js";
import type { Feature } from "./features.mjs";

export interface ClientTest {
  readonly client: ClientName;
  readonly feature: Feature;
  /** From the root of the project. */
  readonly file: string;
  readonly name: string;
  readonly state: "passed" | "failed" | "not run";
  /** Why it was not run. */
  readonly reason?: string;
}

/** Tests of a suite made by `describeClient`. One that names no feature would be left out in silence, and is an error. */
export function clientTestsOf(modules: readonly TestModule[], reasonOf: (test: TestCase) => string): ClientTest[] {
  return testsOf(modules).flatMap((test): ClientTest[] => {
    const { client, feature } = test.meta();
    if (client === undefined) return [];
    const { relativeModuleId: file } = test.module;
    if (feature === undefined) throw new Error(`${file}: "${test.fullName}" drives ${client}, but names no feature`);
    const common = { client, feature, file, name: test.name };
    const { state } = test.result();
    if (state === "passed") return [{ ...common, state }];
    // A hook that failed leaves its tests without a run. That is no want of a program.
    if (state === "failed" || hookFailed(test)) return [{ ...common, state: "failed" }];
    return [{ ...common, state: "not run", reason: reasonOf(test) }];
  });
}

function hookFailed(test: TestCase): boolean {
  for (let parent = test.parent; ; parent = parent.parent) {
    if (parent.errors().length > 0) return true;
    if (parent.type === "module") return false;
  }
}

/** What tests told by `tellStatement`. */
export function statementsOf(modules: readonly TestModule[]): StatementOutcome[] {
  return testsOf(modules).flatMap((test) => test.meta().statements ?? []);
}

function testsOf(modules: readonly TestModule[]): TestCase[] {
  return modules.flatMap((module) => [...module.children.allTests()]);
}
