// The arguments of a procedure: what each may be, and what is said when it is something else.
import { z } from "zod";
import {
  bucketReaders,
  parseCredentials,
  type S3CredentialsReference,
  type S3DialectName,
  s3Dialects,
} from "../../catalog/api.js";
import type { ArgumentValue, DataType } from "../../engine/api.js";
import { InvalidParameterValue } from "../../errors.js";
import { limits } from "../../limits.js";

export interface ArgumentRule<Value> {
  /** For `$n` in its place. */
  readonly type: DataType;
  readonly schema: z.ZodType<Value>;
  /** Completes "Allowed: ...". */
  readonly allowed: string;
  /** What was given is not told in errors. */
  readonly isSecret?: true;
}

/** By name, in positional order. */
export type ArgumentRules = Readonly<Record<string, Argument<unknown>>>;

export type Argument<Value> =
  | { readonly presence: "required"; readonly rule: ArgumentRule<Value> }
  | { readonly presence: "optional"; readonly rule: ArgumentRule<unknown>; readonly otherwise: Value };

export type ArgumentsOf<Rules extends ArgumentRules> = {
  readonly [Name in keyof Rules]: Rules[Name] extends Argument<infer Value> ? Value : never;
};

export function required<Value>(rule: ArgumentRule<Value>): Argument<Value> {
  return { presence: "required", rule };
}

export function optional<Value>(rule: ArgumentRule<Value>): Argument<Value | undefined> {
  return { presence: "optional", rule, otherwise: undefined };
}

export function withDefault<Value>(rule: ArgumentRule<Value>, otherwise: Value): Argument<Value> {
  return { presence: "optional", rule, otherwise };
}

/** @throws InvalidParameterValue (22023) naming the argument, what was given and what is allowed. */
export function readArguments<Rules extends ArgumentRules>(
  rules: Rules,
  given: ReadonlyMap<string, ArgumentValue>,
): ArgumentsOf<Rules> {
  const read = Object.entries(rules).map(([name, argument]) => [name, readArgument(name, argument, given.get(name))]);
  return Object.fromEntries(read) as ArgumentsOf<Rules>;
}

/** NULL counts as not given. */
export function readArgument(name: string, argument: Argument<unknown>, value: ArgumentValue | undefined): unknown {
  const { rule, presence } = argument;
  if (value === undefined || value === null) {
    if (presence === "optional") return argument.otherwise;
    const what = value === null ? "may not be NULL" : "is missing";
    throw new InvalidParameterValue(`argument "${name}" ${what}`, { hint: `Allowed: ${rule.allowed}.` });
  }
  const checked = rule.schema.safeParse(value);
  if (checked.success) return checked.data;
  const given = rule.isSecret === true ? "" : `: ${show(value)}`;
  throw new InvalidParameterValue(`invalid value for argument "${name}"${given}`, {
    hint: `Allowed: ${rule.allowed}.`,
  });
}

/** As SQL, on one line, and not at any length. */
function show(value: ArgumentValue): string {
  const text = JSON.stringify(value);
  return text.length > 100 ? `${text.slice(0, 100)}...` : text;
}

const varchar: DataType = { id: "VARCHAR" };
const plain = /^\P{Cc}*$/u;

const identifier = z
  .string()
  .min(1)
  .refine((name) => Buffer.byteLength(name) <= limits.identifierBytesMax && !/\p{Cc}|\p{Cs}/u.test(name));

const identifierAllowed = `a name of 1 to ${limits.identifierBytesMax} bytes without control characters`;

/** A bucket's, or a dataset's that is there already. The catalog has more rules for new ones. */
export const nameArgument: ArgumentRule<string> = { type: varchar, schema: identifier, allowed: identifierAllowed };

/** Empty: none. */
export const nameOrNoneArgument: ArgumentRule<string> = {
  type: varchar,
  schema: identifier.or(z.literal("")),
  allowed: `${identifierAllowed}, or an empty text for none`,
};

export const newRelationArgument: ArgumentRule<string> = {
  type: varchar,
  schema: identifier.refine((name) => !name.toLowerCase().startsWith("__raw__")),
  allowed: `${identifierAllowed}, which does not begin with __raw__`,
};

