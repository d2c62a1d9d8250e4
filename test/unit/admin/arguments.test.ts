// What procedures say of arguments that do not fit.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  booleanArgument,
  choiceArgument,
  columnsArgument,
  newRelationArgument,
  optional,
  readArguments,
  required,
  sourceArgument,
  withDefault,
} from "../../../src/admin/procedures/arguments.js";
import type { ArgumentValue } from "../../../src/engine/api.js";
import { InvalidParameterValue } from "../../../src/errors.js";

const rules = {
  dataset: required(newRelationArgument),
  key: optional(columnsArgument),
  mode: withDefault(choiceArgument(["fail", "append"]), "fail"),
  dry: withDefault(booleanArgument, false),
  source: optional(sourceArgument),
};

function read(given: Readonly<Record<string, ArgumentValue>>) {
  return readArguments(rules, new Map(Object.entries(given)));
}

describe("arguments", () => {
  it("have their defaults where they are absent or NULL", () => {
    const defaults = { dataset: "people", key: undefined, mode: "fail", dry: false, source: undefined };
    expect(read({ dataset: "people" })).toEqual(defaults);
    expect(read({ dataset: "people", key: null, mode: null })).toEqual(defaults);
  });

  it("may be one column or several", () => {
    expect(read({ dataset: "people", key: "id" }).key).toEqual(["id"]);
    expect(read({ dataset: "people", key: ["a", "b"] }).key).toEqual(["a", "b"]);
    expect(read({ dataset: "people", key: [] }).key).toEqual([]);
  });

  it.each<[Readonly<Record<string, ArgumentValue>>, string]>([
    [{}, 'argument "dataset" is missing'],
    [{ dataset: null }, 'argument "dataset" may not be NULL'],
    [{ dataset: 7 }, 'invalid value for argument "dataset": 7'],
    [{ dataset: "" }, 'invalid value for argument "dataset": ""'],
    [{ dataset: "ä".repeat(32) }, `invalid value for argument "dataset": "${"ä".repeat(32)}"`],
    [{ dataset: "__RAW__x" }, 'invalid value for argument "dataset": "__RAW__x"'],
    [{ dataset: "a\nb" }, 'invalid value for argument "dataset": "a\\nb"'],
    [{ dataset: "people", key: ["a", "a"] }, 'invalid value for argument "key": ["a","a"]'],
    [{ dataset: "people", key: ["a", null] }, 'invalid value for argument "key": ["a",null]'],
    [{ dataset: "people", mode: "FAIL" }, 'invalid value for argument "mode": "FAIL"'],
    [{ dataset: "people", dry: "yes" }, 'invalid value for argument "dry": "yes"'],
    [{ dataset: "people", source: "a\0b" }, 'invalid value for argument "source": "a\\u0000b"'],
  ])("%j: %s", (given, message) => {
    expect(() => read(given)).toThrow(expect.objectContaining({ message, sqlstate: "22023" }));
  });

  it("say what is allowed", () => {
    expect(() => read({ dataset: "people", mode: "sometimes" })).toThrow(
      expect.objectContaining({ hint: "Allowed: 'fail', 'append'." }),
    );
  });

  it("are taken or refused with 22023, whatever they are", () => {
    const value = fc.letrec<{ value: ArgumentValue }>((tie) => ({
      value: fc.oneof(
        fc.string(),
        fc.double(),
        fc.boolean(),
        fc.constant(null),
        fc.array(tie("value"), { maxLength: 3 }),
      ),
    })).value;
    const given = fc.record(
      { dataset: value, key: value, mode: value, dry: value, source: value },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(given, (values) => {
        try {
          expect(read(values).dataset).toBe(values.dataset);
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(InvalidParameterValue);
          expect((thrown as Error).message.length).toBeLessThan(200);
        }
      }),
    );
  });
});
