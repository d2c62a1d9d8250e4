import { describe, expect, it } from "vitest";
import { decodeParameter } from "../../../../src/wire/encoding/parameters.js";
import { pgTypeOf } from "../../../../src/wire/encoding/pg-types.js";
import { createRowEncoder } from "../../../../src/wire/encoding/row-encoder.js";
import { vectorOf } from "../../../support/vectors.js";
import { dataRow } from "./data-rows.js";
import { contentOf } from "./parameter-contents.js";
import { type RecordedValue, recordedValues, settingsOf, titleOf } from "./recordings.js";

describe(`a value as ${recordedValues.server} sends it`, () => {
  for (const recorded of recordedValues.cases) {
    it(titleOf(`${recorded.expression}, ${recorded.type.id}`, recorded.settings), () => {
      expect(encode(recorded, "text").toString("utf8")).toBe(
        Buffer.concat([dataRow(null), dataRow(recorded.text), dataRow(recorded.text)]).toString("utf8"),
      );
      const binary = dataRow(Buffer.from(recorded.binary, "hex"));
      expect(encode(recorded, "binary").toString("hex")).toBe(
        Buffer.concat([dataRow(null), binary, binary]).toString("hex"),
      );
    });
  }

  it("is announced with its type", () => {
    for (const { type, oid, size, modifier, expression } of recordedValues.cases) {
      const announced = pgTypeOf(type);
      expect({ expression, oid: announced.oid, size: announced.size }).toEqual({ expression, oid, size });
      if (type.id === "DECIMAL") expect(announced.modifier).toBe(modifier);
    }
  });
});

describe("a value that comes back as a parameter", () => {
  for (const recorded of recordedValues.cases.filter(comesBack)) {
    it(titleOf(`${recorded.expression}, ${recorded.type.id}`, recorded.settings), () => {
      const settings = settingsOf(recorded.settings);
      const text = decodeParameter(Buffer.from(recorded.text), "text", recorded.oid, 1, settings, new Date(0));
      const binary = decodeParameter(
        Buffer.from(recorded.binary, "hex"),
        "binary",
        recorded.oid,
        1,
        settings,
        new Date(0),
      );
      expect(contentOf(binary)).toEqual(recorded.content);
      // Few digits do not tell the number.
      if (settings.extraFloatDigits > 0) expect(contentOf(text)).toEqual(recorded.content);
    });
  }
});

/** Structs come back as JSON, numbers beyond DuckDB's decimals and lists of empty lists not as they went. */
function comesBack({ type, text, content }: RecordedValue): boolean {
  const isStruct = JSON.stringify(type).includes("STRUCT");
  const isEmptyMatrix = JSON.stringify(content) === "[[],[]]";
  return !isStruct && !isEmptyMatrix && !/^-?\d{39,}$/.test(text);
}

function encode({ type, content, settings }: RecordedValue, format: "text" | "binary"): Buffer {
  const vector = vectorOf(type, [null, content, content]);
  const encoder = createRowEncoder([{ name: "value", type }], [format], settingsOf(settings));
  return Buffer.concat([...encoder.encode({ rowCount: 3, columns: [vector] })]);
}