export const columnsArgument: ArgumentRule<readonly string[]> = {
  // One name is more usual than an array, and a parameter in its place has one type only.
  type: varchar,
  schema: z
    .union([
      z
        .string()
        .min(1)
        .transform((name) => [name]),
      z.array(z.string().min(1)),
    ])
    .refine((names) => new Set(names).size === names.length),
  allowed: "a column's name, or an array of different columns' names",
};

/** An expression, as it is written in WHERE. */
export const expressionArgument = textArgument(limits.rowExpressionCharactersMax);

/** A SELECT, as it would be sent by itself. */
export const queryArgument = textArgument(limits.statementBytesMax);

/** Of a result that is kept. */
export const resultIdArgument: ArgumentRule<string> = {
  type: varchar,
  schema: z.string().max(limits.identifierBytesMax).regex(plain),
  allowed: "the query_id that query_paged gave",
};

export const plainTextArgument: ArgumentRule<string> = {
  type: varchar,
  schema: z.string().min(1).max(limits.objectKeyBytesMax).regex(plain),
  allowed: `a text of 1 to ${limits.objectKeyBytesMax} characters without control characters`,
};

/** Who the gateway is to a server. Never a secret itself; but somebody might write one here. */
export const credentialsArgument: ArgumentRule<S3CredentialsReference> = {
  type: varchar,
  schema: z.string().transform((text, context) => {
    const credentials = parseCredentials(text);
    if (credentials !== undefined) return credentials;
    context.addIssue({ code: "custom" });
    return z.NEVER;
  }),
  allowed:
    "'default', 'profile:<name>', 'secret:<name in the secrets file>', or 'env:<variable of the key id>,<of the secret>[,<of the token>]'",
  isSecret: true,
};

export const booleanArgument: ArgumentRule<boolean> = {
  type: { id: "BOOLEAN" },
  schema: z.boolean(),
  allowed: "true or false",
};

/** A path, a URL or a pattern. */
export const sourceArgument: ArgumentRule<string> = {
  type: varchar,
  schema: z.string().min(1).max(limits.sourceCharactersMax).regex(plain),
  allowed: "the name of a file, or a pattern, such as lakehouse-primary://people/*.parquet or people/*.csv",
};

export const folderArgument: ArgumentRule<string> = {
  type: varchar,
  schema: z.string().min(1).max(limits.sourceCharactersMax).regex(plain),
  allowed: "the path of a folder",
};

export const descriptionArgument = textArgument(limits.descriptionCharactersMax);

/** Every procedure takes these, by name only. */
export const authorshipArguments = {
  actor: optional({
    type: varchar,
    schema: z.string().min(1).max(limits.actorCharactersMax).regex(plain),
    allowed: `who asked for it, in 1 to ${limits.actorCharactersMax} characters without control characters`,
  }),
  reason: optional(textArgument(limits.reasonCharactersMax)),
} satisfies ArgumentRules;

export function choiceArgument<const Word extends string>(words: readonly [Word, ...Word[]]): ArgumentRule<Word> {
  return {
    type: varchar,
    schema: z.enum(words),
    allowed: words.map((word) => `'${word}'`).join(", "),
  };
}

export function countArgument(max: number): ArgumentRule<number> {
  return { type: { id: "BIGINT" }, schema: z.int().min(1).max(max), allowed: `a whole number from 1 to ${max}` };
}

function textArgument(charactersMax: number): ArgumentRule<string> {
  return {
    type: varchar,
    schema: z.string().max(charactersMax),
    allowed: `a text of up to ${charactersMax} characters`,
  };
}

/** Where a bucket on S3 lies: see `makeS3Place`. Absent in create_bucket: as there; in alter_bucket: as it is. */
export const placeArguments = {
  bucket: optional(plainTextArgument),
  endpoint: optional(plainTextArgument),
  region: optional(plainTextArgument),
  prefix: optional(plainTextArgument),
  path_style: optional(booleanArgument),
  dialect: optional(choiceArgument(Object.keys(s3Dialects) as [S3DialectName, ...S3DialectName[]])),
  credentials: optional(credentialsArgument),
  reader: optional(choiceArgument(bucketReaders)),
};

export type PlaceArguments = ArgumentsOf<typeof placeArguments>;
