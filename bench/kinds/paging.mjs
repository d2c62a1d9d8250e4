// A result read to its end by a SQL cursor, page by page.
import * as messages from "../client/messages.mjs";
import { onlyOf, prepareNothing } from "./kind.mjs";

const declaration = "bench";

/**
 * @param {{ sql: string, rows: number, pageRows: number }} order
 * @returns {import("./kind.mjs").Measurement}
 */
export function paging({ sql, rows, pageRows }) {
  const fetch = messages.query(`FETCH ${pageRows} FROM ${declaration}`);
  return {
    clients: 1,
    prepare: prepareNothing,
    measure: async (clients) => {
      const client = onlyOf(clients);
      const startedAt = performance.now();
      await client.query("BEGIN");
      await client.query(`DECLARE ${declaration} NO SCROLL CURSOR FOR ${sql}`);
      let [read, rowBytes, firstRowMs] = [0, 0, 0];
      for (;;) {
        const page = await client.ask(fetch);
        if (read === 0) firstRowMs = performance.now() - startedAt;
        read += page.rows;
        rowBytes += page.rowBytes;
        if (page.rows < pageRows) break;
      }
      await client.query("COMMIT");
      if (read !== rows) throw new Error(`${read} rows came, not ${rows}: ${sql}`);
      return { totalMs: performance.now() - startedAt, firstRowMs, rowBytes };
    },
  };
}
