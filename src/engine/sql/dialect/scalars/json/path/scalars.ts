// jsonb_path_exists() and its kin.
import { InvalidParameterValue, PgError } from "../../../../../../errors.js";
import { scalarFunction, type ScalarFunction } from "../../../scalar-function.js";
import { readJsonb } from "../parse.js";
import { bounded, isObject, type JsonObject, type JsonValue, print, quote } from "../value.js";
import { PathExecution } from "./evaluate.js";
import type { JsonPath } from "./nodes.js";
import { parsePath } from "./parse.js";

/** A path is nearly always one constant over all rows. */
let last: { readonly text: string; readonly path: JsonPath } | undefined;

function pathOf(text: string): JsonPath {
  if (last?.text !== text) last = { text, path: parsePath(text) };
  return last.path;
}

/** An empty text: there are none, as for the operators, so that each variable is null. */
function variablesOf(text: string): JsonObject | undefined {
  if (text === "") return undefined;
  const value = readJsonb(text);
  if (isObject(value)) return value;
  throw new InvalidParameterValue('"vars" argument is not an object', {
    detail: 'Jsonpath parameters should be encoded as key-value pairs of "vars" object.',
  });
}

function execution(json: string, path: string, variables: string): PathExecution {
  const steps = pathOf(path);
  return new PathExecution(steps, readJsonb(json), variablesOf(variables));
}

function itemsOf(json: string, path: string, variables: string, silent: boolean): readonly JsonValue[] {
  return execution(json, path, variables).items(silent).items;
}

function match(json: string, path: string, variables: string, silent: boolean): boolean | null {
  const { items } = execution(json, path, variables).items(silent);
  const [item] = items;
  if (items.length === 1 && typeof item === "boolean") return item;
  if ((items.length === 1 && item === null) || silent) return null;
  throw new PgError("22038", "single boolean result is expected");
}

export const pathScalars: readonly ScalarFunction[] = [
  scalarFunction("pg_js_jsonpath_in", ["VARCHAR"], "VARCHAR", (text) => {
    pathOf(text);
    return text;
  }),
  scalarFunction(
    "pg_js_jsonb_path_exists",
    ["VARCHAR", "VARCHAR", "VARCHAR", "BOOLEAN"],
    "BOOLEAN",
    (json, path, variables, silent) => execution(json, path, variables).exists(silent),
  ),
  scalarFunction("pg_js_jsonb_path_match", ["VARCHAR", "VARCHAR", "VARCHAR", "BOOLEAN"], "BOOLEAN", match),
  scalarFunction(
    "pg_js_jsonb_path_array",
    ["VARCHAR", "VARCHAR", "VARCHAR", "BOOLEAN"],
    "VARCHAR",
    (json, path, variables, silent) => print(itemsOf(json, path, variables, silent)),
  ),
  scalarFunction(
    "pg_js_jsonb_path_list",
    ["VARCHAR", "VARCHAR", "VARCHAR", "BOOLEAN"],
    "VARCHAR",
    (json, path, variables, silent) =>
      bounded(
        `[${itemsOf(json, path, variables, silent)
          .map((item) => quote(print(item)))
          .join(",")}]`,
      ),
  ),
  scalarFunction(
    "pg_js_jsonb_path_first",
    ["VARCHAR", "VARCHAR", "VARCHAR", "BOOLEAN"],
    "VARCHAR",
    (json, path, variables, silent) => {
      const [first] = itemsOf(json, path, variables, silent);
      return first === undefined ? null : print(first);
    },
  ),
];
