// The bytes between one client and us: over its socket as it is, or, once that is agreed on, over TLS.

import type { Socket } from "node:net";
import { setImmediate } from "node:timers/promises";
import type { TLSSocket } from "node:tls";
import { limits } from "../limits.js";
import type { Clock } from "./clock.js";
import type { Log } from "./log.js";
import type { Outlet } from "./session/outlet.js";
import { SocketOutlet } from "./socket-outlet.js";
import type { Certificate } from "./tls/certificate.js";
import { shakeHands, type TlsOpening } from "./tls/handshake.js";

export interface ChannelOptions {
  readonly log: Log;
  /** The client has gone, or has said that it will say no more. */
  onLost(): void;
}

export class Channel {
  readonly clientAddress: string | undefined;
  readonly #options: ChannelOptions;
  readonly #onData = (chunk: Buffer): void => this.#receive(chunk);
  readonly #onEnd = (): void => this.#lose();
  #stream: Socket;
  #outlet: SocketOutlet;
  /** Received, and not yet read. */
  #chunks: Buffer[] = [];
  #chunkBytes = 0;
  #isLost = false;
  #wake: (() => void) | undefined;

  constructor(socket: Socket, options: ChannelOptions) {
    this.clientAddress = socket.remoteAddress;
    this.#options = options;
    this.#stream = socket;
    this.#outlet = new SocketOutlet(socket);
    socket.setNoDelay(true);
    socket.setKeepAlive(true, limits.tcpKeepAliveMs);
    this.#listen();
  }

  /** Another one after `secure`. */
  get outlet(): Outlet {
    return this.#outlet;
  }

  get isLost(): boolean {
    return this.#isLost;
  }

  /**
   * The next bytes. Undefined: there are none, because of `wake`, or because the client is lost.
   *
   * Weakness: a client that vanishes while the stream is paused is only noticed when we write, or read on.
   */
  async read(): Promise<Buffer | undefined> {
    if (this.#chunks.length > 0) {
      // Many small messages shall not keep the others waiting.
      await setImmediate();
    } else if (!this.#isLost) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      this.#wake = undefined;
    }
    const chunk = this.#chunks.shift();
    if (chunk === undefined) return undefined;
    this.#chunkBytes -= chunk.length;
    if (this.#chunkBytes <= limits.readAheadBytesMax) this.#stream.resume();
    return chunk;
  }

  /** All bytes that were received and not read. */
  takeReceived(): Buffer {
    const received = Buffer.concat(this.#chunks);
    this.#chunks = [];
    this.#chunkBytes = 0;
    return received;
  }

  /** Whoever reads is called back. */
  wake(): void {
    this.#wake?.();
  }

  /**
   * Goes on over TLS, which may have begun with bytes that were read already. Undefined: that came to nothing, and
   * nothing more can be said.
   */
  async secure(begun: Buffer, certificate: Certificate, opening: TlsOpening): Promise<TLSSocket | undefined> {
    const socket = this.#stream;
    socket.off("data", this.#onData).off("end", this.#onEnd).pause();
    if (begun.length > 0) socket.unshift(begun);
    if (socket.destroyed) return undefined;
    try {
      const stream = await shakeHands(socket, certificate, opening);
      this.#stream = stream;
      this.#outlet = new SocketOutlet(stream);
      this.#listen();
      return stream;
    } catch (thrown) {
      // Port scanners do it, and clients that do not trust us: it concerns nobody else.
      this.#options.log.debug({ err: thrown, clientAddress: this.clientAddress }, "TLS handshake failed");
      return undefined;
    }
  }

  /** Nothing more is said or heard. */
  destroy(): void {
    this.#stream.destroy();
  }

  /** Says nothing more, and gives the client time to take the last answer. */
  async linger(clock: Clock): Promise<void> {
    const stream = this.#stream;
    if (stream.closed) return;
    this.#outlet.end();
    // What still comes is read, so that closing does not reset what we said last.
    this.#chunks = [];
    stream.off("data", this.#onData).resume();
    const timer = clock.after(limits.lingerMsMax, () => stream.destroy());
    await new Promise<void>((resolve) => {
      if (stream.closed) resolve();
      else stream.once("close", () => resolve());
    });
    timer.cancel();
  }

  #listen(): void {
    const stream = this.#stream;
    stream.on("data", this.#onData);
    stream.on("end", this.#onEnd);
    stream.on("close", this.#onEnd);
    // What went wrong shows in "close", which follows.
    stream.on("error", (error) => this.#options.log.debug({ err: error }, "socket failed"));
  }

  #receive(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#chunkBytes += chunk.length;
    if (this.#chunkBytes > limits.readAheadBytesMax) this.#stream.pause();
    this.#wake?.();
  }

  #lose(): void {
    if (this.#isLost) return;
    this.#isLost = true;
    this.#options.onLost();
    this.#wake?.();
  }
}
