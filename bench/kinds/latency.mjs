// Short statements, one after another by one client: how long each takes.
import * as messages from "../client/messages.mjs";
import { milliseconds, percentile } from "../figures.mjs";
import { onlyOf, prepareNothing } from "./kind.mjs";

/** @typedef {import("./kind.mjs").Measurement} Measurement */

/** @type {readonly import("./kind.mjs").Column[]} */
export const latencyColumns = [
  { metric: "p50Ms", title: "p50", write: milliseconds },
  { metric: "p99Ms", title: "p99", write: milliseconds },
];

const warmUpsMax = 200;

/**
 * As a request per turn.
 * @param {{ times: number, requestOf: (turn: number) => Buffer, prepare?: Measurement["prepare"] }} order
 * @returns {Measurement}
 */
function latency({ times, requestOf, prepare = prepareNothing }) {
  return {
    clients: 1,
    prepare,
    measure: async (clients) => {
      const client = onlyOf(clients);
      for (let turn = 0; turn < Math.min(times / 5, warmUpsMax); turn++) await client.ask(requestOf(turn));
      const durations = [];
      for (let turn = 0; turn < times; turn++) {
        const { rows, totalMs } = await client.ask(requestOf(turn));
        if (rows === 0) throw new Error("a short statement answered no row");
        durations.push(totalMs);
      }
      return { p50Ms: percentile(durations, 0.5), p99Ms: percentile(durations, 0.99) };
    },
  };
}

/**
 * By simple queries.
 * @param {{ sql: string, times: number }} order
 */
export function simpleLatency({ sql, times }) {
  const request = messages.query(sql);
  return latency({ times, requestOf: () => request });
}

/**
 * By Parse, Bind, Describe and Execute each time, as drivers do that prepare nothing.
 * @param {{ sql: string, times: number }} order
 */
export function extendedLatency({ sql, times }) {
  const request = Buffer.concat([
    messages.parse(sql),
    messages.bind({}),
    messages.describe,
    messages.execute,
    messages.sync,
  ]);
  return latency({ times, requestOf: () => request });
}

/**
 * Prepared once, then Bind and Execute.
 * @param {{ sql: string, times: number, valuesOf?: (turn: number) => readonly string[] }} order
 */
export function preparedLatency({ sql, times, valuesOf = () => [] }) {
  return latency({
    times,
    requestOf: (turn) => preparedRequest(valuesOf(turn)),
    prepare: (clients) => prepareOn(clients, sql),
  });
}

const statement = "bench";

/**
 * @param {readonly import("../client/client.mjs").Client[]} clients
 * @param {string} sql
 */
export async function prepareOn(clients, sql) {
  for (const client of clients) await client.ask(Buffer.concat([messages.parse(sql, statement), messages.sync]));
}

/** @param {readonly string[]} values */
export function preparedRequest(values) {
  return Buffer.concat([messages.bind({ statement, values }), messages.execute, messages.sync]);
}
