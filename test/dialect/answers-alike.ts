// Statements under the sentences that they are about, each put to a gateway and to a real PostgreSQL 15.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { saysOrder } from "./says-order.js";
import { startTwins, type Twins } from "./twins.js";

/** For the tests of one `describe`. */
export function withTwins(): () => Twins {
  let twins: Twins | undefined;
  beforeAll(async () => {
    twins = await startTwins();
  }, 120_000);
  afterAll(() => twins?.stop());
  return () => {
    if (twins === undefined) throw new Error("the servers are not there yet");
    return twins;
  };
}

/** By their sentences, which lack the `subject`. */
export function answersAlike(
  twins: () => Twins,
  lists: Readonly<Record<string, readonly string[]>>,
  subject = "the gateway ",
): void {
  for (const [sentence, statements] of Object.entries(lists)) {
    describe(`${subject}${sentence}`, () => {
      it.each(statements)("as PostgreSQL does: %s", async (sql) => {
        const { differences } = await twins().compare(sql, [], { isOrdered: saysOrder(sql) });
        expect(differences).toEqual([]);
      });
    });
  }
}
