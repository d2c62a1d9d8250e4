// A column of texts or bytes that come in. The other kinds that are kept as text are told as DuckDB reads them.
import type { DataType, ParameterContent, Vector } from "../../../engine/api.js";
import type { ColumnBuilder } from "./column-builder.js";
import { Validity } from "./validity.js";

/** PERF: the copying of fewer bytes takes less time than the call that would do it. */
const shortBytes = 32;

export class BytesBuilder implements ColumnBuilder {
  readonly #type: DataType;
  readonly #validity = new Validity();
  #data = Buffer.allocUnsafe(1_024);
  #length = 0;
  #ends: Uint32Array = new Uint32Array(1_024);

  constructor(type: DataType) {
    this.#type = type;
  }

  get longBytes(): number {
    return this.#length;
  }

  addPlain(bytes: Buffer, start: number, end: number): boolean {
    const size = end - start;
    this.#reserve(size);
    if (size <= shortBytes) {
      const data = this.#data;
      let to = this.#length;
      for (let at = start; at < end; at++) data[to++] = bytes[at] as number;
    } else {
      bytes.copy(this.#data, this.#length, start, end);
    }
    this.#length += size;
    this.#endValue();
    return true;
  }

  addContent(content: ParameterContent): void {
    const bytes = content instanceof Uint8Array ? content : Buffer.from(textOf(content), "utf8");
    this.#reserve(bytes.length);
    this.#data.set(bytes, this.#length);
    this.#length += bytes.length;
    this.#endValue();
  }

  addNull(): void {
    this.#endAt(this.#validity.length);
    this.#validity.addNull();
  }

  take(): Vector {
    const { length } = this.#validity;
    const ends = this.#ends.subarray(0, length);
    const starts = new Uint32Array(length);
    if (length > 1) starts.set(ends.subarray(0, length - 1), 1);
    const vector: Vector = {
      layout: "bytes",
      type: this.#type,
      length,
      validity: this.#validity.take(),
      starts,
      ends,
      data: this.#data.subarray(0, this.#length),
    };
    this.#data = Buffer.allocUnsafe(Math.max(1_024, this.#length));
    this.#ends = new Uint32Array(Math.max(1_024, length));
    this.#length = 0;
    return vector;
  }

  #endValue(): void {
    this.#endAt(this.#validity.length);
    this.#validity.addValue();
  }

  #endAt(index: number): void {
    if (index >= this.#ends.length) {
      const larger = new Uint32Array(2 * this.#ends.length);
      larger.set(this.#ends);
      this.#ends = larger;
    }
    this.#ends[index] = this.#length;
  }

  #reserve(size: number): void {
    if (this.#length + size <= this.#data.length) return;
    const larger = Buffer.allocUnsafe(2 * (this.#length + size));
    this.#data.copy(larger, 0, 0, this.#length);
    this.#data = larger;
  }
}

function textOf(content: ParameterContent): string {
  if (typeof content === "string") return content;
  if (typeof content === "number" || typeof content === "bigint") return String(content);
  if (content !== null && typeof content === "object" && "months" in content) {
    return `${content.months} months ${content.days} days ${content.us} microseconds`;
  }
  if (content !== null && typeof content === "object" && "offsetSeconds" in content) {
    const sign = content.offsetSeconds < 0 ? "-" : "+";
    return `${clock(content.us)}${sign}${clock(BigInt(Math.abs(content.offsetSeconds)) * 1_000_000n).slice(0, 8)}`;
  }
  throw new Error("a value that comes in has no text");
}

function clock(us: bigint): string {
  const two = (value: bigint) => String(value).padStart(2, "0");
  const seconds = us / 1_000_000n;
  const fraction = String(us % 1_000_000n).padStart(6, "0");
  return `${two(seconds / 3_600n)}:${two((seconds / 60n) % 60n)}:${two(seconds % 60n)}.${fraction}`;
}
