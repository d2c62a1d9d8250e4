// What a connection costs the gateway that says nothing: memory, of many at once, plain and in TLS.
import { Client } from "./client/client.mjs";
import { residentBytes } from "./servers/process-use.mjs";

/** @typedef {import("./servers/server.mjs").Server} Server */
/** @typedef {{ connections: number, plainBytes: number, encryptedBytes: number }} IdleFigures Bytes are for one connection. */

const connectionCount = 2_000;
/** What the first ones bring about stays. */
const warmUpCount = 200;
/** Logins under way at once. */
const lanes = 8;

/**
 * @param {Server} gateway
 * @returns {Promise<IdleFigures>}
 */
export async function measureIdle(gateway) {
  const plainBytes = await bytesOf(gateway, false);
  const encryptedBytes = await bytesOf(gateway, true);
  return { connections: connectionCount, plainBytes, encryptedBytes };
}

/**
 * @param {Server} gateway
 * @param {boolean} isEncrypted
 */
async function bytesOf(gateway, isEncrypted) {
  const [process = 0] = gateway.processesOf(0);
  /** @type {Client[]} */
  const clients = [];
  try {
    await openMore(gateway, clients, warmUpCount, isEncrypted);
    const before = residentBytes(process);
    await openMore(gateway, clients, connectionCount - warmUpCount, isEncrypted);
    return (residentBytes(process) - before) / (connectionCount - warmUpCount);
  } finally {
    await Promise.all(clients.map((client) => client.close()));
  }
}

/**
 * @param {Server} gateway
 * @param {Client[]} clients
 * @param {number} count
 * @param {boolean} isEncrypted
 */
async function openMore(gateway, clients, count, isEncrypted) {
  const wanted = clients.length + count;
  const open = async () => {
    while (clients.length < wanted) {
      const client = await Client.open({ ...gateway.address, isEncrypted });
      clients.push(client);
    }
  };
  await Promise.all(Array.from({ length: lanes }, open));
}
