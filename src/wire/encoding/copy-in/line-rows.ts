// Rows of a COPY FROM in text or csv: a line each. https://www.postgresql.org/docs/15/sql-copy.html#id-1.9.3.55.9.2
import type { CopyInput } from "../../../engine/api.js";
import { BadCopyFileFormat, PgError } from "../../../errors.js";
import { printed, type RowReader } from "./row-reader.js";
import { Fields } from "./fields.js";
import type { IncomingColumn } from "./incoming-column.js";
import { CopyLines } from "./lines.js";

type LineFormat = Exclude<CopyInput, { readonly kind: "binary" }>;

export function lineRows(columns: readonly IncomingColumn[], format: LineFormat, relation: string): RowReader {
  return new LineRows(columns, format, relation);
}

class LineRows implements RowReader {
  readonly #columns: readonly IncomingColumn[];
  readonly #relation: string;
  readonly #lines: CopyLines;
  readonly #fields: Fields;
  readonly #nullText: string;
  /** By column. */
  readonly #isNeverNull: readonly boolean[];
  readonly #isNullQuoted: readonly boolean[];
  #header: "none" | "skip" | "match";
  /** What is being read, for what is told of errors. */
  #hasLine = false;
  #column: number | undefined;

  constructor(columns: readonly IncomingColumn[], format: LineFormat, relation: string) {
    this.#columns = columns;
    this.#relation = relation;
    this.#lines = new CopyLines(format.kind === "csv" ? format : undefined);
    this.#fields = new Fields(format, columns.length);
    this.#nullText = format.nullText;
    this.#header = format.header;
    const [never, quoted] = format.kind === "csv" ? [format.forceNotNull, format.forceNull] : [[], []];
    this.#isNeverNull = flagged(columns, never, "FORCE_NOT_NULL");
    this.#isNullQuoted = flagged(columns, quoted, "FORCE_NULL");
  }

  push(bytes: Buffer): void {
    this.#lines.push(bytes);
  }

  finish(): void {
    this.#lines.finish();
  }

  next(): boolean {
    if (this.#header !== "none") {
      const hasHeader = this.#readLine();
      if (!hasHeader && !this.#lines.isOver) return false;
      // An input without lines has an empty one.
      this.#hasLine = true;
      if (this.#header === "match") this.#matchHeader();
      this.#header = "none";
      if (!hasHeader) return false;
    }
    if (!this.#readLine()) return false;
    this.#fields.read(this.#lines.line);
    this.#takeRow();
    return true;
  }

  #readLine(): boolean {
    this.#hasLine = false;
    this.#column = undefined;
    const step = this.#lines.next();
    this.#hasLine = step === "line";
    return this.#hasLine;
  }

  #takeRow(): void {
    const fields = this.#fields;
    const columns = this.#columns;
    if (fields.count > columns.length) throw new BadCopyFileFormat("extra data after last expected column");
    for (let index = 0; index < columns.length; index++) {
      const column = columns[index] as IncomingColumn;
      // What is missing is told of the line.
      this.#column = undefined;
      if (index >= fields.count) throw new BadCopyFileFormat(`missing data for column "${column.name}"`);
      this.#column = index;
      const end = fields.ends[index] as number;
      if (end === -1) {
        if (this.#isNeverNull[index] === true) addNullText(column, this.#nullText);
        else this.#addNull(column);
      } else if (this.#isNullQuoted[index] === true && fields.text(index) === this.#nullText) {
        this.#addNull(column);
      } else {
        column.addText(fields.sources[index] as Buffer, fields.starts[index] as number, end);
      }
    }
    this.#column = undefined;
  }

  /** That there can be no NULL is told of the whole row. */
  #addNull(column: IncomingColumn): void {
    const at = this.#column;
    this.#column = undefined;
    column.addNull();
    this.#column = at;
  }

  #matchHeader(): void {
    const fields = this.#fields;
    const columns = this.#columns;
    fields.read(this.#lines.line);
    if (fields.count !== columns.length) {
      throw new BadCopyFileFormat(
        `wrong number of fields in header line: got ${fields.count}, expected ${columns.length}`,
      );
    }
    for (const [index, { name }] of columns.entries()) {
      const place = `column name mismatch in header line field ${index + 1}`;
      if (fields.isNull(index)) {
        throw new BadCopyFileFormat(`${place}: got null value ("${this.#nullText}"), expected "${name}"`);
      }
      const got = fields.text(index);
      if (got !== name) throw new BadCopyFileFormat(`${place}: got "${got}", expected "${name}"`);
    }
  }

  where(): string {
    const place = `COPY ${this.#relation}, line ${this.#lines.number}`;
    if (this.#column !== undefined) {
      const name = (this.#columns[this.#column] as IncomingColumn).name;
      return this.#fields.isNull(this.#column)
        ? `${place}, column ${name}: null input`
        : `${place}, column ${name}: "${printed(this.#fields.bytes(this.#column))}"`;
    }
    return this.#hasLine ? `${place}: "${printed(this.#lines.line)}"` : place;
  }
}

function addNullText(column: IncomingColumn, nullText: string): void {
  const bytes = Buffer.from(nullText);
  column.addText(bytes, 0, bytes.length);
}

function flagged(columns: readonly IncomingColumn[], names: readonly string[], option: string): readonly boolean[] {
  for (const name of names) {
    if (columns.some((column) => column.name === name)) continue;
    throw new PgError("42P10", `${option} column "${name}" not referenced by COPY`);
  }
  return columns.map(({ name }) => names.includes(name));
}
