import { describe, expect, it } from "vitest";
import { PgError } from "../../../../src/errors.js";
import { decodeParameter } from "../../../../src/wire/encoding/parameters.js";
import { pgTypes, type PgTypeName } from "../../../../src/wire/encoding/pg-types.js";
import { contentOf } from "./parameter-contents.js";
import { type RecordedParameter, recordedParameters, settingsOf, titleOf } from "./recordings.js";

describe(`a parameter as ${recordedParameters.server} reads it`, () => {
  for (const recorded of recordedParameters.cases) {
    it(titleOf(`${JSON.stringify(recorded.text)}, ${recorded.type}`, recorded.settings), () => {
      expect(read(recorded)).toEqual(expected(recorded));
    });
  }
});

function expected({ type, content, error }: RecordedParameter): unknown {
  if (error !== undefined) return error;
  return type.endsWith("[]")
    ? JSON.parse(content ?? "", (_key, item: unknown) => (typeof item === "number" ? String(item) : item))
    : content;
}

function read({ type, text, settings }: RecordedParameter): unknown {
  try {
    return contentOf(decodeParameter(Buffer.from(text), "text", oidOf(type), 1, settingsOf(settings), new Date(0)));
  } catch (thrown) {
    if (!(thrown instanceof PgError)) throw thrown;
    return { sqlstate: thrown.sqlstate, message: thrown.message };
  }
}

function oidOf(type: string): number {
  const pgType = pgTypes[type.replace("[]", "") as PgTypeName];
  return type.endsWith("[]") ? pgType.arrayOid : pgType.oid;
}
