// Plays the golden transcripts to a real PostgreSQL 15: what we hold to be the protocol is what it answers.
import { afterAll, beforeAll, describe, it } from "vitest";
import { type Postgres, startPostgres } from "../support/postgres.js";
import { describeWith } from "../support/require.js";
import { play, readTranscripts } from "../support/transcript.js";
import { WireClient } from "../support/wire-client.js";

/** The same as the engine made by hand knows (test/unit/wire/golden.test.ts). */
const schema = `
  CREATE ROLE alice LOGIN; CREATE ROLE root SUPERUSER LOGIN;
  CREATE TABLE numbers (n integer); INSERT INTO numbers SELECT generate_series(1, 5);
  CREATE TABLE nothing (n integer);
  CREATE TABLE people (n integer, name text); INSERT INTO people VALUES (1, 'Ada');
  CREATE TABLE elders (name text, age integer); INSERT INTO elders VALUES ('Ada', 41), (NULL, 42);
  CREATE VIEW broken AS SELECT 1 / 0 AS n;
  CREATE VIEW broken_later AS SELECT 1 / (g - 1) AS n FROM generate_series(1, 1) g;
  CREATE FUNCTION warn() RETURNS integer LANGUAGE plpgsql AS
    $$ BEGIN RAISE WARNING USING MESSAGE = 'mind the gap', HINT = 'Step over it.'; RETURN 1; END $$;
  CREATE VIEW warned AS SELECT warn() AS n;
  CREATE PROCEDURE change() LANGUAGE sql AS '';
  CREATE PROCEDURE report(INOUT n integer DEFAULT NULL) LANGUAGE sql AS 'SELECT 1';
  GRANT SELECT ON ALL TABLES IN SCHEMA public TO alice;`;

describeWith(["postgres"], "a real PostgreSQL", () => {
  let postgres: Postgres;
  beforeAll(async () => {
    postgres = await startPostgres();
    const client = await postgres.connect();
    await client.query(schema);
    await client.end();
  }, 60_000);
  afterAll(() => postgres?.stop());

  for (const { file, scenes } of readTranscripts()) {
    describe(`plays ${file}`, () => {
      for (const scene of scenes) {
        const { title, difference } = scene;
        it(difference === undefined ? title : `not: ${title} For ${difference}.`, async () => {
          const { client } = await WireClient.login(postgres, "alice", "", { database: postgres.database });
          await play(client, scene, "PostgreSQL");
        });
      }
    });
  }
});
