import { readFileSync, writeFileSync } from "node:fs";
import { it } from "vitest";
import { startTwins } from "./twins.js";
it("dumps", async () => {
  const twins = await startTwins();
  const out: unknown[] = [];
  try {
    for (const file of ["s1", "s2", "s3", "s4", "s5", "s6"]) {
      for (const sql of readFileSync(`/tmp/x/errors/${file}.txt`, "utf8").split("\n").filter((l) => l.trim() !== "")) {
        const parameters = /\$2/.test(sql) ? ["1", "2"] : /\$1/.test(sql) ? ["1"] : [];
        const { gateway, postgres, differences } = await twins.compare(sql, parameters, { isOrdered: /ORDER BY/.test(sql) });
        out.push({ file, sql, differences, here: gateway.failure, there: postgres.failure });
      }
    }
  } finally {
    writeFileSync("/tmp/x/errors/twins.json", JSON.stringify(out, null, 1));
    await twins.stop();
  }
}, 600_000);
