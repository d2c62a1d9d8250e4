// The text of docs/dialect.md, from what a run of the catalogue saw. The same run gives the same text.
import type { Entry } from "./entries.js";
import { reasons } from "./exclusions.js";
import { families, familyOf } from "./families.js";
import { knownDifferences as differencesOfStatements } from "../random/known-differences.js";
import { knownDifferences } from "./known-differences.js";
import { beyondTypes } from "./ranges.js";
import type { Seen } from "./run.js";
import type { Outcome } from "./trial.js";

interface Line {
  readonly entry: Entry;
  readonly outcome: Outcome;
}

export function renderPage({ entries, outcomes, leftOut }: Seen): string {
  const bySignature = new Map(outcomes.map((outcome) => [outcome.signature, outcome]));
  const lines = entries.flatMap((entry): Line[] => {
    const outcome = bySignature.get(entry.signature);
    return outcome === undefined ? [] : [{ entry, outcome }];
  });
  const ofFamily = families.map((family) => ({ family, own: lines.filter(({ entry }) => familyOf(entry) === family) }));
  const cases = outcomes.reduce((sum, one) => sum + one.cases, 0);
  const messages = outcomes.reduce((sum, one) => sum + one.messagesDiffer, 0);
  const beyond = outcomes.reduce((sum, one) => sum + one.beyondTypes, 0);
  return `${[
    "# The dialect, function by function",
    "Every function, operator and cast that PostgreSQL 15 lists in `pg_proc`, `pg_operator` and `pg_cast` over the types that Sluice serves, put to\nSluice and to a real PostgreSQL 15: names and types of columns, text and binary of every value, and SQLSTATEs of errors. `npm run dialect` writes this page from\nwhat it saw; it is not written by hand.",
    "An entry is *same* where all its cases are; *refused* where one is refused by 0A000, which names what is not supported, and the others are the same;\n*an error here* where PostgreSQL answers and Sluice says it cannot; *another answer* where a statement goes through with another value, another\ntype or another order, or without the error that PostgreSQL has. The last is the one to look for before a query is moved here.",
    "## Figures",
    table(
      ["", "entries", "same", "refused", "an error here", "another answer"],
      [...ofFamily.map(({ family, own }) => counts(family, own)), counts("all of them", lines)],
    ),
    `More than ${Math.floor(cases / 1000)},000 cases were compared. In ${Math.round((100 * messages) / cases)}% of them both are errors of the same SQLSTATE in other words, which counts as the same. What aggregates\nmake of floating-point numbers is compared to fourteen digits: PostgreSQL's own last digits depend on the order of the rows.`,
    `Of ${beyond} more cases a value is beyond what its type holds here, and that is what the error says; they count for the type:`,
    table(
      ["type", "beyond it", "SQLSTATE", "use instead"],
      beyondTypes.map(({ type, what, sqlstate, hint }) => [type, what, sqlstate, hint]),
    ),
    "Left out, since nobody writes them in a statement, or not of a type that is served:",
    table(
      ["", ""],
      reasons.map((reason) => [reason, String(leftOut.get(reason) ?? 0)]),
    ),
    "## Whole statements",
    "`npm run differential` makes 20,000 statements of a grammar over tables that both have, puts them to both, and shrinks what differs. Some of them differ in\nthese ways, and in no others:",
    table(
      ["what differs", "why"],
      differencesOfStatements.map(({ what, why }) => [what, why]),
    ),
    ...ofFamily.flatMap(({ family, own }) => section(family, own)),
  ].join("\n\n")}\n`;
}

const isRefused = ({ outcome }: Line): boolean => outcome.kind === "refused";
const isLoud = ({ outcome }: Line): boolean => outcome.kind === "different" && !outcome.isSilent;
const isSilent = ({ outcome }: Line): boolean => outcome.kind === "different" && outcome.isSilent;
const isSame = ({ outcome }: Line): boolean => outcome.kind === "same";

function counts(name: string, lines: readonly Line[]): readonly string[] {
  const share = (is: (line: Line) => boolean): string => {
    const count = lines.filter(is).length;
    return count === 0 ? "" : `${count} (${((100 * count) / lines.length).toFixed(count === lines.length ? 0 : 1)}%)`;
  };
  return [name, String(lines.length), ...[isSame, isRefused, isLoud, isSilent].map(share)];
}

function section(family: string, lines: readonly Line[]): readonly string[] {
  const told = (title: string, is: (line: Line) => boolean): readonly string[] => {
    const own = lines.filter(is);
    if (own.length === 0) return [];
    return [`${title}:`, table(["", "for example", "PostgreSQL 15", "here"], own.map(exampleOf))];
  };
  const same = lines.filter(isSame).map(({ outcome }) => code(outcome.signature));
  return [
    `## ${family}`,
    ...(same.length === 0 ? [] : [`The same: ${wrapped(same)}`]),
    ...told("Refused", isRefused),
    ...told("An error here", isLoud),
    ...told("Another answer", isSilent),
  ];
}

const sqlShownMax = 100;
const answerShownMax = 60;

function exampleOf({ outcome: { signature, example } }: Line): readonly string[] {
  const why = knownDifferences[signature];
  const { sql = "", theirs = "", ours = "" } = example ?? {};
  const bare = sql.replace(/^SELECT /, "");
  return [
    `${code(signature)}${why === undefined ? "" : ` ${why}`}`,
    code(cut(bare, sqlShownMax)),
    code(cut(theirs, answerShownMax)),
    code(cut(ours, answerShownMax)),
  ];
}

/** What cannot be seen is shown by its number. */
function cut(text: string, most: number): string {
  const visible = text
    .replaceAll("\n", String.raw`\n`)
    .replaceAll(/\p{C}/gu, (one) => `\\u${(one.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`);
  const characters = Array.from(visible);
  return characters.length <= most ? visible : `${characters.slice(0, most - 1).join("")}…`;
}

function code(text: string): string {
  if (text === "") return "(empty)";
  return text.includes("`") ? `\`\` ${text} \`\`` : `\`${text}\``;
}

const lineWidth = 140;

function wrapped(items: readonly string[]): string {
  let width = 0;
  return items
    .map((item, index) => {
      const piece = index === items.length - 1 ? item : `${item},`;
      width += piece.length + 1;
      if (width <= lineWidth) return ` ${piece}`;
      width = piece.length;
      return `\n${piece}`;
    })
    .join("")
    .trimStart();
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => "---"), ...rows]
    .map((cells) => `| ${cells.map((cell) => cell.replaceAll("|", String.raw`\|`)).join(" | ")} |`)
    .join("\n");
}
