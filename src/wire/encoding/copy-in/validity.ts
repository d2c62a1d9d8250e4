// Which of a column's values are not NULL, while they are added.

export class Validity {
  #bits: Uint8Array | undefined;
  length = 0;

  addValue(): void {
    if (this.#bits !== undefined) this.#set(this.length);
    this.length++;
  }

  addNull(): void {
    if (this.#bits === undefined) {
      this.#bits = new Uint8Array(Math.max(64, (this.length >> 3) + 1));
      for (let index = 0; index < this.length; index++) this.#set(index);
    }
    this.length++;
  }

  /** Undefined: none is NULL. It begins anew. */
  take(): Uint8Array | undefined {
    const bytes = (this.length + 7) >> 3;
    let bits = this.#bits;
    if (bits !== undefined && bits.length < bytes) bits = grown(bits, bytes);
    this.#bits = undefined;
    this.length = 0;
    return bits?.subarray(0, bytes);
  }

  #set(index: number): void {
    let bits = this.#bits as Uint8Array;
    if (index >> 3 >= bits.length) {
      bits = grown(bits, 2 * ((index >> 3) + 1));
      this.#bits = bits;
    }
    bits[index >> 3] = (bits[index >> 3] as number) | (1 << (index & 7));
  }
}

function grown(bits: Uint8Array, bytes: number): Uint8Array {
  const larger = new Uint8Array(bytes);
  larger.set(bits);
  return larger;
}
