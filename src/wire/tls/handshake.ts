// Our side of a TLS handshake on a client's socket.

import type { Socket } from "node:net";
import { TLSSocket } from "node:tls";
import type { Certificate } from "./certificate.js";

/** The name of our protocol within TLS, by which no other server can be mistaken for us, nor we for it. */
const protocolName = "postgresql";

/** How the client came to TLS: it asked before (SSLRequest), or began with it. */
export type TlsOpening = "asked" | "direct";

/**
 * Resolves with the stream for what is said from now on, once the client has done its part; rejects when it has not, and
 * then the socket is gone. Nothing is read from the stream before somebody listens.
 * https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-SSL
 */
export function shakeHands(socket: Socket, certificate: Certificate, opening: TlsOpening): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const stream = new TLSSocket(socket, {
      isServer: true,
      secureContext: certificate.context,
      requestCert: certificate.asksClients,
      // One that nobody vouches for is none: whether one is needed is decided when it is known who comes.
      rejectUnauthorized: false,
      // A client that offers others, and not ours, is refused by TLS itself.
      ALPNProtocols: [protocolName],
    });
    const fail = (why: Error): void => {
      reject(why);
      stream.destroy(why);
    };
    // "secure" and "_tlsError" are what node:tls' own server goes by. Only those it makes a stream for hear more of it.
    stream.once("secure", () => {
      if (opening === "direct" && stream.alpnProtocol !== protocolName) {
        fail(new Error("received direct SSL connection request without ALPN protocol negotiation extension"));
      } else {
        stream.off("end", leave);
        resolve(stream);
      }
    });
    // Before the handshake is done and after it, such a failure is the end.
    stream.on("_tlsError", fail);
    stream.on("error", fail);
    stream.once("close", () => reject(new Error("the connection ended during the TLS handshake")));
    const leave = (): void => void stream.destroy();
    stream.once("end", leave);
  });
}

/**
 * The common name of the certificate that the client has shown, if one of the authorities vouches for it.
 * `verifyError` is what node:tls' own server goes by; a socket that is no server's of its has no other way to tell.
 */
export function clientCommonName(stream: TLSSocket): string | undefined {
  const { subject } = stream.getPeerCertificate() as { readonly subject?: { readonly CN?: string | string[] } };
  const { ssl } = stream as unknown as { readonly ssl: { verifyError(): Error | null | undefined } };
  const name = subject?.CN;
  return typeof name === "string" && ssl.verifyError() == null ? name : undefined;
}
