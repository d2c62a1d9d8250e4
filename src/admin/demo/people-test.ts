// The demo dataset `people_test`: a handful of rows in a second bucket, to be joined across.
import type { DemoDataset } from "./demo-dataset.js";

const roles = [
  ["Ada Lovelace", "analyst"],
  ["Alan Turing", "engineer"],
  ["Annie Easley", "engineer"],
  ["Barbara Liskov", "architect"],
  ["Dennis Ritchie", "engineer"],
  ["Edgar Codd", "architect"],
  ["Grace Hopper", "engineer"],
  ["Hedy Lamarr", "researcher"],
  ["Katherine Johnson", "analyst"],
  ["Margaret Hamilton", "manager"],
  ["Radia Perlman", "architect"],
  ["Tim Berners-Lee", "manager"],
] as const;

export const peopleTest: DemoDataset = {
  name: "people_test",
  bucket: "testing",
  keyColumns: ["name"],
  description: "Demo data: names and roles, in the bucket for tests.",
  sql: `
    SELECT col0 AS name, col1 AS role
    FROM (VALUES ${roles.map(([name, role]) => `('${name}', '${role}')`).join(", ")})
    ORDER BY name`,
};
