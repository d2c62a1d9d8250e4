// The session's settings that decide how values look in text.
// https://www.postgresql.org/docs/15/runtime-config-client.html#RUNTIME-CONFIG-CLIENT-FORMAT

export interface EncodingSettings {
  /** A name that `timeZoneOf` knows: IANA, a POSIX offset such as `<+02>-02`, or UTC. */
  readonly timeZone: string;
  readonly dateStyle: DateStyle;
  readonly intervalStyle: IntervalStyle;
  readonly byteaOutput: "hex" | "escape";
  /** More than 0: the shortest digits that read back as the same number. */
  readonly extraFloatDigits: number;
}

export interface DateStyle {
  readonly format: "iso" | "sql" | "postgres" | "german";
  readonly order: "mdy" | "dmy" | "ymd";
}

export type IntervalStyle = "postgres" | "postgres_verbose" | "sql_standard" | "iso_8601";

export const defaultEncodingSettings: EncodingSettings = {
  timeZone: "UTC",
  dateStyle: { format: "iso", order: "mdy" },
  intervalStyle: "postgres",
  byteaOutput: "hex",
  extraFloatDigits: 1,
};
