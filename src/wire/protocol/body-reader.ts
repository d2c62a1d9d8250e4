// Reads one message's body, value by value, and never past its end.

import { ProtocolViolation } from "../../errors.js";
import { decodeUtf8 } from "./utf8.js";

/**
 * Whether a bad body ends the session. Inside a correctly framed message it does not: the next message is where it
 * should be. Before the session has begun there is nothing to go on with.
 */
export type Severity = "ERROR" | "FATAL";

/** https://www.postgresql.org/docs/current/protocol-message-types.html */
export class BodyReader {
  readonly #body: Buffer;
  readonly #severity: Severity;
  #at = 0;

  constructor(body: Buffer, severity: Severity) {
    this.#body = body;
    this.#severity = severity;
  }

  get unreadBytes(): number {
    return this.#body.length - this.#at;
  }

  byte(): number {
    if (this.unreadBytes < 1) {
      throw this.violation("no data left in message");
    }
    return this.#body.readUInt8(this.#advance(1));
  }

  uint16(): number {
    return this.#body.readUInt16BE(this.#advance(2));
  }

  int32(): number {
    return this.#body.readInt32BE(this.#advance(4));
  }

  uint32(): number {
    return this.#body.readUInt32BE(this.#advance(4));
  }

  /** The text up to the next NUL. */
  string(): string {
    const end = this.#body.indexOf(0, this.#at);
    if (end === -1) {
      throw this.violation("invalid string in message");
    }
    const bytes = this.#body.subarray(this.#at, end);
    this.#at = end + 1;
    return decodeUtf8(bytes, { severity: this.#severity });
  }

  /** A view, not a copy. */
  bytes(length: number): Buffer {
    const start = this.#advance(length);
    return this.#body.subarray(start, this.#at);
  }

  /** Everything that is left, as a view. */
  rest(): Buffer {
    return this.bytes(this.unreadBytes);
  }

  /** Left-over bytes are a misunderstanding, not luck. */
  end(): void {
    if (this.unreadBytes > 0) {
      throw this.violation("invalid message format");
    }
  }

  violation(message: string): ProtocolViolation {
    return new ProtocolViolation(message, { severity: this.#severity });
  }

  /** Steps over bytes that are certainly there; tells where they start. */
  #advance(length: number): number {
    if (length < 0 || length > this.unreadBytes) {
      throw this.violation("insufficient data left in message");
    }
    const start = this.#at;
    this.#at += length;
    return start;
  }
}
