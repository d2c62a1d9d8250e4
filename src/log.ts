// The gateway's log: one JSON object or one line of text per event on standard error, without secrets and without data.
import { type DestinationStream, type Logger as PinoLogger, pino } from "pino";
import type { LogFormat, LogLevel } from "./config.js";
import { PgError } from "./errors.js";
import type { OutputStream } from "./io.js";

export type Logger = PinoLogger;

export interface LogOptions {
  readonly level: LogLevel;
  readonly format: LogFormat;
}

/**
 * Name things by key: `log.info({ role, sqlstate }, "statement failed")`, and an error by `err`. Keys that hold secrets are
 * redacted three levels deep. Rows, parameters and statement texts are never handed to the log.
 */
export function createLogger(options: LogOptions, stderr: OutputStream = process.stderr): Logger {
  const isText = options.format === "text" || (options.format === "auto" && stderr.isTTY === true);
  return pino(
    {
      level: options.level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: secretPaths(), censor: "***" },
      serializers: { err: describeError },
    },
    isText ? textDestination(stderr) : { write: (line) => void stderr.write(line) },
  );
}

const secretKeys = [
  "password",
  "adminPassword",
  "admin_password",
  "passphrase",
  "secret",
  "secretKey",
  "secret_key",
  "secretAccessKey",
  "secret_access_key",
  "sessionToken",
  "session_token",
  "token",
  "authorization",
  "privateKey",
  "private_key",
  "verifier",
];

function secretPaths(): string[] {
  return secretKeys.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]);
}

export interface DescribedError {
  readonly type: string;
  readonly message: string;
  readonly sqlstate?: string;
  readonly code?: string;
  readonly stack?: string;
  readonly cause?: DescribedError;
}

const causesMax = 5;

/** What a log may tell about a failure: enough to find the fault, and no value from a row. */
export function describeError(thrown: unknown, depth = 0): DescribedError {
  if (!(thrown instanceof Error)) return { type: typeof thrown, message: "(not an error)" };
  const code = "code" in thrown && typeof thrown.code === "string" ? thrown.code : undefined;
  const stack = framesOf(thrown);
  return {
    type: thrown.name,
    message: withoutValues(thrown),
    ...(thrown instanceof PgError && { sqlstate: thrown.sqlstate }),
    ...(code !== undefined && { code }),
    ...(stack !== "" && { stack }),
    ...(thrown.cause !== undefined && depth < causesMax && { cause: describeError(thrown.cause, depth + 1) }),
  };
}

/** The frames only: a stack begins with the message. */
function framesOf(thrown: Error): string {
  return (thrown.stack ?? "")
    .split("\n")
    .filter((line) => /^\s+at /.test(line))
    .map((line) => line.trim())
    .join("\n");
}

// DuckDB begins a message with its kind. All but these quote a value from a row, a parameter or the statement.
const kindsWithoutValues = new Set(["Catalog", "IO", "HTTP", "Out of Memory", "INTERRUPT", "TransactionContext"]);

function withoutValues(thrown: Error): string {
  // The engine asks DuckDB for its errors as JSON; some come as plain text all the same.
  const kind =
    /"exception_type":"([^"]+)"/.exec(thrown.message)?.[1] ?? /^([A-Za-z ]+) Error: /.exec(thrown.message)?.[1];
  const isFromDuckdb = kind !== undefined && !kindsWithoutValues.has(kind);
  // Class 22 is data exceptions, 23 constraint violations: their texts quote the value.
  const isAboutData = thrown instanceof PgError && /^2[23]/.test(thrown.sqlstate);
  if (isFromDuckdb) return `${kind} Error: (withheld, it may quote data)`;
  return isAboutData ? "(withheld, it may quote data)" : thrown.message;
}

/** One line per event for a reader at a terminal. */
function textDestination(stderr: OutputStream): DestinationStream {
  return {
    write: (line) => {
      const { time, level, msg, err, ...rest } = JSON.parse(line) as TextRecord;
      const fields = Object.entries(rest).map(([key, value]) => ` ${key}=${JSON.stringify(value)}`);
      const failure = err === undefined ? "" : ` ${err.type}: ${printable(err.message)}${frames(err)}`;
      stderr.write(`${time} ${level.toUpperCase().padEnd(5)} ${printable(msg ?? "")}${fields.join("")}${failure}\n`);
    },
  };
}

interface TextRecord {
  readonly time: string;
  readonly level: string;
  readonly msg?: string;
  readonly err?: DescribedError;
  readonly [key: string]: unknown;
}

function frames(described: DescribedError): string {
  const own = described.stack === undefined ? "" : `\n    ${described.stack.replaceAll("\n", "\n    ")}`;
  if (described.cause === undefined) return own;
  return `${own}\n  caused by ${described.cause.type}: ${printable(described.cause.message)}${frames(described.cause)}`;
}

/** A client's text in a message can neither begin a line of its own nor steer the terminal. */
function printable(text: string): string {
  const escape = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  return text.replaceAll(/[\p{Cc}\u2028\u2029]/gu, escape);
}
