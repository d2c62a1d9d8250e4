// What a kind of case is: how many clients it needs, how they get ready, and what one run of it measures.

/** @typedef {import("../client/client.mjs").Client} Client */

/**
 * Figures by the name of their column.
 * @typedef {Readonly<Record<string, number>>} Sample
 */

/**
 * @typedef {object} Column
 * @property {string} metric
 * @property {string} title
 * @property {(value: number) => string} write
 */

/**
 * @typedef {object} Measurement
 * @property {number} clients
 * @property {(clients: readonly Client[]) => Promise<void>} prepare
 * @property {(clients: readonly Client[]) => Promise<Sample>} measure
 */

/**
 * The only client of a case that has one.
 * @param {readonly Client[]} clients
 */
export function onlyOf(clients) {
  const [client] = clients;
  if (client === undefined) throw new Error("a measurement without a client");
  return client;
}

/** Nothing to get ready. */
export async function prepareNothing() {}
