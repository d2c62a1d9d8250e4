// What a client may be able to do with the gateway: the columns of docs/compatibility.md, in their order. Plain JavaScript: the script
// that writes the document reads it, too.

/** @typedef {{ column: string, claim: string }} FeatureText */

/** By the name that tests and drivers' programs give it. The claim is what the tests of a client have to show. */
export const features = /** @satisfies {Readonly<Record<string, FeatureText>>} */ ({
  "connect and authenticate": {
    column: "connect",
    claim: "comes in by its password (SCRAM-SHA-256), and not by a wrong one",
  },
  TLS: { column: "TLS", claim: "comes in over TLS, having checked the certificate where it can" },
  statements: { column: "statements", claim: "runs SELECT over the datasets of the demo lake" },
  "parameters of each type": {
    column: "parameters",
    claim: "binds values of each type it has, and reads the same values back",
  },
  NULLs: { column: "NULLs", claim: "binds and reads NULL" },
  "prepared statements": { column: "prepared", claim: "prepares a statement once, and runs it again and again" },
  streaming: {
    column: "streaming",
    claim: "reads a large result in parts, by a cursor or a fetch size, and may stop on the way",
  },
  cancel: { column: "cancel", claim: "stops a running statement, and goes on" },
  "errors and recovery": { column: "errors", claim: "is told the SQLSTATE of what fails, and goes on" },
  transactions: { column: "transactions", claim: "runs transactions, with their ends, failures and savepoints" },
  pipeline: { column: "pipeline", claim: "sends statements before it has the answers to those before them" },
  "COPY out": { column: "COPY out", claim: "reads rows by COPY ... TO STDOUT" },
  "COPY in": { column: "COPY in", claim: "writes rows by COPY ... FROM STDIN" },
  "many connections": { column: "connections", claim: "has several connections busy at once, as a pool has them" },
  metadata: { column: "metadata", claim: "lists schemas, tables, columns and keys by the driver's own calls" },
});

/** @typedef {keyof typeof features} Feature */

export const featureNames = /** @type {readonly Feature[]} */ (Object.keys(features));
