// A client that says a million things at once: it is answered, and the others are not kept waiting.
import { afterAll, beforeAll, expect, it } from "vitest";
import { message } from "../support/frames.js";
import { type Gateway, makeDataDir, removeDataDir, startGateway } from "../support/gateway.js";
import { RawClient } from "../support/raw-client.js";

const count = 1_000_000;

const dataDir = makeDataDir();
let gateway: Gateway;
beforeAll(async () => {
  gateway = await startGateway(dataDir);
});
afterAll(async () => {
  await gateway.stop();
  removeDataDir(dataDir);
});

it.each([
  ["Sync", message("S"), "Z"],
  ["an empty query", message("Q", "\0"), "I"],
  ["Flush", message("H"), undefined],
  ["Describe of a statement that is not there", Buffer.concat([message("D", "Snope\0"), message("S")]), "E"],
  ["left over copy data", message("d", "x"), undefined],
  ["Close of a statement that is not there", message("C", "Snope\0"), "3"],
])(
  "a million times %s is answered, and nobody else waits for it",
  async (_, said, tag) => {
    const bystander = await gateway.connect();
    const client = await RawClient.login(gateway.port, gateway.password);
    const answers = client.count();
    client.write(Buffer.alloc(said.length * count, said));
    client.write(message("Q", "SELECT 'the end'\0"));
    const waits: number[] = [];
    while (!answers.has("D")) {
      const askedAt = performance.now();
      await bystander.query("SELECT 1");
      waits.push(Math.round(performance.now() - askedAt));
    }
    if (tag !== undefined) expect(answers.get(tag)).toBeGreaterThanOrEqual(count);
    // Figures for the reader, not claims.
    console.log(`${waits.length} statements of another meanwhile, the slowest took ${Math.max(...waits)} ms`);
    expect(waits.length).toBeGreaterThan(50);
    client.destroy();
    await bystander.end();
  },
  120_000,
);
