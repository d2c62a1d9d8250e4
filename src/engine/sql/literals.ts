// Strings that stand for arrays, bytes and dates, in PostgreSQL's writing. DuckDB refuses `'{1,2}'::int[]` and `born - '2000-01-01'`, and
// takes `'\x4142'::bytea` for three other bytes.
import { quoteLiteral } from "../duckdb/sandbox.js";
import { listText } from "./array-text.js";
import type { KnownTypes } from "./expression-types.js";
import type { Edit } from "./splice.js";
import { scannedTokens } from "./token-places.js";
import { type TreeNode, walkSelect } from "./walk.js";

/** What a string is read as. */
interface Meant {
  readonly isList: boolean;
  readonly isOfBytes: boolean;
}

/** Of DuckDB's ways to subtract a string from these, none is nearer than the others. */
const subtracted = new Set(["DATE", "TIME", "TIMESTAMP", "TIMESTAMP WITH TIME ZONE"]);

/** `taken`: edits that replace what may be around one of them. What PostgreSQL could not read either is left for DuckDB to refuse. */
export function literalEdits(
  text: Buffer,
  statement: TreeNode,
  { typeOfColumn, taken }: Pick<KnownTypes, "typeOfColumn"> & { readonly taken: readonly Edit[] },
): readonly Edit[] {
  if (!["{", "\\x", "-"].some((sign) => text.includes(sign))) return [];
  const wanted = new Map<number, string>();
  const read = (node: TreeNode | undefined, meant: Meant | undefined): void => {
    const start = node?.["query_location"];
    const value = node === undefined || meant === undefined ? undefined : stringOf(node);
    if (value === undefined || meant === undefined || typeof start !== "number") return;
    const written = writtenAs(value, meant);
    if (written !== undefined && written !== value) wanted.set(start, quoteLiteral(written));
  };
  const subtract = (operands: readonly TreeNode[]): void => {
    const type = operands.map((operand) => typeOfOperand(operand, typeOfColumn)).find((one) => one !== undefined);
    if (type === undefined || !subtracted.has(type)) return;
    for (const operand of operands) {
      const [start, value] = [operand["query_location"], stringOf(operand)];
      if (value !== undefined && typeof start === "number")
        wanted.set(start, `CAST(${quoteLiteral(value)} AS ${type})`);
    }
  };
  walkSelect(statement, {
    ...blind,
    expression(node) {
      if (node["class"] === "CAST") read(node["child"] as TreeNode, meantByType(node["cast_type"] as TreeNode));
      const operands = operandsOf(node);
      const meant = operands.map((operand) => meantByColumn(operand, typeOfColumn)).find((one) => one !== undefined);
      for (const operand of operands) read(operand, meant);
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

const blind = { relation() {}, call() {}, column() {}, parameter() {} };

/** What PostgreSQL gives one type, where only one of them has one: `raw = '\x00'`, `tags @> '{a}'`. */
function operandsOf(node: TreeNode): readonly TreeNode[] {
  switch (node["class"]) {
    case "COMPARISON":
      return [node["left"], node["right"]] as TreeNode[];
    case "BETWEEN":
      return [node["input"], node["lower"], node["upper"]] as TreeNode[];
    case "OPERATOR":
      return ["COMPARE_IN", "COMPARE_NOT_IN"].includes(String(node["type"])) ? (node["children"] as TreeNode[]) : [];
    case "FUNCTION":
      return node["is_operator"] === true ? ((node["children"] ?? []) as TreeNode[]) : [];
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
  if (node["class"] !== "COLUMN_REF") return undefined;
  return typeOfColumn((node["column_names"] as readonly unknown[]).map(String));
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

/** `\x4142` -> `\x41\x42`: to DuckDB, each has its own backslash. */
function bytesText(value: string): string {
  if (!/^\\x(\s*[0-9a-f]{2})*\s*$/i.test(value)) return value;
  return value.slice(2).replaceAll(/\s/g, "").replaceAll(/../g, "\\x$&");
}
