// PostgreSQL's own list of its functions, operators and casts, read from its catalog at run time.
import type { Twin } from "../../support/twin.js";
import { readCasts } from "./casts.js";
import { type Reason, reasonAgainst } from "./exclusions.js";

export interface Entry {
  readonly kind: "function" | "set" | "aggregate" | "window" | "operator" | "cast" | "column";
  readonly name: string;
  /** As SQL spells it. */
  readonly spelled: string;
  /** `initcap(text)`, `/(int4,int4)`, `@(,int4)`, `int4::text`: by the names of pg_type. */
  readonly signature: string;
  /** Of arguments, as declared. A prefix operator has one. */
  readonly parameters: readonly string[];
  readonly result: string;
  /** The type of the elements that its last parameter gathers: `any`, or another. */
  readonly variadic: string | undefined;
  readonly isVolatile: boolean;
  /** Of an aggregate: ordinary, ordered-set or hypothetical-set, and how many arguments stand before WITHIN GROUP. */
  readonly aggregate: { readonly kind: "n" | "o" | "h"; readonly direct: number } | undefined;
}

export interface RawEntry extends Entry {
  readonly comment: string;
  /** All types that it has to do with. */
  readonly types: readonly string[];
  /** Called by an aggregate or an index. */
  readonly isServant: boolean;
  /** An operator that only an operator class of patterns or of images has. */
  readonly isOfOperatorClass: boolean;
}

const functionsQuery = `
  SELECT json_build_object(
    'kind', CASE prokind WHEN 'a' THEN 'aggregate' WHEN 'w' THEN 'window' ELSE CASE WHEN proretset THEN 'set' ELSE 'function' END END,
    'name', proname, 'spelled', quote_ident(proname), 'parameters', parameters,
    'signature', proname || '(' || array_to_string(parameters, ',') || ')',
    'variadic', (SELECT typname FROM pg_type v WHERE v.oid = provariadic),
    'isVolatile', provolatile = 'v', 'comment', coalesce(obj_description(p.oid, 'pg_proc'), ''),
    'result', (SELECT typname FROM pg_type r WHERE r.oid = prorettype),
    'types', (SELECT json_agg(typname) FROM unnest(coalesce(proallargtypes, proargtypes::oid[]) || prorettype) u JOIN pg_type t ON t.oid = u),
    'isServant', EXISTS (SELECT FROM pg_aggregate a WHERE p.oid IN (aggtransfn, aggfinalfn, aggcombinefn, aggmtransfn, aggminvtransfn, aggmfinalfn)
      AND p.prokind = 'f' AND (p.proname NOT IN ('array_append', 'float8', 'int8', 'numeric'))) OR EXISTS (SELECT FROM pg_amproc WHERE amproc = p.oid),
    'isOfOperatorClass', false,
    'aggregate', (SELECT json_build_object('kind', aggkind, 'direct', aggnumdirectargs) FROM pg_aggregate a WHERE aggfnoid = p.oid))
  FROM pg_proc p,
    LATERAL (SELECT coalesce(array_agg(typname::text ORDER BY n), '{}') AS parameters
      FROM unnest(proargtypes::oid[]) WITH ORDINALITY u(type, n) JOIN pg_type t ON t.oid = u.type) named
  WHERE pronamespace = 'pg_catalog'::regnamespace AND prokind IN ('f', 'a', 'w')
  ORDER BY proname, parameters`;

const operatorsQuery = `
  SELECT json_build_object(
    'kind', 'operator', 'name', oprname, 'spelled', oprname, 'signature', oprname || '(' || coalesce(l.typname, '') || ',' || r.typname || ')',
    'parameters', array_remove(ARRAY[l.typname::text, r.typname::text], NULL), 'result', t.typname, 'variadic', NULL, 'isVolatile', false,
    'comment', '', 'types', array_remove(ARRAY[l.typname, r.typname, t.typname], NULL), 'isServant', false,
    'isOfOperatorClass', oprname ~ '^(~[<>]=?~|\\*(<>|=|<=?|>=?))$', 'aggregate', NULL)
  FROM pg_operator o LEFT JOIN pg_type l ON l.oid = oprleft JOIN pg_type r ON r.oid = oprright JOIN pg_type t ON t.oid = oprresult
  WHERE oprnamespace = 'pg_catalog'::regnamespace
  ORDER BY oprname, l.typname, r.typname`;

export interface Catalogue {
  readonly entries: readonly Entry[];
  /** How many were left out, by reason. */
  readonly leftOut: ReadonlyMap<Reason, number>;
}

export async function readCatalogue(postgres: Twin): Promise<Catalogue> {
  const raws: RawEntry[] = [];
  for (const query of [functionsQuery, operatorsQuery]) {
    const answer = await postgres.ask(query);
    if (answer.kind !== "rows") throw new Error(JSON.stringify(answer));
    raws.push(...answer.text.map(([row]) => nullsGone(JSON.parse(String(row)) as RawEntry)));
  }
  const entries: Entry[] = [];
  const leftOut = new Map<Reason, number>();
  for (const raw of raws) {
    const reason = reasonAgainst(raw);
    if (reason === undefined) entries.push(raw);
    else leftOut.set(reason, (leftOut.get(reason) ?? 0) + 1);
  }
  return { entries: [...entries, ...(await readCasts(postgres))], leftOut };
}

function nullsGone(raw: RawEntry): RawEntry {
  return { ...raw, variadic: raw.variadic ?? undefined, aggregate: raw.aggregate ?? undefined };
}
