// Many clients at once, each with one short prepared statement after another: how many are answered, and how long each waits.
import { milliseconds, percentile, significant } from "../figures.mjs";
import { prepareOn, preparedRequest } from "./latency.mjs";

/** @type {readonly import("./kind.mjs").Column[]} */
export const crowdColumns = [
  { metric: "perSecond", title: "statements/s", write: significant },
  { metric: "p50Ms", title: "p50", write: milliseconds },
  { metric: "p99Ms", title: "p99", write: milliseconds },
];

const clientCount = 64;
const crowdMs = 2_000;

/**
 * @param {{ sql: string, valuesOf: (turn: number) => readonly string[] }} order
 * @returns {import("./kind.mjs").Measurement}
 */
export function crowd({ sql, valuesOf }) {
  return {
    clients: clientCount,
    prepare: (clients) => prepareOn(clients, sql),
    measure: async (clients) => {
      const startedAt = performance.now();
      const durations = await Promise.all(clients.map((client) => talk(client, valuesOf, startedAt + crowdMs)));
      const seconds = (performance.now() - startedAt) / 1000;
      const all = durations.flat();
      return { perSecond: all.length / seconds, p50Ms: percentile(all, 0.5), p99Ms: percentile(all, 0.99) };
    },
  };
}

/**
 * @param {import("../client/client.mjs").Client} client
 * @param {(turn: number) => readonly string[]} valuesOf
 * @param {number} until
 */
async function talk(client, valuesOf, until) {
  const durations = [];
  for (let turn = 0; performance.now() < until; turn++) {
    const { totalMs } = await client.ask(preparedRequest(valuesOf(turn)));
    durations.push(totalMs);
  }
  return durations;
}
