// The text of docs/compatibility.md, from what a run's tests say of clients. Pure. The same tests give the same text: no dates, no durations.
import { basename } from "node:path";
import { clientNames } from "../test/support/clients.mjs";
import { featureNames, features } from "../test/support/features.mjs";

/**
 * @typedef {import("../test/support/client-tests.ts").ClientTest} ClientTest
 * @typedef {import("../test/support/clients.mjs").ClientName} ClientName
 * @typedef {import("../test/support/describe-client.ts").StatementOutcome} StatementOutcome
 * @typedef {import("../test/support/features.mjs").Feature} Feature
 * @typedef {{ tests: readonly ClientTest[], statements: readonly StatementOutcome[], statementFiles: ReadonlyMap<string, string> }} Seen
 */

/** What a tool is called where it is not called like its file. */
const toolNames = /** @type {Readonly<Record<string, string>>} */ ({
  dbeaver: "DBeaver",
  django: "Django",
  drizzle: "Drizzle",
  grafana: "Grafana",
  hasura: "Hasura",
  metabase: "Metabase",
  npgsql: "Npgsql",
  pgadmin: "pgAdmin",
  postgrest: "PostgREST",
  powerbi: "Power BI",
  prisma: "Prisma",
  psqlodbc: "psqlODBC",
  psycopg: "psycopg 3",
  sqlalchemy: "SQLAlchemy",
  superset: "Superset",
  tableau: "Tableau",
  typeorm: "TypeORM",
});

/**
 * @param {Seen & { versions: ReadonlyMap<ClientName, string> }} seen
 * @returns {string}
 */
export function renderReport({ versions, ...seen }) {
  return `${[
    "# Compatibility",
    "Which clients work with Sluice, and at what. `npm run compatibility` runs the tests of all clients against a running gateway and writes this\npage from what they saw; it is not written by hand. `npm test` fails where it sees otherwise.",
    "## Clients",
    "Real programs and drivers, each with the gateway's demo lake. ✓: all tests of it passed. ✗: one failed. –: no test tries it with this client,\nmost often since the client has no such thing. Blank: not run where this page was written.",
    clientTable(seen.tests, versions),
    ...troubles(seen.tests),
    "What ✓ says of a client: it",
    table(
      ["", ""],
      featureNames.map((name) => [features[name].column, features[name].claim]),
    ),
    "Where it is tried:",
    table(
      ["", ""],
      clientsOf(seen.tests).map((client) => [client, links(seen.tests.filter((test) => test.client === client))]),
    ),
    statementSection(seen),
  ].join("\n\n")}\n`;
}

/**
 * What a document says otherwise than a run saw. Of clients of which every test was run; versions may be others.
 * @param {string} document
 * @param {Seen} seen
 * @returns {string[]}
 */
export function disagreements(document, seen) {
  const lines = document.split("\n").map((line) => line.split(" | "));
  const clients = clientsOf(seen.tests).filter((client) => {
    const tests = seen.tests.filter((test) => test.client === client);
    if (tests.some(({ state }) => state === "not run")) return false;
    const cells = marks(tests).join(" | ");
    return !lines.some(([name, , ...rest]) => name === `| ${client}` && rest.join(" | ") === `${cells} |`);
  });
  const isOfStatements = seen.statements.length === 0 || document.includes(statementSection(seen));
  return isOfStatements ? clients : [...clients, "the statements of tools"];
}

/**
 * In the order in which they are declared.
 * @param {readonly ClientTest[]} tests
 */
function clientsOf(tests) {
  return clientNames.filter((client) => tests.some((test) => test.client === client));
}

/**
 * @param {readonly ClientTest[]} tests
 * @param {ReadonlyMap<ClientName, string>} versions
 */
function clientTable(tests, versions) {
  const rows = clientsOf(tests).map((client) => [
    client,
    versions.get(client) ?? "",
    ...marks(tests.filter((test) => test.client === client)),
  ]);
  return table(["", "version", ...featureNames.map((name) => features[name].column)], rows);
}

/**
 * One client's, in the order of the columns.
 * @param {readonly ClientTest[]} tests
 */
