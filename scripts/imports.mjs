// Checks which file may import which (.dependency-cruiser.cjs), and fails when there was nothing to check: the tool passes
// with zero modules when it cannot read TypeScript.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const folders = ["src", "test", "bench"].filter((folder) => existsSync(`${root}/${folder}`));
const tool = `${root}/node_modules/dependency-cruiser/bin/dependency-cruise.mjs`;
const ran = spawnSync(
  process.execPath,
  [tool, "--config", ".dependency-cruiser.cjs", "--output-type", "json", ...folders],
  {
    cwd: root,
    encoding: "utf8",
    maxBuffer: 256 * 1024 * 1024,
  },
);

/** @typedef {{ name: string, severity: string }} Rule */
/** @typedef {{ from: string, to: string, rule: Rule, cycle?: { name: string }[] }} Violation */
/** @typedef {{ modules: { source: string }[], summary: { violations: Violation[], totalDependenciesCruised: number } }} Report */

/** @type {Report | undefined} */
let report;
try {
  report = JSON.parse(ran.stdout);
} catch {
  // The tool failed before it could report; its own words are printed below.
}

if (report === undefined) {
  console.error(`${ran.stdout}${ran.stderr}\nthe import check did not run`);
  process.exit(1);
}

const { violations, totalDependenciesCruised } = report.summary;
const filesSeen = report.modules.filter(({ source }) => source.startsWith("src/")).length;
for (const { from, to, rule, cycle } of violations) {
  const path = cycle === undefined ? to : cycle.map(({ name }) => name).join(" -> ");
  console.error(`${rule.name}: ${from}${from === to && cycle === undefined ? "" : ` -> ${path}`}`);
}
if (filesSeen === 0 || totalDependenciesCruised === 0) {
  console.error(`the import check saw ${filesSeen} files and ${totalDependenciesCruised} imports: it checked nothing`);
  process.exit(1);
}
console.log(`${filesSeen} files of src, ${totalDependenciesCruised} imports, ${violations.length} against the rules`);
process.exit(violations.length > 0 ? 1 : 0);
