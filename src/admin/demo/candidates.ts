// The demo dataset `candidates`: 100,000 made-up people who look for work.
import { firstNames, lastNames, places, verticals } from "./candidate-facts.js";
import type { DemoDataset } from "./demo-dataset.js";

const rowCount = 100_000;

/*
 * Each property of candidate i is drawn with a number of its own: x = (i * a + b) mod p, squared mod p, with the prime
 * p = 2^31 - 1. All products stay below 2^63, so no machine rounds or overflows.
 */
const prime = 2_147_483_647;

/** A whole number from 0 to `below` - 1, spread evenly, for the property of this number. `below` is at most 2^25. */
function draw(property: number, below: number): string {
  const factor = 1_103_515_245 + 2 * property * 7_368_787;
  const x = `((i * ${factor} + ${property * 12_345 + 67_891}) % ${prime})`;
  return `((${x} * ${x} % ${prime}) // 64 % ${below})`;
}

/** Like `draw`, but small numbers come up more often: the square of an even draw. */
function skewed(property: number, below: number): string {
  const even = draw(property, 100_000);
  return `(${even} * ${even} * ${below} // 10000000000)`;
}

export const candidates: DemoDataset = {
  name: "candidates",
  bucket: "primary",
  keyColumns: ["candidate_id"],
  description: "Demo data: people who look for work. All of it is made up.",
  sql: `
    WITH drawn AS (
      SELECT
        i,
        ${list(firstNames)}[1 + ${skewed(1, firstNames.length)}] AS first_name,
        ${list(lastNames)}[1 + ${skewed(2, lastNames.length)}] AS last_name,
        ${structs(places)}[1 + ${skewed(3, places.length)}] AS place,
        1 + ${skewed(4, verticals.length)} AS vertical_index,
        CAST(${skewed(5, 37)} AS INTEGER) AS years_experience,
        ${draw(6, 100)} AS status_draw,
        TIMESTAMP '2019-01-01 00:00:00' + to_days(CAST(${draw(7, 6 * 365)} AS INTEGER)) + to_seconds(${draw(15, 86_400)})
          AS created_at
      FROM (SELECT range AS i FROM range(1, ${rowCount + 1}))
    )
    SELECT
      'CAND-' || lpad(CAST(i AS VARCHAR), 6, '0') AS candidate_id,
      first_name,
      last_name,
      lower(replace(replace(strip_accents(first_name || '.' || last_name), '''', ''), ' ', '')) || i || '@example.'
        || ['com', 'org', 'net'][1 + ${skewed(8, 3)}] AS email,
      '(' || place.area || ') 555-' || lpad(CAST(${draw(9, 10_000)} AS VARCHAR), 4, '0') AS phone,
      place.city AS city,
      place.state AS state,
      place.zip AS zip,
      ${list(verticals.map(({ name }) => name))}[vertical_index] AS vertical,
      ${skillLists()}[vertical_index][1 + ${draw(10, 6)} : 1 + ${draw(10, 6)} + ${draw(11, 5)}] AS skills,
      years_experience,
      CASE WHEN status_draw < 71 THEN 'active' WHEN status_draw < 95 THEN 'inactive' ELSE 'blocked' END AS status,
      CAST(([${verticals.map(({ pay }) => pay).join(", ")}][vertical_index] * (100 + 4 * years_experience) + ${draw(12, 2_000_000)})
        * CAST(0.01 AS DECIMAL(3,2)) AS DECIMAL(12,2)) AS salary,
      CASE WHEN ${draw(13, 100)} >= 17 THEN created_at + to_seconds(${skewed(14, 365 * 86_400)}) END AS last_contacted,
      created_at
    FROM drawn
    ORDER BY i`,
};

/** Each vertical's skills twice over, so that a slice which begins late still finds as many. */
function skillLists(): string {
  return `[${verticals.map(({ skills }) => list([...skills, ...skills])).join(", ")}]`;
}

function list(texts: readonly string[]): string {
  return `[${texts.map(literal).join(", ")}]`;
}

function structs(values: readonly Readonly<Record<string, string | number>>[]): string {
  const fields = (value: Readonly<Record<string, string | number>>) =>
    Object.entries(value).map(([name, field]) => `${name}: ${literal(field)}`);
  return `[${values.map((value) => `{${fields(value).join(", ")}}`).join(", ")}]`;
}

function literal(value: string | number): string {
  return typeof value === "number" ? String(value) : `'${value.replaceAll("'", "''")}'`;
}
