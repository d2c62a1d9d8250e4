// How a redacted column looks: its SQL, its type, and which redactions would mislead. Their SQL raises no error, whatever the value.
import type { Column, Redaction } from "../../catalog/api.js";
import { keyedHashSql } from "./keyed-hash.js";
import { headOf, textFormOf, whyNoTextForm } from "./text-forms.js";

/** By their names in the secrets file. */
export type HashKeys = ReadonlyMap<string, Uint8Array>;

/** What a mask can be put on and still be what it was: text. */
const maskable = new Set(["ENUM", "UUID", "VARCHAR"]);

/** Why this redaction would mislead its reader, or cannot be made; undefined: it is sound. */
export function whyUnsound(redaction: Redaction, type: string, keys: Pick<HashKeys, "has">): string | undefined {
  switch (redaction.kind) {
    case "null":
      return undefined;
    case "hash":
      if (textFormOf(type, "") === undefined) return `it cannot be hashed: ${whyNoTextForm(type)}`;
      return redaction.key === undefined || keys.has(redaction.key)
        ? undefined
        : `there is no key "${redaction.key}" in the secrets file`;
    case "mask":
      return maskable.has(headOf(type))
        ? undefined
        : "a mask keeps characters of a text; of anything else, what is left would be taken for a value";
  }
}

/** The redacted column's type. */
export function redactedType(redaction: Redaction, type: string): string {
  return redaction.kind === "null" ? type : "VARCHAR";
}

/** `value`: SQL of the column. @throws a plain Error for what `whyUnsound` tells. */
export function redactionSql(
  redaction: Redaction,
  { type }: Pick<Column, "type">,
  value: string,
  keys: HashKeys,
): string {
  switch (redaction.kind) {
    case "null":
      return `CAST(NULL AS ${type})`;
    case "hash": {
      const text = textFormOf(type, value);
      if (text === undefined) throw new Error(`no text form of ${type}`);
      if (redaction.key === undefined) return `sha256(${text})`;
      const key = keys.get(redaction.key);
      if (key === undefined) throw new Error("a view's key is gone");
      return keyedHashSql(key, text);
    }
    case "mask":
      return maskSql(`CAST(${value} AS VARCHAR)`, redaction);
  }
}

/** Characters are code points. */
function maskSql(
  text: string,
  { keepPrefix, keepSuffix }: { readonly keepPrefix: number; readonly keepSuffix: number },
): string {
  const kept = keepPrefix + keepSuffix;
  return (
    `CASE WHEN length(${text}) <= ${kept} THEN repeat('*', length(${text})) ` +
    `ELSE left(${text}, ${keepPrefix}) || repeat('*', length(${text}) - ${kept}) || right(${text}, ${keepSuffix}) END`
  );
}
