// Segments of the audit log: Parquet, by way of Arrow. A record a row.
import {
  List,
  Field,
  Float64,
  Int32,
  Int64,
  Table,
  tableFromIPC,
  tableToIPC,
  Timestamp,
  TimeUnit,
  Utf8,
  vectorFromArray,
} from "apache-arrow";
import { Compression, readParquet, Table as ParquetTable, writeParquet, WriterPropertiesBuilder } from "parquet-wasm";

/** As it is kept: with its text normalised. */
export interface AuditRow {
  readonly at: Date;
  readonly kind: string;
  readonly role: string;
  readonly sessionRole: string;
  readonly session: number | null;
  readonly clientAddress: string | null;
  readonly applicationName: string | null;
  readonly database: string | null;
  readonly statementId: string | null;
  readonly statement: string | null;
  readonly relations: readonly string[];
  readonly datasets: readonly string[];
  readonly columns: readonly string[];
  readonly redactions: readonly string[];
  readonly rowsReturned: number | null;
  readonly snapshot: number | null;
  readonly durationMs: number | null;
  readonly sqlstate: string | null;
}

const text = new Utf8();
const texts = new List(new Field("item", new Utf8(), true));
const moment = new Timestamp(TimeUnit.MILLISECOND, "UTC");

export function encodeSegment(rows: readonly AuditRow[]): Buffer {
  const of = <Key extends keyof AuditRow>(key: Key): AuditRow[Key][] => rows.map((row) => row[key]);
  const bigOf = (key: "rowsReturned" | "snapshot"): (bigint | null)[] =>
    of(key).map((value) => (value === null ? null : BigInt(value)));
  const table = new Table({
    at: vectorFromArray(of("at"), moment),
    kind: vectorFromArray(of("kind"), text),
    role: vectorFromArray(of("role"), text),
    session_role: vectorFromArray(of("sessionRole"), text),
    session: vectorFromArray(of("session"), new Int32()),
    client_address: vectorFromArray(of("clientAddress"), text),
    application_name: vectorFromArray(of("applicationName"), text),
    database: vectorFromArray(of("database"), text),
    statement_id: vectorFromArray(of("statementId"), text),
    statement: vectorFromArray(of("statement"), text),
    relations: vectorFromArray(of("relations"), texts),
    datasets: vectorFromArray(of("datasets"), texts),
    columns: vectorFromArray(of("columns"), texts),
    redactions: vectorFromArray(of("redactions"), texts),
    rows_returned: vectorFromArray(bigOf("rowsReturned"), new Int64()),
    snapshot: vectorFromArray(bigOf("snapshot"), new Int64()),
    duration_ms: vectorFromArray(of("durationMs"), new Float64()),
    sqlstate: vectorFromArray(of("sqlstate"), text),
  });
  const properties = new WriterPropertiesBuilder().setCompression(Compression.ZSTD).build();
  return Buffer.from(writeParquet(ParquetTable.fromIPCStream(tableToIPC(table, "stream")), properties));
}

export function decodeSegment(bytes: Buffer): readonly AuditRow[] {
  const table = tableFromIPC(readParquet(bytes).intoIPCStream());
  const columnOf = (name: string): readonly unknown[] => {
    const vector = table.getChild(name);
    if (vector === null) throw new Error(`a segment of the audit log has no column ${name}`);
    return Array.from(vector, (value: unknown) => value);
  };
  const list = (value: unknown): readonly string[] => Array.from((value ?? []) as Iterable<unknown>, String);
  const textOrNull = (value: unknown): string | null => (value == null ? null : String(value));
  const numberOrNull = (value: unknown): number | null => (value == null ? null : Number(value));
  const columns = Object.fromEntries(table.schema.fields.map(({ name }) => [name, columnOf(name)]));
  const cell = (name: string, row: number): unknown => columns[name]?.[row];
  return Array.from({ length: table.numRows }, (_, row) => ({
    at: new Date(Number(cell("at", row))),
    kind: String(cell("kind", row)),
    role: String(cell("role", row)),
    sessionRole: String(cell("session_role", row)),
    session: numberOrNull(cell("session", row)),
    clientAddress: textOrNull(cell("client_address", row)),
    applicationName: textOrNull(cell("application_name", row)),
    database: textOrNull(cell("database", row)),
    statementId: textOrNull(cell("statement_id", row)),
    statement: textOrNull(cell("statement", row)),
    relations: list(cell("relations", row)),
    datasets: list(cell("datasets", row)),
    columns: list(cell("columns", row)),
    redactions: list(cell("redactions", row)),
    rowsReturned: numberOrNull(cell("rows_returned", row)),
    snapshot: numberOrNull(cell("snapshot", row)),
    durationMs: numberOrNull(cell("duration_ms", row)),
    sqlstate: textOrNull(cell("sqlstate", row)),
  }));
}
