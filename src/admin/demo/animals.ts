// The demo dataset `animals`: small enough to read at a glance.
import type { DemoDataset } from "./demo-dataset.js";

const rows = [
  ["Alpaca", "mammal", 4, "herbivore", "66.00", true],
  ["Arctic tern", "bird", 2, "carnivore", "0.11", false],
  ["Axolotl", "amphibian", 4, "carnivore", "0.23", false],
  ["Barn owl", "bird", 2, "carnivore", "0.47", false],
  ["Blue whale", "mammal", 0, "carnivore", "130000.00", false],
  ["Cat", "mammal", 4, "carnivore", "4.20", true],
  ["Chicken", "bird", 2, "omnivore", "2.60", true],
  ["Clownfish", "fish", 0, "omnivore", "0.20", false],
  ["Common frog", "amphibian", 4, "carnivore", "0.02", false],
  ["Cow", "mammal", 4, "herbivore", "680.00", true],
  ["Dog", "mammal", 4, "omnivore", "22.00", true],
  ["Emperor penguin", "bird", 2, "carnivore", "30.00", false],
  ["Garden spider", "arachnid", 8, "carnivore", null, false],
  ["Giant squid", "cephalopod", 0, "carnivore", "275.00", false],
  ["Goldfish", "fish", 0, "omnivore", "0.09", true],
  ["Grass snake", "reptile", 0, "carnivore", "0.24", false],
  ["Honey bee", "insect", 6, "herbivore", null, true],
  ["Horse", "mammal", 4, "herbivore", "500.00", true],
  ["House mouse", "mammal", 4, "omnivore", "0.02", false],
  ["Kangaroo", "mammal", 2, "herbivore", "55.00", false],
  ["Ladybird", "insect", 6, "carnivore", null, false],
  ["Nile crocodile", "reptile", 4, "carnivore", "410.00", false],
  ["Octopus", "cephalopod", 0, "carnivore", "9.00", false],
  ["Ostrich", "bird", 2, "omnivore", "115.00", true],
  ["Red fox", "mammal", 4, "omnivore", "6.80", false],
  ["Salmon", "fish", 0, "carnivore", "4.50", true],
  ["Scorpion", "arachnid", 8, "carnivore", "0.03", false],
  ["Tortoise", "reptile", 4, "herbivore", "2.30", true],
] as const;

export const animals: DemoDataset = {
  name: "animals",
  bucket: "primary",
  keyColumns: ["id"],
  description: "Demo data: some animals.",
  sql: `
    SELECT
      CAST(col0 AS INTEGER) AS id,
      col1 AS species,
      col2 AS class,
      CAST(col3 AS INTEGER) AS legs,
      col4 AS diet,
      CAST(col5 AS DECIMAL(9,2)) AS weight_kg,
      CAST(col6 AS BOOLEAN) AS is_kept_by_people
    FROM (VALUES ${rows.map((row, index) => `(${[index + 1, ...row].map(literal).join(", ")})`).join(", ")})
    ORDER BY id`,
};

function literal(value: string | number | boolean | null): string {
  return typeof value === "string" ? `'${value}'` : String(value);
}
