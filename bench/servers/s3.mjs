// The S3 server of the tests, for the bench, and a way to it that counts what comes through.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import ts from "typescript";

const support = new URL("../../test/support/", import.meta.url);
const cache = new URL("../../node_modules/.cache/bench/", import.meta.url);

/** @typedef {{ endpoint: string, users: readonly [{ accessKeyId: string, secretAccessKey: string }, ...unknown[]] }} S3Server */

/**
 * It is TypeScript, which Node 20 does not run.
 * @returns {Promise<{ server: S3Server, stop: () => Promise<void> }>}
 */
export async function startS3() {
  mkdirSync(cache, { recursive: true });
  for (const name of ["ceph-rgw", "free-port"]) {
    const { outputText } = ts.transpileModule(readFileSync(new URL(`${name}.ts`, support), "utf8"), {
      compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 },
    });
    const placed = outputText
      .replace('"./free-port.js"', '"./free-port.mjs"')
      .replace('"./programs.mjs"', JSON.stringify(new URL("programs.mjs", support).href));
    writeFileSync(new URL(`${name}.mjs`, cache), placed);
  }
  const { startCephRgw } = await import(new URL("ceph-rgw.mjs", cache).href);
  return startCephRgw();
}

/**
 * Bytes of answers, their heads included.
 * @param {string} upstream
 */
export async function startCounter(upstream) {
  const { hostname, port } = new URL(upstream);
  const counter = { bytes: 0, endpoint: "", stop: () => void server.close() };
  const server = createServer((client) => {
    const away = connect(Number(port), hostname);
    away.on("data", (chunk) => {
      counter.bytes += chunk.length;
    });
    for (const [from, to] of /** @type {const} */ ([
      [client, away],
      [away, client],
    ])) {
      from.pipe(to);
      from.on("error", () => to.destroy());
      from.on("close", () => to.destroy());
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  counter.endpoint = `http://127.0.0.1:${address.port}`;
  return counter;
}
