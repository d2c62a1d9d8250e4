// Reads one SCRAM message, attribute by attribute.

import { ProtocolViolation } from "../../errors.js";

export interface ScramAttribute {
  readonly name: string;
  readonly value: string;
}

/** https://www.rfc-editor.org/rfc/rfc5802#section-7 */
export class ScramReader {
  readonly #text: string;
  #at = 0;

  constructor(message: Buffer) {
    if (message.length === 0) {
      throw this.malformed("The message is empty.");
    }
    if (message.includes(0)) {
      throw this.malformed("Message length does not match input length.");
    }
    this.#text = message.toString("latin1");
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#text.length;
  }

  /** What was read, without the comma behind it. */
  get read(): string {
    const read = this.#text.slice(0, this.#at);
    return read.endsWith(",") ? read.slice(0, -1) : read;
  }

  get rest(): string {
    return this.#text.slice(this.#at);
  }

  /** The next character; empty at the end. */
  peek(): string {
    return this.#text.charAt(this.#at);
  }

  /** Steps over a character that was peeked at. */
  skip(character: string): void {
    this.#at += character.length;
  }

  comma(): void {
    if (this.peek() !== ",") {
      throw this.malformed(`Comma expected, but found character "${this.shown()}".`);
    }
    this.skip(",");
  }

  /** The value of the attribute that must come next. */
  attribute(name: string): string {
    if (this.peek() !== name) {
      throw this.malformed(`Expected attribute "${name}" but found "${this.shown()}".`);
    }
    return this.#value(name);
  }

  anyAttribute(): ScramAttribute {
    if (this.isAtEnd) {
      throw this.malformed("Attribute expected, but found end of string.");
    }
    const name = this.peek();
    if (!/[A-Za-z]/.test(name)) {
      throw this.malformed(`Attribute expected, but found invalid character "${this.shown()}".`);
    }
    return { name, value: this.#value(name) };
  }

  /** The next character in a form fit for a message. */
  shown(): string {
    const character = this.peek();
    const byte = character.charCodeAt(0) || 0;
    return byte >= 0x21 && byte <= 0x7e ? `'${character}'` : `0x${byte.toString(16).padStart(2, "0")}`;
  }

  malformed(detail: string): ProtocolViolation {
    return new ProtocolViolation("malformed SCRAM message", { detail });
  }

  #value(name: string): string {
    this.skip(name);
    if (this.peek() !== "=") {
      throw this.malformed(`Expected character "=" for attribute "${name}".`);
    }
    this.skip("=");
    const comma = this.#text.indexOf(",", this.#at);
    const end = comma === -1 ? this.#text.length : comma;
    const value = this.#text.slice(this.#at, end);
    this.#at = comma === -1 ? end : end + 1;
    return value;
  }
}
