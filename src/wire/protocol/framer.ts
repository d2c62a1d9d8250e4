// Cuts a byte stream into frames; knows nothing of sockets, and of no message.

import { ProtocolViolation } from "../../errors.js";
import { limits } from "../../limits.js";

/**
 * A packet of the startup phase has no tag; every later message has one. A body is a view on received bytes, without
 * tag and length: whoever keeps one for long keeps its neighbours too.
 * https://www.postgresql.org/docs/current/protocol-message-formats.html
 */
export type Frame =
  | { readonly kind: "startupPacket"; readonly body: Buffer }
  | { readonly kind: "message"; readonly tag: number; readonly body: Buffer };

/** The largest length that a message of this type may announce. Throws on a type that does not exist. */
export type MessageBound = (tag: number) => number;

const lengthBytes = 4;
const headerBytes = 1 + lengthBytes;
/** SSLRequest, GSSENCRequest and CancelRequest pose as versions of this protocol: no conversation starts with them. */
const requestProtocolMajor = 1234;
const tlsHandshakeByte = 0x16;
/** What a socket usually reads at once. */
const socketReadBytes = 65_536;
const nothing = Buffer.alloc(0);

export class Framer {
  #buffer: Buffer = nothing;
  #start = 0;
  #end = 0;
  /** All bytes of the frame at the front, once its length is known. */
  #frameBytes = 0;
  #phase: "firstPacket" | "nextPacket" | "messages" = "firstPacket";
  #messageBound: MessageBound;

  constructor(messageBound: MessageBound) {
    this.#messageBound = messageBound;
  }

  /** From now on, messages are held to this bound: a tight one before authentication, a wide one after. */
  useBound(messageBound: MessageBound): void {
    this.#messageBound = messageBound;
  }

  /** Takes over the chunk: the caller may not write to it any more. */
  push(chunk: Buffer): void {
    if (this.unreadBytes === 0) {
      this.#adopt(chunk);
      return;
    }
    if (this.#end + chunk.length > this.#buffer.length) {
      this.#grow(this.unreadBytes + chunk.length);
    }
    // Only ever written behind `#end`: what lies before `#start` is handed out, and must not change.
    this.#end += chunk.copy(this.#buffer, this.#end);
  }

  /** The next whole frame. An impossible length throws, now and at every further call: the stream has lost its beat. */
  next(): Frame | undefined {
    return this.#phase === "messages" ? this.#nextMessage() : this.#nextStartupPacket();
  }

  /** Bytes received and not yet given out. */
  get unreadBytes(): number {
    return this.#end - this.#start;
  }

  /**
   * The connection opens with a TLS handshake instead of a packet: the bytes from `takeUnread` belong to TLS.
   * https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-SSL
   */
  get beginsTls(): boolean {
    return this.#phase === "firstPacket" && this.unreadBytes > 0 && this.#buffer[this.#start] === tlsHandshakeByte;
  }

  /** Hands back what was received and not given out, and forgets it. What comes next is a packet again. */
  takeUnread(): Buffer {
    const unread = this.#buffer.subarray(this.#start, this.#end);
    this.#adopt(nothing);
    if (this.#phase === "firstPacket") {
      this.#phase = "nextPacket";
    }
    return unread;
  }

  /**
   * To be called between an SSLRequest and its handshake: bytes that came along were not encrypted, and somebody in
   * the middle may have put them there (CVE-2021-23222).
   */
  refuseUnread(): void {
    if (this.unreadBytes > 0) {
      throw new ProtocolViolation("received unencrypted data after SSL request", {
        detail: "This could be either a client-software bug or evidence of an attempted man-in-the-middle attack.",
      });
    }
  }

  #nextStartupPacket(): Frame | undefined {
    if (this.unreadBytes < lengthBytes) {
      return undefined;
    }
    // The length counts itself. PostgreSQL's bound does not.
    const length = this.#buffer.readUInt32BE(this.#start);
    if (length < 2 * lengthBytes || length > lengthBytes + limits.startupPacketBytesMax) {
      throw new ProtocolViolation("invalid length of startup packet", {
        hint: "This port speaks the PostgreSQL protocol. Something else may be calling it.",
      });
    }
    const body = this.#take(length)?.subarray(lengthBytes);
    if (body === undefined) {
      return undefined;
    }
    this.#phase = body.readUInt16BE(0) === requestProtocolMajor ? "nextPacket" : "messages";
    return { kind: "startupPacket", body };
  }

  #nextMessage(): Frame | undefined {
    if (this.unreadBytes < headerBytes) {
      return undefined;
    }
    const tag = this.#buffer.readUInt8(this.#start);
    const bytesMax = this.#messageBound(tag);
    // The length counts itself, but not the tag.
    const length = this.#buffer.readUInt32BE(this.#start + 1);
    if (length < lengthBytes) {
      throw new ProtocolViolation("invalid message length");
    }
    if (length > bytesMax) {
      throw new ProtocolViolation("invalid message length", {
        detail: `A message of type ${tag} announces ${length} bytes. At most ${bytesMax} are accepted.`,
      });
    }
    const body = this.#take(1 + length)?.subarray(headerBytes);
    return body && { kind: "message", tag, body };
  }

  #take(frameBytes: number): Buffer | undefined {
    this.#frameBytes = frameBytes;
    if (this.unreadBytes < frameBytes) {
      return undefined;
    }
    const frame = this.#buffer.subarray(this.#start, this.#start + frameBytes);
    this.#start += frameBytes;
    this.#frameBytes = 0;
    if (this.unreadBytes === 0) {
      this.#adopt(nothing);
    } else if (frameBytes > socketReadBytes && this.unreadBytes <= frameBytes) {
      // A few bytes shall not keep the memory of the large frame before them.
      this.#adopt(Buffer.from(this.#buffer.subarray(this.#start, this.#end)));
    }
    return frame;
  }

  #adopt(buffer: Buffer): void {
    this.#buffer = buffer;
    this.#start = 0;
    this.#end = buffer.length;
    this.#frameBytes = 0;
  }

  /**
   * Doubling copies a byte a bounded number of times, however the stream is cut, and holds no more than twice what was
   * received, whatever a length announces. A known frame caps it: room for the frame and the read that ends it.
   * Weakness: a message of 64 MB is copied about twice.
   */
  #grow(wantedBytes: number): void {
    const excessBytes = Math.max(socketReadBytes, wantedBytes - this.#frameBytes);
    const capacity = Math.min(2 * wantedBytes, Math.max(wantedBytes, this.#frameBytes) + excessBytes);
    const buffer = Buffer.allocUnsafe(capacity);
    this.#end = this.#buffer.copy(buffer, 0, this.#start, this.#end);
    this.#start = 0;
    this.#buffer = buffer;
  }
}
