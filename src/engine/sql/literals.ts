// Strings that stand for arrays, bytes and dates, in PostgreSQL's writing. DuckDB refuses `'{1,2}'::int[]` and `born - '2000-01-01'`, and
// takes `'\x4142'::bytea` for three other bytes.
import { FeatureNotSupported } from "../../errors.js";
import { byteaOf, duckDBBytes } from "../bytea-text.js";
import { quoteLiteral } from "../duckdb/sandbox.js";
import { listText } from "./array-text.js";
import { branchesOf, childrenOf, type KnownTypes, typeOf } from "./expression-types.js";
import { namesGiven } from "./leakproof.js";
import { foldCase } from "./qualified-name.js";
import type { Edit } from "./splice.js";
import { scannedTokens } from "./token-places.js";
import { type TreeNode, walkSelect } from "./walk.js";

/** What a string is read as. */
interface Meant {
  readonly isList: boolean;
  readonly isOfBytes: boolean;
}

/** `'...'::BLOB` is in DuckDB's writing, unless it is surely in PostgreSQL's. `'...'::bytea` is read by bytea-literals.ts. */
const surelyHex = /^\\x(\s*[0-9a-f]{2})*\s*$/i;

/** Of DuckDB's ways to subtract a string from these, none is nearer than the others. */
const subtracted = new Set(["DATE", "TIME", "TIMESTAMP", "TIMESTAMP WITH TIME ZONE"]);

/** Written so, they are the same to DuckDB. Of others, such as `0099-01-01 BC`, it is not asked. */
const plainMoment =
  /^\s*(\d{4}-\d{1,2}-\d{1,2}([ T]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}(:?\d{2})?)?)?|\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?)\s*$/;

/** `taken`: edits that replace what may be around one of them. What PostgreSQL could not read either is left for DuckDB to refuse. */
export function literalEdits(
  text: Buffer,
  statement: TreeNode,
  { taken, ...known }: Pick<KnownTypes, "typeOfColumn"> & { readonly taken: readonly Edit[] },
): readonly Edit[] {
  if (!["{", "\\", "-"].some((sign) => text.includes(sign))) return [];
  let given: ReadonlySet<string> | undefined;
  /** Where they are no column's of that type, the statement's own names are of any. */
  const typeOfColumn: KnownTypes["typeOfColumn"] = (names) =>
    (given ??= namesGiven(statement, known)).has(foldCase(names.at(-1) ?? "")) ? undefined : known.typeOfColumn(names);
  const wanted = new Map<number, string>();
  const read = (node: TreeNode | undefined, meant: Meant | undefined): void => {
    const start = node?.["query_location"];
    const value = node === undefined || meant === undefined ? undefined : stringOf(node);
    if (value === undefined || meant === undefined || typeof start !== "number") return;
    const written = writtenAs(value, meant);
    if (written === undefined) return;
    if (meant.isOfBytes && !meant.isList && value.includes("\\")) {
      wanted.set(start, `CAST(${quoteLiteral(written)} AS BLOB)`);
    } else if (written !== value) wanted.set(start, quoteLiteral(written));
  };
  /** DuckDB would read other bytes, and say nothing. */
  const requireNoBytes = (operands: readonly TreeNode[]): void => {
    const types = operands.flatMap((operand) => (stringOf(operand) === undefined ? [typeOf(operand, known)] : []));
    const strings = operands.flatMap((operand) => stringOf(operand) ?? []);
    const isSo =
      (types.includes("BLOB") && strings.some((one) => one.includes("\\"))) ||
      (operands.some((operand) => typeOf(operand, { typeOfColumn }) === undefined) &&
        !types.some((type) => type === "VARCHAR" || type?.endsWith("]") === true) &&
        strings.some((one) => one.startsWith("\\x")));
    if (!isSo) return;
    throw new FeatureNotSupported("it is not clear whether a string in quotes stands for bytes or for text", {
      hint: "Cast it: '\\x00'::bytea or '\\x00'::text.",
    });
  };
  const subtract = (operands: readonly TreeNode[]): void => {
    const type = operands.map((operand) => typeOfOperand(operand, typeOfColumn)).find((one) => one !== undefined);
    if (type === undefined || !subtracted.has(type)) return;
    for (const operand of operands) {
      const [start, value] = [operand["query_location"], stringOf(operand)];
      if (value !== undefined && plainMoment.test(value) && typeof start === "number")
        wanted.set(start, `CAST(${quoteLiteral(value)} AS ${type})`);
    }
  };
  walkSelect(statement, {
    expression(node) {
      if (node["class"] === "CAST") {
        const [child, meant] = [node["child"] as TreeNode, meantByType(node["cast_type"] as TreeNode)];
        if (meant?.isList === true || surelyHex.test(stringOf(child) ?? "")) read(child, meant);
      }
      const operands = operandsOf(node);
      if (operands.every((operand) => stringOf(operand) === undefined)) return;
      const meant = operands.map((operand) => meantByColumn(operand, typeOfColumn)).find((one) => one !== undefined);
      for (const operand of operands) read(operand, meant);
      if (meant === undefined && !isMatch(node)) requireNoBytes(operands);
      if (node["function_name"] === "-") subtract(operands);
    },
  });
  if (wanted.size === 0) return [];
  return scannedTokens(text).flatMap(({ start, end, kind }): Edit[] => {
    const written = kind === "SCONST" ? wanted.get(start) : undefined;
    const isTaken = taken.some((edit) => edit.start < end && start < edit.end);
    return written === undefined || isTaken ? [] : [{ start, end, text: written }];
  });
}

