// Casts: those of pg_cast, those by way of text, and those to a type with a bound.
import type { Twin } from "../../support/twin.js";
import type { Entry } from "./entries.js";
import { servedTypes } from "./exclusions.js";
import { spelledType } from "./values.js";

/** Source, and the target as SQL writes it. */
const bounded: readonly (readonly [source: string, target: string, type: string])[] = [
  ["numeric", "numeric(5,2)", "numeric"],
  ["float8", "numeric(5,2)", "numeric"],
  ["int4", "numeric(3,1)", "numeric"],
  ["text", "varchar(3)", "varchar"],
  ["text", "char(3)", "bpchar"],
  ["bpchar", "char(5)", "bpchar"],
  ["varbit", "bit(3)", "bit"],
  ["varbit", "varbit(3)", "varbit"],
  ["int4", "bit(8)", "bit"],
  ["int8", "bit(70)", "bit"],
  ["time", "time(0)", "time"],
  ["timetz", "timetz(2)", "timetz"],
  ["timestamp", "timestamp(0)", "timestamp"],
  ["timestamptz", "timestamptz(3)", "timestamptz"],
  ["interval", "interval(0)", "interval"],
  ["interval", "interval day to minute", "interval"],
  ["interval", "interval year", "interval"],
];

/** Of arrays: element by element, or by way of text. */
const ofArrays = [
  ...[
    "_int4 _int8",
    "_int4 _text",
    "_numeric _int4",
    "_text _int4",
    "_text _date",
    "_float8 _numeric",
    "_int4 text",
    "_text text",
  ],
  ...[
    "_numeric text",
    "_bool text",
    "_date text",
    "_timestamptz text",
    "_bytea text",
    "text _int4",
    "text _text",
    "text _numeric",
  ],
  ...["text _bool", "text _date"],
].map((pair) => pair.split(" "));

const castsQuery = `
  SELECT s.typname, t.typname FROM pg_cast c JOIN pg_type s ON s.oid = castsource JOIN pg_type t ON t.oid = casttarget
  WHERE castsource <> casttarget ORDER BY 1, 2`;

export async function readCasts(postgres: Twin): Promise<readonly Entry[]> {
  const answer = await postgres.ask(castsQuery);
  if (answer.kind !== "rows") throw new Error(JSON.stringify(answer));
  const listed = answer.text
    .map((row) => row.map(String))
    .filter((pair) => pair.every((type) => servedTypes.includes(type)));
  const byText = servedTypes
    .filter((type) => type !== "text")
    .flatMap((type) => [
      ["text", type],
      [type, "text"],
    ]);
  const pairs = new Map(
    [...listed, ...byText, ...ofArrays].map(([source = "", target = ""]) => [
      `${source}::${target}`,
      [source, target] as const,
    ]),
  );
  return [
    ...[...pairs.values()].map(([source, target]) => castOf(source, spelledType(target), target, target)),
    ...bounded.map(([source, target, type]) => castOf(source, target, type, target)),
  ].sort((one, other) => (one.signature < other.signature ? -1 : 1));
}

function castOf(source: string, spelled: string, result: string, named: string): Entry {
  const signature = `${source}::${named}`;
  const common = { variadic: undefined, isVolatile: false, aggregate: undefined };
  return { kind: "cast", name: named, spelled, signature, parameters: [source], result, ...common };
}
