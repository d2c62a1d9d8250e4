// Builds one backend message, value by value, and fills in its length at the end.

const headerBytes = 5;
const firstBytes = 256;

/** https://www.postgresql.org/docs/current/protocol-message-types.html */
export class MessageWriter {
  #buffer: Buffer = Buffer.allocUnsafe(firstBytes);
  #end = headerBytes;

  constructor(tag: string) {
    this.#buffer.write(tag, 0, 1, "latin1");
  }

  byte(letter: string): this {
    const start = this.#advance(1);
    this.#buffer.write(letter, start, 1, "latin1");
    return this;
  }

  uint8(value: number): this {
    const start = this.#advance(1);
    this.#buffer.writeUInt8(value, start);
    return this;
  }

  int16(value: number): this {
    const start = this.#advance(2);
    this.#buffer.writeInt16BE(value, start);
    return this;
  }

  /** A count: PostgreSQL and its clients read Int16 counts as unsigned. */
  uint16(value: number): this {
    const start = this.#advance(2);
    this.#buffer.writeUInt16BE(value, start);
    return this;
  }

  int32(value: number): this {
    const start = this.#advance(4);
    this.#buffer.writeInt32BE(value, start);
    return this;
  }

  uint32(value: number): this {
    const start = this.#advance(4);
    this.#buffer.writeUInt32BE(value, start);
    return this;
  }

  /** Text and its terminator. A NUL inside would end it early, and let the rest pass for fields: it is left out. */
  string(text: string): this {
    const safe = text.includes("\0") ? text.replaceAll("\0", "") : text;
    const length = Buffer.byteLength(safe);
    const start = this.#advance(length + 1);
    this.#buffer.write(safe, start, length, "utf8");
    this.#buffer.writeUInt8(0, start + length);
    return this;
  }

  bytes(bytes: Buffer): this {
    const start = this.#advance(bytes.length);
    bytes.copy(this.#buffer, start);
    return this;
  }

  /** The finished message. The writer is of no more use. */
  end(): Buffer {
    // A length counts itself but not its tag.
    // https://www.postgresql.org/docs/current/protocol-message-formats.html
    this.#buffer.writeInt32BE(this.#end - 1, 1);
    return this.#buffer.subarray(0, this.#end);
  }

  /** Makes room; tells where it starts. The buffer may be another one afterwards: call it before you look at that. */
  #advance(length: number): number {
    const start = this.#end;
    this.#end += length;
    if (this.#end > this.#buffer.length) {
      const larger = Buffer.allocUnsafe(2 * this.#end);
      this.#buffer.copy(larger, 0, 0, start);
      this.#buffer = larger;
    }
    return start;
  }
}
