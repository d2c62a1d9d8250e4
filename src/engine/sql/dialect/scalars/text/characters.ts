// A text by its characters, which are not JavaScript's where they are beyond the first 65536.

export class Characters {
  readonly #text: string;
  /** Where each begins in the text. Undefined: each is one of JavaScript's. */
  readonly #offsets: Uint32Array | undefined;
  readonly codes: Int32Array;
  readonly length: number;

  constructor(text: string) {
    this.#text = text;
    const hasPairs = /[\ud800-\udfff]/.test(text);
    const codes = new Int32Array(text.length);
    const offsets = hasPairs ? new Uint32Array(text.length + 1) : undefined;
    let length = 0;
    for (let at = 0; at < text.length; length++) {
      const code = hasPairs ? (text.codePointAt(at) ?? 0) : text.charCodeAt(at);
      codes[length] = code;
      if (offsets !== undefined) offsets[length] = at;
      at += code > 0xffff ? 2 : 1;
    }
    if (offsets !== undefined) offsets[length] = text.length;
    this.#offsets = offsets;
    this.codes = codes.subarray(0, length);
    this.length = length;
  }

  slice(start: number, end: number): string {
    if (this.#offsets === undefined) return this.#text.slice(start, end);
    return this.#text.slice(this.#offsets[start], this.#offsets[end]);
  }
}
