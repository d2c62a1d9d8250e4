// Every case of the bench, in the order they run.
import { crowd, crowdColumns } from "./kinds/crowd.mjs";
import { extendedLatency, latencyColumns, preparedLatency, simpleLatency } from "./kinds/latency.mjs";
import { paging } from "./kinds/paging.mjs";
import { reading, readingColumns } from "./kinds/reading.mjs";
import { stream, streamColumns } from "./kinds/stream.mjs";

/** @typedef {import("./kinds/kind.mjs").Measurement} Measurement */

/**
 * @typedef {object} Case
 * @property {string} name
 * @property {string} title
 * @property {boolean} [isEncrypted]
 * @property {(rows: number) => Measurement} measurement
 */

/**
 * @typedef {object} Group
 * @property {string} title
 * @property {string} words
 * @property {readonly import("./kinds/kind.mjs").Column[]} columns
 * @property {readonly Case[]} cases
 */

/** Spread over the table, each met once. @param {number} turn @param {number} rows */
const keyOf = (turn, rows) => String((turn * 7919) % rows);

/** @type {readonly Group[]} */
export const groups = [
  {
    title: "Results read to their end",
    words: "One client. Text comes by a simple query, binary by the extended protocol. The ratio is that of the times.",
    columns: streamColumns,
    cases: [
      {
        name: "people-text",
        title: "`SELECT *`, 11 columns, text",
        measurement: (rows) => stream({ sql: "SELECT * FROM people", format: "text", rows }),
      },
      {
        name: "people-binary",
        title: "`SELECT *`, 11 columns, binary",
        measurement: (rows) => stream({ sql: "SELECT * FROM people", format: "binary", rows }),
      },
      {
        name: "numbers-text",
        title: "6 columns of numbers, text",
        measurement: (rows) => stream({ sql: "SELECT * FROM numbers", format: "text", rows }),
      },
      {
        name: "numbers-binary",
        title: "6 columns of numbers, binary",
        measurement: (rows) => stream({ sql: "SELECT * FROM numbers", format: "binary", rows }),
      },
      {
        name: "wide-text",
        title: "1 KB of text in each of a tenth as many rows",
        measurement: (rows) => stream({ sql: "SELECT body FROM pages", format: "text", rows: rows / 10 }),
      },
      {
        name: "city-text",
        title: "one column of text, a thousand different ones",
        measurement: (rows) => stream({ sql: "SELECT city FROM people", format: "text", rows }),
      },
      {
        name: "id-text",
        title: "one bigint, text",
        measurement: (rows) => stream({ sql: "SELECT id FROM people", format: "text", rows }),
      },
      {
        name: "id-binary",
        title: "one bigint, binary",
        measurement: (rows) => stream({ sql: "SELECT id FROM people", format: "binary", rows }),
      },
      {
        name: "copy-text",
        title: "`COPY ... TO STDOUT`, 11 columns, text",
        measurement: (rows) => stream({ sql: "COPY people TO STDOUT", format: "text", rows }),
      },
      {
        name: "copy-csv",
        title: "`COPY ... TO STDOUT`, 11 columns, csv",
        measurement: (rows) => stream({ sql: "COPY people TO STDOUT (FORMAT csv)", format: "text", rows }),
      },
      {
        name: "cursor",
        title: "`SELECT *`, 11 columns, text, by a cursor in pages of 1,000",
        measurement: (rows) => paging({ sql: "SELECT * FROM people", rows, pageRows: 1_000 }),
      },
    ],
  },
  {
    title: "Short statements, one after another",
    words: "One client; the times of single statements, after a warm-up. The ratio is that of the p50.",
    columns: latencyColumns,
    cases: [
      {
        name: "one-simple",
        title: "`SELECT 1`, simple",
        measurement: () => simpleLatency({ sql: "SELECT 1", times: 2_000 }),
      },
      {
        name: "one-prepared",
        title: "`SELECT 1`, prepared",
        measurement: () => preparedLatency({ sql: "SELECT 1", times: 2_000 }),
      },
      {
        name: "one-prepared-tls",
        title: "`SELECT 1`, prepared, in TLS",
        isEncrypted: true,
        measurement: () => preparedLatency({ sql: "SELECT 1", times: 2_000 }),
      },
      {
        name: "page",
        title: "`SELECT * ... LIMIT 100`, extended, not prepared",
        measurement: () => extendedLatency({ sql: "SELECT * FROM people LIMIT 100", times: 50 }),
      },
      {
        name: "key",
        title: "look-up by key, prepared",
        measurement: (rows) =>
          preparedLatency({
            sql: "SELECT * FROM people WHERE id = $1",
            times: 50,
            valuesOf: (turn) => [keyOf(turn, rows)],
          }),
      },
    ],
  },
  {
    title: "Short statements of 64 clients at once",
    words:
      "64 connections, each with one prepared statement after another, for 2 seconds. The ratio is that of the statements per second: here more is better.",
    columns: crowdColumns,
    cases: [
      {
        name: "crowd",
        title: "`SELECT $1::bigint + 1`",
        measurement: () => crowd({ sql: "SELECT $1::bigint + 1", valuesOf: (turn) => [String(turn)] }),
      },
      {
        name: "crowd-page",
        title: "`SELECT * FROM people LIMIT 10`",
        measurement: () => crowd({ sql: "SELECT * FROM people LIMIT 10", valuesOf: () => [] }),
      },
    ],
  },
  {
    title: "In TLS",
    words: "The same through TLS 1.3, as with `sslmode=require`. The client decrypts, so it has a part in these times.",
    columns: streamColumns.filter(({ metric }) => metric !== "peakBytes"),
    cases: [
      {
        name: "tls-text",
        title: "`SELECT *`, 11 columns, text, TLS",
        isEncrypted: true,
        measurement: (rows) => stream({ sql: "SELECT * FROM people", format: "text", rows }),
      },
      {
        name: "tls-binary",
        title: "`SELECT *`, 11 columns, binary, TLS",
        isEncrypted: true,
        measurement: (rows) => stream({ sql: "SELECT * FROM people", format: "binary", rows }),
      },
    ],
  },
  {
    title: "What the client itself costs",
    words:
      "The 11 columns in text, once with every message's header looked at, and once thrown away unseen. CPU time is the client's own. " +
      "The ratio is that of the times walked.",
    columns: readingColumns,
    cases: [
      {
        name: "client",
        title: "`SELECT *`, 11 columns, text",
        measurement: () => reading({ sql: "SELECT * FROM people" }),
      },
    ],
  },
];
