// A process that reads from a cache until it is killed, or so many times, and checks every byte. Prints "ready", and then a line for each
// read: a dot, "failed" with its SQLSTATE, or "wrong" and why.
import { readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { contentOf } from "./cached-content.mjs";

const [folder = "", bytesMax = "0", sizes = "", reads = "Infinity"] = process.argv.slice(2);
const program = new URL("../../dist/engine/object-cache/object-cache.js", import.meta.url).href;
/** @type {typeof import("../../src/engine/object-cache/object-cache.js")} */
const { ObjectCache } = await import(program);

const objects = sizes
  .split(",")
  .map((bytes, index) => ({ key: `k${index}`, etag: `"${index}"`, bytes: Number(bytes) }));

const source = {
  /**
   * @param {string} key
   * @param {{ readonly start: number, readonly length: number, readonly etag: string }} range
   * @param {AbortSignal} [signal]
   */
  async readRange(key, { start, length, etag }, signal) {
    await delay(Math.random() * 4, undefined, { signal });
    // Now and then, less than was asked for.
    return contentOf({ key, etag }, start, Math.random() < 0.02 ? length - 1 : length);
  },
};

const cache = await ObjectCache.open({
  folder,
  bytesMax: Number(bytesMax),
  warn: (message, cause) => console.log(`wrong: ${message} ${String(cause)}`),
});
console.log("ready");
await Promise.all([1, 2, 3].map(() => readAgainAndAgain()));
await cache.close();

async function readAgainAndAgain() {
  for (let read = 0; read < Number(reads); read++) {
    const object = objects[Math.floor(Math.random() * objects.length)];
    if (object === undefined) throw new Error("no objects");
    const leaving =
      Math.random() < 0.1 ? AbortSignal.timeout(Math.floor(Math.random() * 6)) : new AbortController().signal;
    try {
      const held = await cache.hold("lake", object, source, leaving);
      const expected = contentOf(object, 0, object.bytes);
      const isWhole = () => readFileSync(held.path).equals(expected);
      const first = isWhole();
      await delay(Math.random() * 6);
      // Whatever others did meanwhile, it is still there.
      console.log(first && isWhole() ? "." : `wrong: ${object.key} is not what it was`);
      held.release();
    } catch (thrown) {
      const { sqlstate, name } = /** @type {{ sqlstate?: string, name?: string }} */ (thrown);
      if (sqlstate !== undefined) console.log(`failed ${sqlstate}`);
      else if (name !== "TimeoutError") console.log(`wrong: ${String(thrown)}`);
    }
  }
}
