// Operators that DuckDB's parser turns into functions. Comparisons, AND, OR, NOT, IN, IS and CASE are nodes of their own: see ../leakproof.ts.
import type { Family } from "./family.js";

// Whole numbers overflow; dividing the smallest by -1 does, too. What is not finite stays a number (ieee_floating_point_ops).
const floats = [
  ["DOUBLE", "DOUBLE"],
  ["DOUBLE", "INTEGER"],
  ["INTEGER", "DOUBLE"],
  ["DOUBLE", "BIGINT"],
  ["BIGINT", "DOUBLE"],
  ["DOUBLE", "DECIMAL"],
  ["DECIMAL", "DOUBLE"],
] as const;
const texts = [["VARCHAR", "VARCHAR"]] as const;

export const operators: Family = {
  leakproofOver: {
    // LIKE and ILIKE without ESCAPE.
    "!~~": texts,
    "!~~*": texts,
    "^@": texts,
    "~~": texts,
    "~~*": texts,
    "~~~": texts,
    "*": floats,
    "+": floats,
    "-": [...floats, ["DOUBLE"], ["FLOAT"]],
    "/": floats,
  },
  allowed: [
    "!__postfix",
    "%",
    "&",
    "&&",
    "**",
    "->>",
    "//",
    "<->",
    "<<",
    "<=>",
    "<@",
    ">>",
    "@",
    "@>",
    "^",
    "|",
    "~",
    // See concat.
    "||",
  ],
  results: { BOOLEAN: ["!~~", "!~~*", "^@", "~~", "~~*", "~~~"] },
};
