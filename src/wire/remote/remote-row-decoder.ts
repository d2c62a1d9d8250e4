// Rows of texts that another PostgreSQL has sent, as batches of typed columns: read as those of a COPY are.
import type { Batch, IncomingColumn as Column } from "../../engine/api.js";
import { PgError, restated } from "../../errors.js";
import { IncomingColumn } from "../encoding/copy-in/incoming-column.js";
import { defaultEncodingSettings } from "../encoding/settings.js";
import { timeZoneOf } from "../../engine/api.js";

export interface RemoteRowDecoder {
  decode(rows: readonly (readonly (string | null)[])[]): Batch;
}

/** `connection`: for what is told of errors. */
export function createRemoteRows(columns: readonly Column[], connection: string): RemoteRowDecoder {
  const settings = defaultEncodingSettings;
  const timeZone = timeZoneOf(settings.timeZone);
  if (timeZone === undefined) throw new Error(`no such time zone: ${settings.timeZone}`);
  const context = { settings, timeZone, now: new Date(0), place: {} };
  const incoming = columns.map((column) => new IncomingColumn(column, connection, context));
  return {
    decode(rows) {
      for (const row of rows) {
        for (const [index, column] of incoming.entries()) {
          const text = row[index] ?? null;
          if (text === null) column.addNull();
          else add(column, text, connection);
        }
      }
      return { rowCount: rows.length, columns: incoming.map((column) => column.take()) };
    },
  };
}

function add(column: IncomingColumn, text: string, connection: string): void {
  const bytes = Buffer.from(text);
  try {
    column.addText(bytes, 0, bytes.length);
  } catch (thrown) {
    if (!(thrown instanceof PgError)) throw thrown;
    throw restated(thrown, { where: `connection ${connection}, column ${column.name}`, cause: thrown.cause });
  }
}
