// A column of the rows that come in: values are added one by one, and taken as a vector.
import type { DataType, ParameterContent, Vector } from "../../../engine/api.js";
import { FeatureNotSupported } from "../../../errors.js";
import { BytesBuilder } from "./bytes-builder.js";
import { FixedBuilder } from "./fixed-builder.js";
import { fixedKinds } from "./fixed-kinds.js";
import { decimalKind } from "./decimal-kind.js";
import { Validity } from "./validity.js";

export interface ColumnBuilder {
  /** PERF: a value's text, where it is as plain as most are; false: it is not, and has to be decoded. */
  addPlain(bytes: Buffer, start: number, end: number): boolean;
  /** A value as the parameters' decoders give it, and the type that they gave with it. */
  addContent(content: ParameterContent, type: DataType): void;
  addNull(): void;
  /** What was added since the last time. */
  take(): Vector;
  /** What its long values take, about. */
  readonly longBytes: number;
}

/** `type`: one of those that rows come in with. */
export function builderOf(type: DataType): ColumnBuilder {
  switch (type.id) {
    case "VARCHAR":
    case "BLOB":
      return new BytesBuilder(type);
    case "LIST":
      return new ListBuilder(type, builderOf(type.child));
    case "DECIMAL":
      return new FixedBuilder(type, decimalKind(type));
    default: {
      const kind = fixedKinds[type.id];
      if (kind === undefined) throw new Error(`rows come in without ${type.id}`);
      return new FixedBuilder(type, kind);
    }
  }
}

class ListBuilder implements ColumnBuilder {
  readonly #type: DataType;
  readonly #child: ColumnBuilder;
  readonly #validity = new Validity();
  #counts: number[] = [];
  #childLength = 0;

  constructor(type: DataType, child: ColumnBuilder) {
    this.#type = type;
    this.#child = child;
  }

  get longBytes(): number {
    return this.#childLength * 16 + this.#child.longBytes;
  }

  addPlain(): boolean {
    return false;
  }

  addContent(content: ParameterContent, type: DataType): void {
    if (!Array.isArray(content) || type.id !== "LIST") throw otherDimensions();
    const items = content as readonly ParameterContent[];
    for (const item of items) {
      if (item === null) this.#child.addNull();
      // An array has as many dimensions in all its parts.
      else if (Array.isArray(item) && this.#isFlat) throw otherDimensions();
      else this.#child.addContent(item, type.child);
    }
    this.#counts.push(items.length);
    this.#validity.addValue();
    this.#childLength += items.length;
  }

  get #isFlat(): boolean {
    return !(this.#child instanceof ListBuilder);
  }

  addNull(): void {
    this.#counts.push(0);
    this.#validity.addNull();
  }

  take(): Vector {
    const counts = Uint32Array.from(this.#counts);
    const { length } = counts;
    const starts = new Uint32Array(length);
    for (let index = 1; index < length; index++) {
      starts[index] = (starts[index - 1] as number) + (counts[index - 1] as number);
    }
    const validity = this.#validity.take();
    this.#counts = [];
    this.#childLength = 0;
    return { layout: "list", type: this.#type, length, validity, starts, counts, child: this.#child.take() };
  }
}

function otherDimensions(): FeatureNotSupported {
  return new FeatureNotSupported("the array has other dimensions than the column's arrays");
}
