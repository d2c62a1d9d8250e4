// Where the wire reports what happens: no secrets, no rows, no statement texts above debug level.

export interface Log {
  debug(fields: LogFields, message: string): void;
  info(fields: LogFields, message: string): void;
  warn(fields: LogFields, message: string): void;
  error(fields: LogFields, message: string): void;
}

/** An error goes by `err`: whoever writes the log leaves out what may quote data. */
export type LogFields = Readonly<Record<string, unknown>>;
