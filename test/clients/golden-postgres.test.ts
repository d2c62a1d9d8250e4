// Plays the golden transcripts to a real PostgreSQL 15: what we hold to be the protocol is what it answers.
// Or to any server that scripts/play-transcripts.mjs was given.
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, it } from "vitest";
import { type Postgres, startPostgres } from "../support/postgres.js";
import { describeWith } from "../support/require.js";
import { play, readTranscripts } from "../support/transcript.js";
import { WireClient } from "../support/wire-client.js";

const given = process.env.SLUICE_GOLDEN_SERVER;

if (given === undefined) {
  describeWith(["postgres"], "a real PostgreSQL", () => {
    let postgres: Postgres;
    beforeAll(async () => {
      postgres = await startPostgres();
      const client = await postgres.connect();
      await client.query(readFileSync(new URL("../golden/schema.sql", import.meta.url), "utf8"));
      await client.end();
    }, 60_000);
    afterAll(() => postgres?.stop());

    playAll(() => WireClient.login(postgres, "alice", "", { database: postgres.database }));
  });
} else {
  const { hostname: host, port, username, password, pathname } = new URL(given);
  const database = decodeURIComponent(pathname.slice(1));
  describe(`the server at ${host}:${port}`, () => {
    playAll(() =>
      WireClient.login({ host, port: Number(port) }, decodeURIComponent(username), decodeURIComponent(password), {
        database,
      }),
    );
  });
}

/** Each scene in a session of its own. */
function playAll(login: () => ReturnType<typeof WireClient.login>): void {
  for (const { file, scenes } of readTranscripts()) {
    describe(`plays ${file}`, () => {
      for (const scene of scenes) {
        const { title, difference } = scene;
        it(difference === undefined ? title : `not: ${title} For ${difference}.`, async () => {
          const { client } = await login();
          await play(client, scene, "PostgreSQL");
        });
      }
    });
  }
}
