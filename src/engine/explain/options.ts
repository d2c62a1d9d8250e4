// The options of EXPLAIN. ExplainQuery in src/backend/commands/explain.c
import { PgError } from "../../errors.js";

export type ExplainFormat = "text" | "xml" | "json" | "yaml";

export interface ExplainOptions {
  readonly analyze: boolean;
  readonly verbose: boolean;
  readonly costs: boolean;
  readonly settings: boolean;
  readonly buffers: boolean;
  readonly wal: boolean;
  readonly timing: boolean;
  readonly summary: boolean;
  readonly format: ExplainFormat;
}

/** As it is written. */
export interface ExplainOption {
  readonly name: string;
  /** Absent: it is switched on. */
  readonly value?: string | number;
  /** In the statement, counted from 1. */
  readonly position?: number;
}

type Flag = Exclude<keyof ExplainOptions, "format">;

const flags: readonly Flag[] = ["analyze", "verbose", "costs", "buffers", "wal", "settings", "timing", "summary"];
const formats: readonly ExplainFormat[] = ["text", "xml", "json", "yaml"];

/** @throws PgError 42601, 22023 */
export function explainOptions(given: readonly ExplainOption[]): ExplainOptions {
  const found = new Map<Flag, boolean>();
  for (const option of given) {
    const flag = flags.find((name) => name === option.name);
    if (flag !== undefined) found.set(flag, flagOf(option));
    else if (option.name === "format") formatIn(option);
    else throw wrong("42601", `unrecognized EXPLAIN option "${option.name}"`, option);
  }
  const is = (flag: Flag, otherwise = false): boolean => found.get(flag) ?? otherwise;
  const analyze = is("analyze");
  if (is("wal") && !analyze) throw new PgError("22023", "EXPLAIN option WAL requires ANALYZE");
  const timing = is("timing", analyze);
  if (timing && !analyze) throw new PgError("22023", "EXPLAIN option TIMING requires ANALYZE");
  return {
    analyze,
    timing,
    verbose: is("verbose"),
    costs: is("costs", true),
    settings: is("settings"),
    buffers: is("buffers"),
    wal: is("wal"),
    summary: is("summary", analyze),
    format: formatOf(given),
  };
}

/** What a result is described as, before anything is looked at: the last one that there is. */
export function formatOf(given: readonly ExplainOption[]): ExplainFormat {
  const named = given.filter(({ name }) => name === "format").at(-1);
  return formats.find((format) => format === named?.value) ?? "text";
}

function formatIn(option: ExplainOption): void {
  if (option.value === undefined) throw new PgError("42601", "format requires a parameter");
  if (formats.some((format) => format === option.value)) return;
  throw wrong("22023", `unrecognized value for EXPLAIN option "format": "${option.value}"`, option);
}

/** defGetBoolean */
function flagOf({ name, value }: ExplainOption): boolean {
  if (value === undefined) return true;
  const known = booleans[String(value).toLowerCase()];
  if (known === undefined) throw new PgError("42601", `${name} requires a Boolean value`);
  return known;
}

const booleans: Readonly<Record<string, boolean>> = {
  ...{ true: true, on: true, "1": true },
  ...{ false: false, off: false, "0": false },
};

function wrong(sqlstate: string, message: string, { position }: ExplainOption): PgError {
  return new PgError(sqlstate, message, position === undefined ? {} : { position });
}
