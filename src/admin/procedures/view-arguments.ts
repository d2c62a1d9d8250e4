// What create_view and replace_view have in common: their arguments, and what they make of them.
import { z } from "zod";
import type { Catalog, ColumnRedaction, NewView, Redaction } from "../../catalog/api.js";
import type { Notice, RowRules, StatementContext } from "../../engine/api.js";
import { InvalidParameterValue } from "../../errors.js";
import { limits } from "../../limits.js";
import { filterDialectOf } from "../filter-dialect.js";
import {
  type ArgumentsOf,
  columnsArgument,
  descriptionArgument,
  expressionArgument,
  nameArgument,
  newRelationArgument,
  optional,
  required,
  withDefault,
} from "./arguments.js";

export interface ViewParts {
  readonly catalog: Catalog;
  readonly rowRules: RowRules;
}

export const viewArguments = {
  name: required(newRelationArgument),
  base: required(nameArgument),
  columns: required(columnsArgument),
  row_filter: optional(expressionArgument),
  redactions: withDefault(
    {
      type: { id: "JSON" },
      schema: z.string().max(limits.descriptionCharactersMax),
      allowed: 'JSON: {"column": "null" | "hash" | {"hash": {"key": "name"}} | {"mask": {"keep_prefix": 3}}}',
    },
    "{}",
  ),
  description: optional(descriptionArgument),
};

/** What the arguments say, checked against the newest state. @throws as RowRules.checkView does. */
export async function viewOf(
  { catalog, rowRules }: ViewParts,
  given: ArgumentsOf<typeof viewArguments>,
  context: StatementContext,
): Promise<NewView> {
  const { name, base, columns, row_filter: rowFilter, redactions, description } = given;
  return rowRules.checkView(catalog.snapshot, {
    name,
    base,
    columns,
    ...(rowFilter === undefined ? {} : { rowFilter, ...filterDialectOf(context) }),
    redactions: redactionsOf(redactions),
    ...(description === undefined ? {} : { description }),
  });
}

/** Without a key, who can guess a value can prove it. */
export function noticesOf({ redactions }: NewView): readonly Notice[] {
  return redactions
    .filter(({ redaction }) => redaction.kind === "hash" && redaction.key === undefined)
    .map(({ column }) => ({
      severity: "NOTICE",
      sqlstate: "00000",
      message: `column "${column}" is hashed without a key: whoever tries likely values can find them`,
      hint: 'Name a key of the secrets file: {"hash": {"key": "name"}}.',
    }));
}

const kept = z.int().min(0).max(limits.maskKeptCharactersMax).default(0);
const nothing = z.strictObject({});

const redactionSchema = z.union([
  z.enum(["null", "hash", "mask"]),
  z.null(),
  z.strictObject({ null: nothing }),
  z.strictObject({ hash: z.strictObject({ key: z.string().min(1).optional() }) }),
  z.strictObject({ mask: z.strictObject({ keep_prefix: kept, keep_suffix: kept }) }),
]);

const redactionsSchema = z.record(z.string(), redactionSchema);

function redactionsOf(text: string): readonly ColumnRedaction[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (thrown) {
    throw new InvalidParameterValue(`invalid value for argument "redactions": it is no JSON`, {
      hint: `Allowed: ${viewArguments.redactions.rule.allowed}.`,
      cause: thrown,
    });
  }
  const checked = redactionsSchema.safeParse(parsed);
  if (checked.success) {
    return Object.entries(checked.data).map(([column, written]) => ({ column, redaction: redactionOf(written) }));
  }
  const [column] = checked.error.issues[0]?.path ?? [];
  throw new InvalidParameterValue(
    `invalid value for argument "redactions"${column === undefined ? "" : `, column "${String(column)}"`}`,
    { hint: `Allowed: ${viewArguments.redactions.rule.allowed}.` },
  );
}

function redactionOf(written: z.output<typeof redactionSchema>): Redaction {
  if (written === null || written === "null") return { kind: "null" };
  if (written === "hash") return { kind: "hash" };
  if (written === "mask") return { kind: "mask", keepPrefix: 0, keepSuffix: 0 };
  if ("null" in written) return { kind: "null" };
  if ("mask" in written) {
    const { keep_prefix: keepPrefix, keep_suffix: keepSuffix } = written.mask;
    return { kind: "mask", keepPrefix, keepSuffix };
  }
  const { key } = written.hash;
  return key === undefined ? { kind: "hash" } : { kind: "hash", key };
}
