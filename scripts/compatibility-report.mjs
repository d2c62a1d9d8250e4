// The text of docs/compatibility.md, from what a run's tests say of clients. Pure. The same tests give the same text: no dates, no durations.
import { basename } from "node:path";
import { clientNames } from "../test/support/clients.mjs";
import { featureNames, features } from "../test/support/features.mjs";
import { lacking } from "../test/support/lacking.mjs";

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
    "Which clients work with Sluice, and at what. `npm run compatibility` runs the tests of all clients against a running gateway and writes this\npage from what they saw; it is not written by hand. A whole `npm test` fails where it sees otherwise.",
    "## Clients",
    "Real programs and drivers, each at a gateway with the demo lake. ✓: all tests of it passed. ✗: one failed. –: the client has no such thing.\nBlank: no test tries it.",
    clientTable(seen.tests, versions),
    ...troubles(seen.tests),
    ...list(
      "What a client does not have (–), and why:",
      clientsOf(seen.tests).flatMap((client) => lackingOf(client)),
    ),
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
    const cells = marksOf(client, tests).join(" | ");
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
  const rows = clientsOf(tests).map((client) => [client, versions.get(client) ?? "", ...marksOf(client, tests)]);
  return table(["", "version", ...featureNames.map((name) => features[name].column)], rows);
}

/**
 * In the order of the columns.
 * @param {ClientName} client
 * @param {readonly ClientTest[]} tests All of them.
 */
function marksOf(client, tests) {
  return featureNames.map((feature) => {
    const own = tests.filter((test) => test.client === client && test.feature === feature);
    if (own.length === 0) return lacking[client]?.features.includes(feature) ? "–" : "";
    if (own.some(({ state }) => state === "failed")) return "✗";
    return own.some(({ state }) => state === "not run") ? "not run" : "✓";
  });
}

/** @param {ClientName} client */
function lackingOf(client) {
  const known = lacking[client];
  return known === undefined ? [] : [`${client}: ${known.since}`];
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
  const rows = [...statementFiles.keys()].sort().map((file) => {
    const own = statements.filter((one) => one.file === file);
    return [toolOf(file), sourcesIn(statementFiles.get(file) ?? ""), ...counts(own)];
  });
  const notRun = "Not run where this page was written: a PostgreSQL to compare with is not installed.";
  return [
    "## Tools, by what they ask of the system catalog",
    "The statements that tools and drivers send to look around. Each is put to Sluice and to a PostgreSQL 15 that has the same relation, and the\ncolumns of the answers, their types and their rows are compared ([catalog-statements.test.ts](../test/clients/catalog-statements.test.ts)). They were recorded on\nthe wire from what is named, or written anew *after* what the tool's public source or reports about it ask for:\n[test/catalog/statements](../test/catalog/statements) says it of each.",
    statements.length === 0
      ? notRun
      : table(
          ["", "statements of", "statements", "as PostgreSQL 15", "known difference", "refused", "wrong"],
          [...rows, ["all of them", "", ...counts(statements)]],
        ),
    ...list("Wrong:", byNote(statements, "wrong")),
    ...list("Known differences:", byNote(statements, "differs")),
    ...list("Refused, by SQLSTATE:", byNote(statements, "refused")),
  ].join("\n\n");
}

/** @param {readonly StatementOutcome[]} statements */
function counts(statements) {
  /** @param {StatementOutcome["kind"]} kind */
  const count = (kind) => statements.filter((one) => one.kind === kind).length;
  return [statements.length, count("same"), count("differs"), count("refused"), count("wrong")].map(String);
}

/**
 * A line for each reason, with the names of the statements.
 * @param {readonly StatementOutcome[]} statements
 * @param {StatementOutcome["kind"]} kind
 */
function byNote(statements, kind) {
  const own = statements.filter((one) => one.kind === kind);
  return [...new Set(own.map(({ note }) => note ?? ""))].map((note) => {
    const names = own.filter((one) => (one.note ?? "") === note).map(({ file, name }) => `${toolOf(file)}, ${name}`);
    return `${note === "" ? "" : `${note}: `}${names.sort().join("; ")}`;
  });
}

/** @param {string} file */
function toolOf(file) {
  const stem = basename(file, ".sql");
  return toolNames[stem] ?? stem;
}

/**
 * What a file says of where its statements were seen, each place once: what sent those that were recorded, and what was read for the others.
 * @param {string} text
 */
function sourcesIn(text) {
  const sources = [...text.matchAll(/^-- seen: (.*)$/gm)].map(([, source = ""]) => source.replace(/^wire, /, ""));
  const isRead = (/** @type {string} */ source) => source.endsWith("(facts only; own statement)");
  // The file's head has the version of what is named without one.
  const head = /^-- (.*)$/m.exec(text)?.[1] ?? "";
  const senders = sources.filter((source) => !isRead(source)).map((source) => source.split(", ")[0] ?? "");
  const recorded = senders.map((sender) => (/\d/.test(sender) ? sender : head));
  // A repository, or whatever else was read.
  const read = sources.filter(isRead).map((source) => /^([\w.-]+\/[\w.-]+|[^,(]+)/.exec(source)?.[0].trim() ?? "");
  const after = [...new Set(read)].sort().join(", ");
  return [...new Set(recorded)]
    .sort()
    .concat(after === "" ? [] : [`*after* ${after}`])
    .join("; ");
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
