// quote_ident() and parse_ident().
import { PgError } from "../../../../../errors.js";
import { type ScalarFunction, scalarFunction } from "../../scalar-function.js";

export const identifierScalars: readonly ScalarFunction[] = [
  scalarFunction("pg_js_quote_ident", ["VARCHAR"], "VARCHAR", quoteIdentifier),
  scalarFunction("pg_js_parse_ident", ["VARCHAR", "BOOLEAN"], "VARCHAR", (text, isStrict) =>
    JSON.stringify(parseIdentifier(text, isStrict)),
  ),
];

/** PostgreSQL 15's keywords, but those that can name anything. */
const reserved = new Set(
  `all analyse analyze and any array as asc asymmetric authorization between bigint binary bit boolean both case cast char character
  check coalesce collate collation column concurrently constraint create cross current_catalog current_date current_role current_schema
  current_time current_timestamp current_user dec decimal default deferrable desc distinct do else end except exists extract false fetch
  float for foreign freeze from full grant greatest group grouping having ilike in initially inner inout int integer intersect interval
  into is isnull join lateral leading least left like limit localtime localtimestamp national natural nchar none normalize not notnull
  null nullif numeric offset on only or order out outer overlaps overlay placing position precision primary real references returning
  right row select session_user setof similar smallint some substring symmetric table tablesample then time timestamp to trailing treat
  trim true union unique user using values varchar variadic verbose when where window with xmlattributes xmlconcat xmlelement xmlexists
  xmlforest xmlnamespaces xmlparse xmlpi xmlroot xmlserialize xmltable`.split(/\s+/),
);

export function quoteIdentifier(name: string): string {
  if (/^[a-z_][a-z0-9_]*$/.test(name) && !reserved.has(name)) return name;
  return `"${name.replaceAll('"', '""')}"`;
}

const blanks = /[ \t\n\r\f]*/y;
const quoted = /"((?:[^"]|"")*)"/y;
const bare = /[A-Za-z_\u0080-\u{10ffff}][A-Za-z0-9_$\u0080-\u{10ffff}]*/uy;

function parseIdentifier(text: string, isStrict: boolean): readonly string[] {
  const invalid = (detail?: string): PgError =>
    new PgError("22023", `string is not a valid identifier: "${text}"`, detail === undefined ? {} : { detail });
  const names: string[] = [];
  let at = 0;
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (found !== null) at = pattern.lastIndex;
    return found;
  };
  take(blanks);
  for (;;) {
    if (text[at] === '"') {
      const name = take(quoted)?.[1];
      if (name === undefined) throw invalid("String has unclosed double quotes.");
      if (name === "") throw invalid("Quoted identifier must not be empty.");
      names.push(name.replaceAll('""', '"'));
    } else {
      const name = take(bare)?.[0];
      if (name === undefined && text[at] === ".") throw invalid('No valid identifier before ".".');
      if (name === undefined) throw invalid(names.length > 0 ? 'No valid identifier after ".".' : undefined);
      names.push(name.replaceAll(/[A-Z]+/g, (letters) => letters.toLowerCase()));
    }
    take(blanks);
    if (text[at] === ".") {
      at++;
      take(blanks);
    } else if (at < text.length && isStrict) throw invalid();
    else return names;
  }
}
