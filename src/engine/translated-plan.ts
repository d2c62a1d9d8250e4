// A plan of a statement that is in PostgreSQL's dialect: made of the text that DuckDB takes, and told of in PostgreSQL's terms.
import type { WantedType } from "./sql/dialect/result-types.js";
import type { PgError } from "../errors.js";
import type { DataType } from "./data-type.js";
import type { Plan, PlanOrder, PlanParts } from "./plan.js";
import { relationColumns } from "./relation-columns.js";
import { typeNameOf } from "./reading.js";
import { dataTypeOfPostgres, numericOf, postgresType } from "./sql/dialect/duckdb-types.js";
import { translate } from "./sql/dialect/translate.js";
import { sessionFunctions } from "./sql/session-functions.js";

export interface TranslatedPlan {
  readonly sql: string;
  readonly parameterTypes: readonly (DataType | undefined)[];
  /** Its text holds what the time is. */
  readonly isOfNow: boolean;
  readonly columnTypes: readonly WantedType[] | undefined;
  inDialect(plan: Plan): Plan;
  tell(error: PgError): PgError;
}

/** `duckdb`: statements are read as DuckDB does, and nothing of them is changed but names. */
export const dialectSetting = "sluice.dialect";

/** Undefined: it is in DuckDB's dialect. @throws PgError with its position. */
export function translated(order: PlanOrder, parts: PlanParts): TranslatedPlan | undefined {
  const { context, snapshot, rights } = order;
  if (context.setting(dialectSetting) === "duckdb") return undefined;
  const { role, sessionRole = role } = context;
  const { systemRelations, engineRelations } = parts;
  const { catalogRelations = new Map<string, never>() } = order;
  const names = { snapshot, rights, role, sessionRole, systemRelations, engineRelations, catalogRelations };
  const translation = translate(order.sql, {
    parameterTypes: order.parameterTypes.map((type) => {
      if (type === undefined) return undefined;
      return type.id === "POSTGRES" ? numericOf(type) : postgresType(typeNameOf(type));
    }),
    relation: (schema, name) => relationColumns(names, parts.governed.keys, schema, name),
    moment: {
      timeZone: context.timeZone,
      now: context.transactionStartedAt ?? new Date(),
      order: orderIn(context.setting("datestyle")),
    },
    isOfSession: (name) => sessionFunctions.has(name),
  });
  if (translation === undefined) return undefined;
  const { sql, columns } = translation;
  const tell = (error: PgError): PgError => translation.tell(error);
  const parameterTypes = withoutPostgresTypes(order.parameterTypes);
  for (const [number, type] of translation.parameterTypes) {
    const computed = type === "_numeric" ? computedNumerics : computedNumeric;
    parameterTypes[number - 1] ??= translation.isComputed(number) ? computed : dataTypeOfPostgres(type);
  }
  return {
    sql,
    parameterTypes,
    isOfNow: translation.isOfNow,
    columnTypes: columns?.map(({ type, record }) => record ?? type),
    tell,
    inDialect: (plan) => ({
      ...plan,
      columns: plan.columns.map((column, index) => ({
        ...column,
        name:
          columns?.length === plan.columns.length
            ? (columns[index]?.name ?? column.name)
            : translation.nameOf(column.name),
      })),
      tell: (error) => tell(plan.tell(error)),
      standingIn: () => ({ ...plan.standingIn(), nameOf: (name) => translation.nameOf(name) }),
      place:
        plan.place === undefined
          ? undefined
          : async (given) => {
              const placed = await plan.place?.(given);
              if (placed === undefined) throw new Error("a plan lost its place");
              return { ...placed, tell: (error) => tell(placed.tell(error)) };
            },
    }),
  };
}

const computedNumeric: DataType = { id: "DECIMAL", width: 38, scale: 20 };
const computedNumerics: DataType = { id: "LIST", child: computedNumeric };

/** What DuckDB has to find out. */
export function withoutPostgresTypes(types: PlanOrder["parameterTypes"]): (DataType | undefined)[] {
  return types.map((type) => (type?.id === "POSTGRES" ? undefined : type));
}

/** `ISO, DMY` */
function orderIn(dateStyle: string | undefined): "mdy" | "dmy" | "ymd" {
  const [, order = "mdy"] = /\b(mdy|dmy|ymd)\b/i.exec(dateStyle ?? "") ?? [];
  return order.toLowerCase() as "mdy" | "dmy" | "ymd";
}
