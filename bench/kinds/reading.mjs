// What the bench's own client costs: the same result once walked, message by message, and once thrown away unseen.
import { milliseconds } from "../figures.mjs";
import { onlyOf, prepareNothing } from "./kind.mjs";
import { requestFor } from "./stream.mjs";

/** @type {readonly import("./kind.mjs").Column[]} */
export const readingColumns = [
  { metric: "walkedMs", title: "walked", write: milliseconds },
  { metric: "skimmedMs", title: "thrown away", write: milliseconds },
  { metric: "walkedCpuMs", title: "CPU walked", write: milliseconds },
  { metric: "skimmedCpuMs", title: "CPU thrown away", write: milliseconds },
];

/**
 * @param {{ sql: string }} order
 * @returns {import("./kind.mjs").Measurement}
 */
export function reading({ sql }) {
  const request = requestFor(sql, "text");
  return {
    clients: 1,
    prepare: prepareNothing,
    measure: async (clients) => {
      const client = onlyOf(clients);
      const walked = await timed(() => client.ask(request));
      const skimmed = await timed(() => client.skim(request));
      return {
        walkedMs: walked.wallMs,
        skimmedMs: skimmed.wallMs,
        walkedCpuMs: walked.cpuMs,
        skimmedCpuMs: skimmed.cpuMs,
      };
    },
  };
}

/** @param {() => Promise<unknown>} work */
async function timed(work) {
  const cpuBefore = process.cpuUsage();
  const startedAt = performance.now();
  await work();
  const wallMs = performance.now() - startedAt;
  const { user, system } = process.cpuUsage(cpuBefore);
  return { wallMs, cpuMs: (user + system) / 1000 };
}
