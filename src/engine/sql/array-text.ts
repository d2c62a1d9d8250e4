// PostgreSQL's text of an array, `{1,NULL,"a b"}`, written as DuckDB reads a list: `["1", NULL, "a b"]`.
// https://www.postgresql.org/docs/15/arrays.html#ARRAYS-IO

/** Undefined: it is none, or has bounds (`[0:1]={1,2}`), which no list has. `element`: how one is to be written. */
export function listText(text: string, element: (value: string) => string): string | undefined {
  const list: string[] = [];
  let rest = text;
  /** Of the lists that are open: whether their elements are lists, once one is there. */
  const open: (boolean | undefined)[] = [];
  let previous: Token["kind"] | undefined;
  while (!onlyBlanks.test(rest)) {
    if (previous !== undefined && open.length === 0) return undefined;
    const token = tokenOf(rest);
    if (token === undefined || !follows(token.kind, previous)) return undefined;
    if (token.kind === "close") open.pop();
    else if (token.kind !== "comma") {
      const isList = token.kind === "open";
      // PostgreSQL's are of lists or of values, and never of both.
      if ((open.at(-1) ?? isList) !== isList) return undefined;
      if (open.length > 0) open[open.length - 1] = isList;
      if (isList && open.push(undefined) > dimensionsMax) return undefined;
    }
    list.push(written(token, element));
    rest = rest.slice(token.length);
    previous = token.kind;
  }
  return open.length === 0 && previous === "close" ? list.join("") : undefined;
}

interface Token {
  readonly kind: "open" | "close" | "comma" | "value" | "null";
  readonly length: number;
  readonly value: string;
}

/** MAXDIM */
const dimensionsMax = 6;
/** PostgreSQL's blanks are those of ASCII. */
const onlyBlanks = /^[ \t\n\v\f\r]*$/;
const kinds: readonly (readonly [kind: Token["kind"], pattern: RegExp])[] = [
  ["open", /^[ \t\n\v\f\r]*\{/],
  ["close", /^[ \t\n\v\f\r]*\}/],
  ["comma", /^[ \t\n\v\f\r]*,/],
  ["value", /^[ \t\n\v\f\r]*"([^"\\]*(?:\\[^][^"\\]*)*)"[ \t\n\v\f\r]*/],
  ["null", /^[ \t\n\v\f\r]*(null)[ \t\n\v\f\r]*(?=[,}])/i],
  // A blank that a backslash stands before is a part of it.
  [
    "value",
    /^[ \t\n\v\f\r]*((?:[^ \t\n\v\f\r{},"\\]|\\[^])(?:(?:[^{},"\\]|\\[^])*(?:[^ \t\n\v\f\r{},"\\]|\\[^]))?)[ \t\n\v\f\r]*/,
  ],
];

function tokenOf(text: string): Token | undefined {
  for (const [kind, pattern] of kinds) {
    const found = pattern.exec(text);
    if (found !== null) return { kind, length: found[0].length, value: (found[1] ?? "").replaceAll(/\\([^])/g, "$1") };
  }
  return undefined;
}

function follows(kind: Token["kind"], previous: Token["kind"] | undefined): boolean {
  switch (kind) {
    case "open":
      return previous === undefined || previous === "open" || previous === "comma";
    case "close":
      return previous !== undefined && previous !== "comma";
    case "comma":
      return previous === "value" || previous === "null" || previous === "close";
    case "value":
    case "null":
      return previous === "open" || previous === "comma";
  }
}

function written({ kind, value }: Token, element: (value: string) => string): string {
  switch (kind) {
    case "open":
      return "[";
    case "close":
      return "]";
    case "comma":
      return ", ";
    case "null":
      return "NULL";
    case "value":
      return `"${element(value).replaceAll(/["\\]/g, "\\$&")}"`;
  }
}
