// Plays the transcripts in test/golden to the door, before an engine made by hand: each scene is a session of its own. They are the truth
// about the protocol; test/clients/golden-postgres.test.ts plays the same to a real PostgreSQL.
import { describe, expect, it } from "vitest";
import { StatementParser } from "../../../src/engine/sql/parse.js";
import { PgError, UndefinedColumn } from "../../../src/errors.js";
import { type FakeAnswer, fakeEngine, integer, numbers, varchar } from "../../support/fake-engine.js";
import { play, readTranscripts } from "../../support/transcript.js";
import { roles, serve } from "../../support/wire-server.js";

/** What there is to ask for in a transcript. */
const answers: Readonly<Record<string, FakeAnswer>> = {
  "select n from numbers": numbers(5, 2),
  "select n from nothing": numbers(0),
  "select n from nothing where '🙂' is null": numbers(0),
  "select name from elders where age > $1": {
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
  "select n from broken": { ...numbers(1), error: new PgError("22012", "division by zero") },
  "select missing": { prepareError: new UndefinedColumn('column "missing" does not exist', { position: 8 }) },
  "select n from broken_later": {
    ...numbers(1),
    async *batches() {
      yield* [];
      throw new PgError("22012", "division by zero");
    },
  },
  "select n from warned": {
    ...numbers(1),
    notices: [{ severity: "WARNING", sqlstate: "01000", message: "mind the gap", hint: "Step over it." }],
  },
  "call change()": { changesCatalog: true, tag: "CALL" },
  "call report()": { ...numbers(2), tag: "CALL" },
};

for (const { file, scenes } of readTranscripts()) {
  describe(`the transcript ${file}`, () => {
    for (const scene of scenes) {
      it(scene.title, async () => {
        const engine = fakeEngine(
          (sql) => answers[sql.trim()] ?? { prepareError: new Error(`nobody knows ${sql}`) },
          roles,
        );
        const parser = await StatementParser.load(async () => undefined);
        // PostgreSQL's own parser, but for the made-up CALLs.
        const parse = async (script: string) => (/\bcall\b/.test(script) ? engine.parse(script) : parser.parse(script));
        const { login } = await serve({ ...engine, parse });
        await play(await login(), scene, "Sluice");
        expect(engine.openResults).toBe(0);
      });
    }
  });
}