const oneType = new Set([
  "COMPARE_IN",
  "COMPARE_NOT_IN",
  "OPERATOR_COALESCE",
  "ARRAY_CONSTRUCTOR",
  "list_value",
  "nullif",
  "greatest",
  "least",
]);

/** Patterns are text. */
function isMatch(node: TreeNode): boolean {
  return /~|^regexp_/.test(String(node["function_name"]));
}

/** What PostgreSQL gives one type, where only one of them has one: `raw = '\x00'`, `tags @> '{a}'`. */
function operandsOf(node: TreeNode): readonly TreeNode[] {
  switch (node["class"]) {
    case "COMPARISON":
      return [node["left"], node["right"]] as TreeNode[];
    case "BETWEEN":
      return [node["input"], node["lower"], node["upper"]] as TreeNode[];
    case "CASE":
      return branchesOf(node);
    case "OPERATOR":
      return oneType.has(String(node["type"])) ? childrenOf(node) : [];
    case "FUNCTION":
      return node["is_operator"] === true || oneType.has(String(node["function_name"])) ? childrenOf(node) : [];
    default:
      return [];
  }
}

function meantByColumn(node: TreeNode, typeOfColumn: KnownTypes["typeOfColumn"]): Meant | undefined {
  const type = typeOfOperand(node, typeOfColumn);
  const element = type?.replace(/(\[\d*\])+$/, "");
  return meantBy(element !== type, element);
}

function typeOfOperand(node: TreeNode, typeOfColumn: KnownTypes["typeOfColumn"]): string | undefined {
  return typeOf(node, { typeOfColumn });
}

function meantByType(type: TreeNode): Meant | undefined {
  let element: TreeNode | undefined = type;
  while (element !== undefined && isList(element)) {
    element = (element["type_info"] as TreeNode | undefined)?.["child_type"] as TreeNode | undefined;
  }
  return meantBy(isList(type), element === undefined ? undefined : String(element["id"]));
}

function meantBy(isListOfThem: boolean, element: string | undefined): Meant | undefined {
  const isOfBytes = element === "BLOB";
  return isListOfThem || isOfBytes ? { isList: isListOfThem, isOfBytes } : undefined;
}

function isList(type: TreeNode): boolean {
  return type["id"] === "LIST" || type["id"] === "ARRAY";
}

/** What a constant in quotes holds. */
export function stringOf(node: TreeNode): string | undefined {
  if (node["class"] !== "CONSTANT") return undefined;
  const constant = node["value"] as {
    readonly type?: { readonly id?: unknown };
    readonly is_null?: unknown;
    readonly value?: unknown;
  };
  if (constant.type?.id !== "VARCHAR" || constant.is_null === true) return undefined;
  // Nothing stands in the tree for an empty one.
  return typeof constant.value === "string" ? constant.value : "";
}

function writtenAs(value: string, { isList: isForList, isOfBytes }: Meant): string | undefined {
  const element = isOfBytes ? bytesText : (one: string): string => one;
  return isForList ? listText(value, element) : element(value);
}

/** `\x4142` -> `\x41\x42`: to DuckDB, each has its own backslash. @throws what PostgreSQL does of a text that stands for no bytes. */
function bytesText(value: string): string {
  if (!value.includes("\\")) return value;
  return duckDBBytes(byteaOf(value));
}
