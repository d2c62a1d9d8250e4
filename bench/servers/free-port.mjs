// Finds a port of loopback that nobody listens on.
import { once } from "node:events";
import { createServer } from "node:net";

export async function findFreePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("loopback has no port to give");
  return address.port;
}
