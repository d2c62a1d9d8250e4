// Runs the transcripts in test/golden: each scene is a session of its own. They are the truth about the protocol.
//
//   # What the scene proves
//   > {"kind":"query","sql":"select 1"}             said; several in a row are said at once
//   < {"kind":"readyForQuery","status":"I"}         answered; fields that are not named may be anything

import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { PgError, UndefinedColumn } from "../../../src/errors.js";
import { type FakeAnswer, fakeEngine, integer, numbers, varchar } from "../../support/fake-engine.js";
import type { Heard, Said } from "../../support/wire-client.js";
import { roles, serve } from "../../support/wire-server.js";

const folder = new URL("../../golden/", import.meta.url);

interface Scene {
  readonly title: string;
  readonly lines: readonly string[];
}

/** What there is to ask for in a transcript. */
const answers: Readonly<Record<string, FakeAnswer>> = {
  "select n from numbers": numbers(5, 2),
  "select n from nothing": numbers(0),
  "select '🙂'": numbers(0),
  "select name from people where age > $1": {
    columns: [{ name: "name", type: varchar }],
    rows: [["Ada"], [null]],
    parameterTypes: [integer],
  },
  "select n, name from people": {
    columns: [
      { name: "n", type: integer },
      { name: "name", type: varchar },
    ],
    rows: [[1, "Ada"]],
  },
  "select broken": { ...numbers(1), error: new PgError("22012", "division by zero") },
  "select missing": { prepareError: new UndefinedColumn('column "missing" does not exist', { position: 8 }) },
  "select broken later": {
    ...numbers(1),
    async *batches() {
      yield* [];
      throw new PgError("22012", "division by zero");
    },
  },
  "select warned": {
    ...numbers(1),
    notices: [{ severity: "WARNING", sqlstate: "01000", message: "mind the gap", hint: "Step over it." }],
  },
  "call change()": { changesCatalog: true, tag: "CALL" },
  "call report()": { ...numbers(2), tag: "CALL" },
};

function scenesOf(text: string): readonly Scene[] {
  const scenes: { title: string; lines: string[] }[] = [];
  for (const line of text.split("\n")) {
    if (line.startsWith("# ")) scenes.push({ title: line.slice(2), lines: [] });
    else scenes.at(-1)?.lines.push(line);
  }
  return scenes;
}

async function play({ lines }: Scene): Promise<void> {
  const engine = fakeEngine((sql) => answers[sql] ?? { prepareError: new Error(`nobody knows ${sql}`) }, roles);
  const { login } = await serve(engine);
  const client = await login();
  let said: Said[] = [];
  let heard = 0;
  for (const line of lines) {
    const [mark, json] = [line.slice(0, 2), line.slice(2)];
    if (mark === "> ") {
      said.push(JSON.parse(json) as Said);
    } else if (mark === "< ") {
      if (said.length > 0) client.say(...said);
      said = [];
      heard += 1;
      expect(await client.next(), `answer ${heard}`).toMatchObject(JSON.parse(json) as Heard);
    }
  }
  client.say(...said, { kind: "terminate" });
  expect(await client.untilClosed(), "unexpected answers").toEqual([]);
  expect(engine.openResults).toBe(0);
}

for (const file of readdirSync(folder).filter((name) => name.endsWith(".transcript"))) {
  describe(`the transcript ${file}`, () => {
    for (const scene of scenesOf(readFileSync(new URL(file, folder), "utf8"))) {
      it(scene.title, () => play(scene));
    }
  });
}
