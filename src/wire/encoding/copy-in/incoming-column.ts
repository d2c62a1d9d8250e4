// One column of the rows that come in: how its values are read, and gathered.
import type { DataType, IncomingColumn as Column, Vector } from "../../../engine/api.js";
import { NotNullViolation } from "../../../errors.js";
import { decoderOfOid } from "../parameters.js";
import type { ParameterContext, ParameterDecoder } from "../parameters/parameter-decoder.js";
import { pgTypeOf } from "../pg-types.js";
import { builderOf, type ColumnBuilder } from "./column-builder.js";
import { incomingTypeOf } from "./incoming-types.js";

export class IncomingColumn {
  readonly name: string;
  readonly #relation: string;
  readonly #isNullable: boolean;
  readonly #builder: ColumnBuilder;
  readonly #decoder: ParameterDecoder;
  readonly #context: ParameterContext;
  /** Whether the builder may look at a value before it is decoded. */
  readonly #isPlain: boolean;

  constructor({ name, type, isNullable }: Column, relation: string, context: ParameterContext) {
    const incoming = incomingTypeOf(type, name);
    const decoder = decoderOfOid(pgTypeOf(type).oid);
    if (decoder === undefined) throw new Error(`values of ${type.id} cannot be decoded`);
    this.name = name;
    this.#relation = relation;
    this.#isNullable = isNullable;
    this.#builder = builderOf(incoming);
    this.#decoder = decoder;
    this.#context = context;
    this.#isPlain = mayBePlain(type, incoming);
  }

  get longBytes(): number {
    return this.#builder.longBytes;
  }

  /** Whole characters. @throws PgError of class 22. */
  addText(bytes: Buffer, start: number, end: number): void {
    if (this.#isPlain && this.#builder.addPlain(bytes, start, end)) return;
    const { value, type } = this.#decoder.text(bytes.toString("utf8", start, end), this.#context);
    this.#builder.addContent(value, type);
  }

  /** @throws PgError of class 22. */
  addBinary(bytes: Buffer): void {
    const { value, type } = this.#decoder.binary(bytes, this.#context);
    this.#builder.addContent(value, type);
  }

  addNull(): void {
    if (!this.#isNullable) throw new NotNullViolation(this.name, this.#relation);
    this.#builder.addNull();
  }

  take(): Vector {
    return this.#builder.take();
  }
}

/** Text that is nothing but text, and what has a fixed width; the others' text says something else than their bytes do. */
function mayBePlain(type: DataType, incoming: DataType): boolean {
  switch (incoming.id) {
    case "VARCHAR":
      return type.id === "VARCHAR" || type.id === "ENUM";
    case "BLOB":
    case "LIST":
      return false;
    default:
      return true;
  }
}
