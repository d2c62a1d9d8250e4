// TPC-H alone: `node bench/tpch.bench.mjs`, which is `npm run bench -- --only tpch` without the build. SLUICE_TPCH_SCALE: 1 by default.
import { measureTpch } from "./tpch/measure.mjs";
import { writeTpch } from "./tpch/report.mjs";

process.stdout.write(`${writeTpch(await measureTpch(5)).join("\n\n")}\n`);
