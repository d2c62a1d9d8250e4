// Opens the client's socket, plain or in TLS, and hands what comes to a function.
// https://www.postgresql.org/docs/15/protocol-flow.html#id-1.10.6.7.12
import { once } from "node:events";
import { connect } from "node:net";
import { connect as connectTls } from "node:tls";

/** @typedef {import("node:net").Socket} Socket */
/** @typedef {(bytes: Buffer) => void} Receive The bytes are valid until it returns. */

const host = "127.0.0.1";
const readBytes = 256 * 1024;
const sslRequest = Buffer.from([0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f]);

/**
 * One buffer for all that is read: a stream of new ones would cost more than walking them.
 * @param {number} port
 * @param {Receive} receive
 * @returns {Promise<Socket>}
 */
export async function openPlain(port, receive) {
  const socket = connect({
    host,
    port,
    noDelay: true,
    onread: {
      buffer: Buffer.allocUnsafeSlow(readBytes),
      callback: (count, { buffer, byteOffset }) => {
        receive(Buffer.from(buffer, byteOffset, count));
        return true;
      },
    },
  });
  await once(socket, "connect");
  return socket;
}

/**
 * Asks as libpq does with sslmode=require, and believes any certificate.
 * @param {number} port
 * @param {Receive} receive
 * @returns {Promise<Socket>}
 */
export async function openEncrypted(port, receive) {
  const plain = connect({ host, port, noDelay: true });
  await once(plain, "connect");
  plain.write(sslRequest);
  const [answer] = /** @type {[Buffer]} */ (await once(plain, "data"));
  if (answer.toString("latin1") !== "S") throw new Error("the server does not speak TLS");
  const socket = connectTls({ socket: plain, rejectUnauthorized: false });
  await once(socket, "secureConnect");
  socket.on("data", receive);
  return socket;
}
