// Walks the headers of a server's messages: counts rows and their bytes without looking into them, hands on all else.

export const tags = /** @type {const} */ ({
  authentication: 0x52,
  backendKeyData: 0x4b,
  copyData: 0x64,
  dataRow: 0x44,
  errorResponse: 0x45,
  readyForQuery: 0x5a,
});

const headerBytes = 5;
const noBytes = Buffer.alloc(0);

export class AnswerWalk {
  rows = 0;
  /** Of DataRow and CopyData messages, headers included. */
  rowBytes = 0;
  #onMessage;
  /** The beginning of a message that is not whole yet; of a DataRow, never more than its header. */
  #rest = noBytes;
  /** What is still to come of a DataRow. */
  #rowBytesLeft = 0;

  /** @param {(tag: number, body: Buffer) => void} onMessage For all but DataRows. The body is valid until it returns. */
  constructor(onMessage) {
    this.#onMessage = onMessage;
  }

  /** @param {Buffer} received */
  push(received) {
    const bytes = this.#rest.length === 0 ? received : Buffer.concat([this.#rest, received]);
    let at = this.#rowBytesLeft;
    while (at + headerBytes <= bytes.length) {
      const tag = /** @type {number} */ (bytes[at]);
      const end = at + 1 + bytes.readInt32BE(at + 1);
      if (tag === tags.dataRow || tag === tags.copyData) {
        this.rows++;
        this.rowBytes += end - at;
      } else if (end > bytes.length) {
        break;
      } else {
        this.#onMessage(tag, bytes.subarray(at + headerBytes, end));
      }
      at = end;
    }
    this.#rowBytesLeft = Math.max(0, at - bytes.length);
    this.#rest = at < bytes.length ? Buffer.from(bytes.subarray(at)) : noBytes;
  }
}
