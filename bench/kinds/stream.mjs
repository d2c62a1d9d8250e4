// A result read from its first row to its last: how long until the first one, how long in all.
import * as messages from "../client/messages.mjs";
import { mebibytes, milliseconds } from "../figures.mjs";
import { onlyOf, prepareNothing } from "./kind.mjs";

/** @typedef {import("../client/messages.mjs").Format} Format */
/** @typedef {import("./kind.mjs").Measurement} Measurement */

/** @type {readonly import("./kind.mjs").Column[]} */
export const streamColumns = [
  { metric: "totalMs", title: "time", write: milliseconds },
  { metric: "firstRowMs", title: "first row", write: milliseconds },
  { metric: "rowBytes", title: "DataRows", write: mebibytes },
  { metric: "cpuMs", title: "CPU", write: milliseconds },
  { metric: "peakBytes", title: "peak memory", write: mebibytes },
];

/**
 * Text comes by a simple query, binary by Parse, Bind, Describe and Execute.
 * @param {{ sql: string, format: Format, rows: number }} order
 * @returns {Measurement}
 */
export function stream({ sql, format, rows }) {
  const request = requestFor(sql, format);
  return {
    clients: 1,
    prepare: prepareNothing,
    measure: async (clients) => {
      const answer = await onlyOf(clients).ask(request);
      if (answer.rows !== rows) throw new Error(`${answer.rows} rows came, not ${rows}: ${sql}`);
      const { totalMs, firstRowMs, rowBytes } = answer;
      return { totalMs, firstRowMs, rowBytes };
    },
  };
}

/**
 * @param {string} sql
 * @param {Format} format
 */
export function requestFor(sql, format) {
  if (format === "text") return messages.query(sql);
  return Buffer.concat([
    messages.parse(sql),
    messages.bind({ format }),
    messages.describe,
    messages.execute,
    messages.sync,
  ]);
}
