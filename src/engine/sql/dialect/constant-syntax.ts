// Whether a string in quotes stands for a value of a type that DuckDB reads: what is none is told with its place, as PostgreSQL does.
import type { Node } from "libpg-query";
import { PgError } from "../../../errors.js";
import { listText } from "../array-text.js";
import { errorAt } from "./analysis.js";
import { typeNamed } from "./postgres-catalog.js";
import { checkJson } from "./scalars/json/parse.js";

/** `element`: reads one of an array. @throws PgError 22P02 with the literal's place. */
export function assertReadable(
  type: string,
  value: string,
  node: Node,
  element: (type: string, value: string) => void,
): void {
  switch (type) {
    case "uuid":
      if (!isUuid(value)) throw errorAt(node, "22P02", `invalid input syntax for type uuid: "${value}"`);
      return;
    case "json":
    case "jsonb":
      try {
        checkJson(value);
      } catch (thrown) {
        if (!(thrown instanceof PgError)) throw thrown;
        const { sqlstate, message, detail } = thrown;
        throw errorAt(node, sqlstate, message, detail === undefined ? {} : { detail });
      }
      return;
    case "bit":
    case "varbit":
      assertBits(value, node);
      return;
    default:
  }
  const of = typeNamed(type)?.element;
  if (of !== undefined && typeNamed(type)?.category === "A") assertArray(of, value, node, element);
}

/** Hyphens may stand behind any four digits, and braces around all. */
function isUuid(value: string): boolean {
  return /^(\{)?([0-9a-f]{4}-?){7}[0-9a-f]{4}(?:\})?$/i.test(value) && value.startsWith("{") === value.endsWith("}");
}

export function noBits(node: Node): PgError {
  return errorAt(node, "0A000", "bit strings without bits are not supported", { hint: "Use NULL instead." });
}

/** @throws PgError 22P02 */
export function assertBits(value: string, node: Node): void {
  const isHex = /^x/i.test(value);
  const wrong = (isHex ? /[^0-9a-f]/iu : /[^01]/u).exec(value.replace(/^[bx]/i, ""));
  if (wrong !== null)
    throw errorAt(node, "22P02", `"${wrong[0]}" is not a valid ${isHex ? "hexadecimal" : "binary"} digit`);
}

function assertArray(type: string, value: string, node: Node, element: (type: string, value: string) => void): void {
  // With bounds of its own.
  if (/^\s*\[/.test(value)) return;
  const values: string[] = [];
  const list = listText(value, (text) => {
    values.push(text);
    return text;
  });
  if (list === undefined) {
    const detail = whatIsWrong(value);
    throw errorAt(node, "22P02", `malformed array literal: "${value}"`, detail === undefined ? {} : { detail });
  }
  // Without what is in its elements, it is JSON.
  const shape = JSON.parse((listText(value, () => "") ?? "[]").replaceAll("NULL", "null")) as Shape;
  if (dimensionsOf(shape) === undefined) {
    throw errorAt(node, "22P02", `malformed array literal: "${value}"`, {
      detail: "Multidimensional arrays must have sub-arrays with matching dimensions.",
    });
  }
  for (const text of values) element(type, text);
}

type Shape = string | null | readonly Shape[];

/** How long it is at each depth; undefined: its lists differ. */
function dimensionsOf(shape: Shape): string | undefined {
  if (!Array.isArray(shape)) return "";
  const inner = new Set((shape as readonly Shape[]).map(dimensionsOf));
  const [only = ""] = inner;
  return inner.size > 1 || inner.has(undefined) ? undefined : `${shape.length},${only}`;
}

/** The commonest. */
function whatIsWrong(value: string): string | undefined {
  if (!/^\s*\{/.test(value)) return 'Array value must start with "{" or dimension information.';
  const bare = value.replaceAll(/"(?:[^"\\]|\\[^])*"|\\[^]/g, "");
  const [opened, closed] = [bare.split("{").length, bare.split("}").length];
  if (opened > closed) return "Unexpected end of input.";
  return opened < closed || !/\}\s*$/.test(bare) ? "Junk after closing right brace." : undefined;
}
