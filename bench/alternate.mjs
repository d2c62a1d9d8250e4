// Runs a case on the servers in turn (A B A B ...), so that what else the machine does falls on both.
import { Client } from "./client/client.mjs";
import { watchUse } from "./servers/process-use.mjs";

/** @typedef {import("./servers/server.mjs").Server} Server */
/** @typedef {import("./kinds/kind.mjs").Sample} Sample */
/** @typedef {import("./kinds/kind.mjs").Measurement} Measurement */
/** @typedef {Readonly<Record<Server["name"], readonly Sample[]>>} Samples */

/**
 * @param {{ servers: readonly Server[], measurement: Measurement, runs: number, isEncrypted: boolean }} order
 * @returns {Promise<Samples>}
 */
export async function alternate({ servers, measurement, runs, isEncrypted }) {
  /** @type {Record<Server["name"], Sample[]>} */
  const samples = { sluice: [], postgresql: [] };
  /** @type {{ server: Server, clients: readonly Client[] }[]} */
  const sides = [];
  try {
    for (const server of servers) {
      /** @type {Client[]} */
      const clients = [];
      sides.push({ server, clients });
      for (let count = 0; count < measurement.clients; count++) {
        clients.push(await Client.open({ ...server.address, isEncrypted }));
      }
      await measurement.prepare(clients);
      // Not counted: caches fill, plans are made, code is compiled.
      await measurement.measure(clients);
    }
    for (let run = 0; run < runs; run++) {
      for (const { server, clients } of sides)
        samples[server.name].push(await measureOnce(server, clients, measurement));
    }
  } finally {
    await Promise.all(sides.flatMap(({ clients }) => clients.map((client) => client.close())));
  }
  return samples;
}

/**
 * @param {Server} server
 * @param {readonly Client[]} clients
 * @param {Measurement} measurement
 * @returns {Promise<Sample>}
 */
async function measureOnce(server, clients, measurement) {
  const use = watchUse(server.processesOf(clients[0]?.processId ?? 0));
  const sample = await measurement.measure(clients);
  return { ...sample, ...use() };
}
