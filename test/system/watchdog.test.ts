// A statement that DuckDB does not stop: one call over long values, which looks at no interrupt.
import { expect, it } from "vitest";
import { makeDataDir, removeDataDir, startGateway } from "../support/gateway.js";

const stubborn = "SELECT sum(levenshtein(repeat('ab', 6000 + i::INTEGER), repeat('ba', 6000))) FROM range(1500) t(i)";

it("a statement that does not stop is left to itself after 5 s, and hurts nobody else", {
  timeout: 60_000,
}, async () => {
  const dataDir = makeDataDir();
  const gateway = await startGateway(dataDir);
  try {
    const [client, other] = await Promise.all([gateway.connect(), gateway.connect()]);
    await client.query("SET statement_timeout = '300ms'");
    const startedAt = performance.now();
    const stopped = expect(client.query(stubborn)).rejects.toMatchObject({ code: "57014" });
    for (let turn = 0; turn < 10; turn++) {
      const before = performance.now();
      expect((await other.query("SELECT count(*)::int AS n FROM people_test")).rows).toEqual([{ n: 12 }]);
      expect(performance.now() - before).toBeLessThan(3_000);
      await new Promise((resolve) => setTimeout(resolve, 300));
    }
    await stopped;
    const tookMs = performance.now() - startedAt;
    expect(tookMs).toBeGreaterThan(4_000);
    expect(tookMs).toBeLessThan(12_000);
    expect(gateway.log()).toContain("a statement does not stop, and is left to itself");
    expect((await client.query("SELECT count(*)::int AS n FROM people_test")).rows).toEqual([{ n: 12 }]);
  } finally {
    // Its thread works on.
    await gateway.kill();
    removeDataDir(dataDir);
  }
});
