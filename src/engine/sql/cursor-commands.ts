// Reads DECLARE CURSOR, FETCH, MOVE and CLOSE from PostgreSQL's syntax tree.
// https://www.postgresql.org/docs/15/sql-declare.html
import type { DeclareCursorStmt, FetchStmt, Node } from "libpg-query";
import { PgError } from "../../errors.js";
import type { CursorMove, SessionCommand } from "../statement.js";
import type { StatementKind } from "./classify.js";
import { queryKindOf } from "./system-route.js";
import { trimmed } from "./text-offsets.js";
import { placeAfter, wordsOf } from "./token-places.js";

/** PostgreSQL's own bits: nodes/parsenodes.h. */
const option = { binary: 1, scroll: 2, noScroll: 4, insensitive: 8, asensitive: 16, hold: 32 } as const;
const clashes = [
  { bits: [option.scroll, option.noScroll], words: "SCROLL and NO SCROLL" },
  { bits: [option.insensitive, option.asensitive], words: "INSENSITIVE and ASENSITIVE" },
];
/** What ALL is in the tree. */
const all = 2_147_483_647;

export function cursorCommandOf(node: Node, text: string): StatementKind | undefined {
  if ("DeclareCursorStmt" in node) return declarationOf(node.DeclareCursorStmt, text);
  if ("FetchStmt" in node) return { kind: "session", command: fetchOf(node.FetchStmt) };
  if ("ClosePortalStmt" in node) {
    return { kind: "session", command: { kind: "closeCursor", name: node.ClosePortalStmt.portalname } };
  }
  return undefined;
}

function declarationOf({ portalname, options = 0, query }: DeclareCursorStmt, text: string): StatementKind {
  if (query === undefined || !("SelectStmt" in query) || query.SelectStmt.intoClause !== undefined) {
    return { kind: "unsupported", message: "a cursor is declared for a SELECT only" };
  }
  const has = (bit: number): boolean => (options & bit) !== 0;
  const clash = clashes.find(({ bits }) => bits.every(has));
  if (clash !== undefined) {
    return { kind: "refused", error: new PgError("42P11", `cannot specify both ${clash.words}`) };
  }
  const offset = queryOffset(text);
  return {
    kind: "session",
    command: {
      kind: "declareCursor",
      name: portalname ?? "",
      query: { ...queryKindOf(query), ...trimmed({ sql: text.slice(offset), offset }) },
      isBinary: has(option.binary),
      isHeld: has(option.hold),
      isScrollable: has(option.scroll),
    },
  };
}

/** After the FOR that follows CURSOR: the first one, since nothing before it can hold another. */
function queryOffset(text: string): number {
  const words = wordsOf(text);
  const cursor = words.findIndex((word, index) => index >= 2 && word.text === "cursor");
  return placeAfter(words, "for", cursor);
}

function fetchOf({ direction, howMany, portalname = "", ismove }: FetchStmt): SessionCommand {
  const count = Number(howMany ?? 0);
  return { kind: "fetch", name: portalname, move: moveOf(direction, count), isMove: ismove === true };
}

function moveOf(direction: FetchStmt["direction"], count: number): CursorMove {
  switch (direction) {
    case "FETCH_BACKWARD":
      return { kind: "by", rows: count === all ? Number.NEGATIVE_INFINITY : -count };
    case "FETCH_ABSOLUTE":
      return { kind: "to", row: count };
    case "FETCH_RELATIVE":
      return { kind: "from", rows: count };
    default:
      return { kind: "by", rows: count === all ? Number.POSITIVE_INFINITY : count };
  }
}
