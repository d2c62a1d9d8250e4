// What clients do not have, whatever the server: docs/compatibility.md tells it apart from what no test tries. Plain JavaScript: the script
// that writes the document reads it.

/**
 * @typedef {import("./clients.mjs").ClientName} ClientName
 * @typedef {import("./features.mjs").Feature} Feature
 * @typedef {{ features: readonly Feature[], since: string }} Lacking
 */

/** Left to another package: pg is what connects, runs and binds. */
const readersOnly = /** @satisfies {readonly Feature[]} */ ([
  "connect and authenticate",
  "TLS",
  "statements",
  "prepared statements",
  "cancel",
  "transactions",
  "pipeline",
  "COPY out",
  "COPY in",
  "many connections",
  "metadata",
]);

/** @type {Readonly<Partial<Record<ClientName, Lacking>>>} */
export const lacking = {
  psql: {
    features: ["parameters of each type", "pipeline", "many connections"],
    since: "psql 15 binds no parameters, sends one statement at a time and has one connection",
  },
  pg: {
    features: ["streaming", "COPY out", "COPY in", "metadata"],
    since: "other packages do that (pg-cursor, pg-query-stream, pg-copy-streams)",
  },
  "pg-cursor": { features: readersOnly, since: "it reads for pg, which does the rest" },
  "pg-query-stream": { features: readersOnly, since: "it reads for pg, which does the rest" },
  "postgres.js": { features: ["metadata"], since: "it has no calls that list relations" },
  psycopg2: {
    features: ["prepared statements", "pipeline", "metadata"],
    since: "it writes values into the statement's text, and has no calls that list relations",
  },
  "psycopg 3": { features: ["metadata"], since: "it has no calls that list relations" },
  asyncpg: { features: ["pipeline"], since: "it sends one statement at a time" },
  pgx: { features: ["metadata"], since: "it has no calls that list relations" },
  psqlODBC: { features: ["pipeline", "COPY out", "COPY in"], since: "ODBC has no calls for that" },
  pgbench: {
    features: ["NULLs", "streaming", "cancel", "COPY out", "COPY in", "metadata"],
    since: "it runs the statements of a script, and looks at no row",
  },
};
