// asyncpg asks the system catalog for each type that it does not know: arrays, composite types, ranges, and those that get a codec by name.
import { beforeAll, expect, it } from "vitest";
import { describeClient } from "../../support/describe-client.js";
import { describeAsEachReader, describedGateway } from "../../support/described-lake.js";
import { pythonPath } from "../../support/programs.mjs";
import { clientMsMax, runClient } from "../../support/run-client.js";

describeClient({ client: "asyncpg", feature: "metadata" }, ["asyncpg"], "asyncpg's introspection", () => {
  const lake = describedGateway();

  describeAsEachReader((reader) => {
    let told: Readonly<Record<string, unknown>>;
    beforeAll(() => {
      const { stdout, stderr } = runClient(lake.login(reader), pythonPath, ["asyncpg_metadata.py"]);
      expect(stderr).toBe("");
      told = JSON.parse(stdout) as typeof told;
    }, clientMsMax);

    it("knows the types of columns, and reads their values", () => {
      expect(told["columns"]).toEqual([
        ["order_id", "int8", "scalar"],
        ["line", "int4", "scalar"],
        ["weight", "numeric", "scalar"],
        ["codes", "text[]", "array"],
      ]);
      expect(told["rows"]).toEqual([[7, 1, "2.50", ["a", "b"]]]);
      expect(told["again"]).toEqual(told["rows"]);
      expect(told["skills"]).toBe(true);
    });

    it("writes and reads arrays of types that it had to ask for", () => {
      expect(told["arrays"]).toEqual([true, true, true]);
    });

    it("reads what the system catalog itself answers: domains, composite types and their arrays, ranges", () => {
      // On the wire a domain is the type that it is of.
      expect(told["domains"]).toEqual([
        ["table_name", "name", "scalar", "pg_catalog"],
        ["ordinal_position", "int4", "scalar", "pg_catalog"],
      ]);
      expect(told["parameters"]).toEqual([
        ["name", "scalar"],
        ["name", "scalar"],
      ]);
      expect(told["ids"]).toEqual([["shipments", 1]]);
      expect(told["composite"]).toBe("Demo data: some animals.");
      expect(told["composites"]).toEqual(["Demo data: some animals."]);
      expect(told["range"]).toEqual([1, 3]);
    });

    it("knows the row of a dataset as a composite type", () => {
      expect(told["row of a dataset"]).toEqual(["animals", "composite", "public"]);
    });

    it("finds the names that there are for its role", () => {
      expect(told["names"]).toEqual(reader.relations.map(({ name }) => name));
    });

    it("gives a type a codec by its name, and takes it away", () => {
      expect([told["codec"], told["no codec"]]).toEqual([{ a: [1] }, '{"a": [1]}']);
      expect(told["unknown type"]).toBe("unknown type: public.nobody");
    });
  });
});
