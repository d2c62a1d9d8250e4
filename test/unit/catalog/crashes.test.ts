// A model of crashes: whatever fails and whenever, what was acknowledged is there once, and nothing else is twice.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MemoryStore } from "../../../src/catalog/store/memory.js";
import { PgError } from "../../../src/errors.js";
import { type Fault, FaultyStore } from "./faulty-store.js";
import { author, open, role } from "./samples.js";

const someFault = fc.oneof(
  { weight: 3, arbitrary: fc.constant<Fault>("none") },
  { weight: 1, arbitrary: fc.constantFrom<Fault>("failed", "lost") },
);

describe("a catalog on a store that fails at any point", () => {
  it("keeps every acknowledged commit, once and in order, and reports the others", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ gateway: fc.nat(1), isReopened: fc.boolean() }), { minLength: 1, maxLength: 25 }),
        fc.infiniteStream(someFault),
        async (steps, faults) => {
          const store = new MemoryStore();
          let isFaulty = false;
          const nextFault = (): Fault => {
            const next: IteratorResult<Fault, unknown> = faults.next();
            return isFaulty && next.done !== true ? next.value : "none";
          };
          const faulty = new FaultyStore(store, nextFault);
          const gateways = [(await open(faulty)).catalog, (await open(faulty)).catalog];
          const acknowledged = new Map<string, number>();
          const reported = new Set<string>();

          for (const [index, { gateway, isReopened }] of steps.entries()) {
            // A crash: memory is lost, the store is not.
            if (isReopened) gateways[gateway] = (await open(faulty)).catalog;
            const catalog = gateways[gateway];
            const name = `role_${index}`;
            isFaulty = true;
            try {
              const after = await catalog?.commit(author, () => [{ kind: "roleCreated", role: role(name) }]);
              acknowledged.set(name, after?.version ?? 0);
            } catch (thrown) {
              expect(thrown).toBeInstanceOf(PgError);
              expect(thrown).toMatchObject({ sqlstate: "58030" });
              reported.add(name);
            } finally {
              isFaulty = false;
            }
          }

          const { catalog } = await open(store);
          const committed = new Map<string, number>();
          for await (const { version, events } of catalog.journal()) {
            for (const event of events) {
              if (event.kind !== "roleCreated") throw new Error(`unexpected ${event.kind}`);
              expect(committed.has(event.role.name)).toBe(false);
              committed.set(event.role.name, version);
            }
          }
          for (const [name, version] of acknowledged) expect(committed.get(name)).toBe(version);
          for (const name of committed.keys()) expect(acknowledged.has(name) || reported.has(name)).toBe(true);
          expect([...catalog.snapshot.roles.keys()]).toEqual([...committed.keys()]);
          expect(await catalog.verify()).toMatchObject({ kind: "intact", version: committed.size });
          for (const gateway of gateways) expect(await gateway.refresh()).toEqual(catalog.snapshot);
        },
      ),
      { numRuns: 150 },
    );
  });
});