function marks(tests) {
  return featureNames.map((feature) => {
    const states = tests.filter((test) => test.feature === feature).map(({ state }) => state);
    if (states.length === 0) return "–";
    if (states.includes("failed")) return "✗";
    return states.includes("not run") ? "" : "✓";
  });
}

/**
 * What failed, by name, and what was not run, with the reason.
 * @param {readonly ClientTest[]} tests
 */
function troubles(tests) {
  const failed = tests.filter(({ state }) => state === "failed");
  const missing = tests.filter(({ state }) => state === "not run");
  return [
    list(
      "Failed:",
      failed.map(({ client, feature, name }) => `${client}, ${feature}: ${name}`),
    ),
    list(
      "Not run:",
      missing.map(({ client, reason }) => `${client}: ${reason}`),
    ),
  ].flat();
}

/** @param {readonly ClientTest[]} tests */
function links(tests) {
  const files = [...new Set(tests.map(({ file }) => file))].sort();
  return files.map((file) => `[${basename(file)}](../${file})`).join(", ");
}

/** @param {Seen} seen */
function statementSection({ statements, statementFiles }) {
  const files = [...statementFiles.keys()].sort();
  const rows = files.map((file) => {
    const own = statements.filter((one) => one.file === file);
    /** @param {StatementOutcome["kind"]} kind */
    const count = (kind) => String(own.filter((one) => one.kind === kind).length);
    return [
      toolOf(file),
      sourcesIn(statementFiles.get(file) ?? ""),
      String(own.length),
      count("same"),
      count("differs"),
      count("refused"),
      count("wrong"),
    ];
  });
  /** @param {StatementOutcome["kind"]} kind */
  const named = (kind) =>
    statements
      .filter((one) => one.kind === kind)
      .map(({ file, name, note }) => `${toolOf(file)}: ${name}${note === undefined ? "" : ` (${note})`}`);
  return [
    "## Tools, by what they ask of the system catalog",
    "Tools that are not run by a test, and drivers beyond what the tests above ask of them: the statements that they send to a schema browser's end\nare put to Sluice and to a PostgreSQL 15 that has the same relation, and the answers compared\n([catalog-statements.test.ts](../test/clients/catalog-statements.test.ts)). Statements were recorded on the wire from the version that is named, or\nwritten after what the tool's public source asks for (*after*); each says where it is from in [test/catalog/statements](../test/catalog/statements).",
    table(["", "statements of", "statements", "as PostgreSQL 15", "known difference", "refused", "wrong"], rows),
    ...list("Wrong:", named("wrong")),
    ...list("Known differences:", named("differs")),
    ...list("Refused, with their SQLSTATE:", named("refused")),
  ].join("\n\n");
}

/** @param {string} file */
function toolOf(file) {
  const stem = basename(file, ".sql");
  return toolNames[stem] ?? stem;
}

/**
 * Where a file's statements were seen, each place once: the tools recorded, and the repositories of those written after.
 * @param {string} text
 */
function sourcesIn(text) {
  const seen = [...text.matchAll(/^-- seen: (.*)$/gm)].map(([, source = ""]) => {
    const place = source.replace(/^wire, /, "").replace(/ \(facts only.*/, "");
    if (!source.includes("(facts only")) return place.split(", ")[0] ?? "";
    // A repository, or whatever else it is that was read.
    return `*after* ${/^[\w.-]+\/[\w.-]+/.exec(place)?.[0] ?? place}`;
  });
  return [...new Set(seen)].sort().join(", ");
}

/**
 * @param {readonly string[]} head
 * @param {readonly (readonly string[])[]} rows
 */
function table(head, rows) {
  return [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.map(escaped).join(" | ")} |`).join("\n");
}

/**
 * Nothing where there is nothing to list. Sorted, since tests end in any order; what comes up several times is listed once.
 * @param {string} title
 * @param {readonly string[]} items
 */
function list(title, items) {
  const lines = [...new Set(items)].sort().map((item) => `- ${escaped(item)}`);
  return lines.length === 0 ? [] : [`${title}\n\n${lines.join("\n")}`];
}

/** @param {string} text */
function escaped(text) {
  return text.replaceAll("\\", "\\\\").replaceAll("|", "\\|").replaceAll("\n", " ");
}
