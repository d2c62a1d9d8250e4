// An HTTP server that says what a test tells it to, byte for byte.
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";

export interface SaidServer {
  readonly endpoint: string;
  close(): Promise<void>;
}

export async function startSaidServer(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<SaidServer> {
  const server = createServer(answer).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return {
    endpoint: `http://127.0.0.1:${address.port}`,
    close: async () => {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
