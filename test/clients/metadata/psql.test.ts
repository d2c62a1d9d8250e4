// psql's commands that describe, and its tab completion, over two buckets, a view and grants.
import { expect, it } from "vitest";
import { describeClient } from "../../support/describe-client.js";
import { describeAsEachReader, describedGateway, tablesOf, typeNames } from "../../support/described-lake.js";
import { clientMsMax, runClient } from "../../support/run-client.js";

describeClient({ client: "psql", feature: "metadata" }, ["psql", "python3"], "psql", () => {
  const lake = describedGateway();

  describeAsEachReader((reader) => {
    const { relations, user } = reader;
    const tables = tablesOf(reader);
    const said = (...commands: readonly string[]) =>
      runClient(lake.login(reader), "psql", ["-X", "-A", "-t", ...commands.flatMap((command) => ["-c", command])]);
    /** Cells of each line; what psql adds below a table is one. */
    const cells = (command: string): string[][] =>
      said(command)
        .stdout.trim()
        .split("\n")
        .map((line) => line.split("|"));

    it("lists relations, tables, views and indexes", () => {
      const listed = (command: string) => cells(command).map((row) => row.slice(0, 3));
      expect(listed("\\d")).toEqual(relations.map(({ name, kind }) => ["public", name, kind]));
      expect(listed("\\dt")).toEqual(tables.map(({ name }) => ["public", name, "table"]));
      expect(listed("\\dv")).toEqual([["public", "candidates_safe", "view"]]);
      const keyed = tables.filter(({ key }) => key.length > 0);
      expect(cells("\\di").map(([, name, kind, , table]) => [name, kind, table])).toEqual(
        keyed.map(({ name }) => [`${name}_pkey`, "index", name]),
      );
      expect(said("\\dt nobody").stderr).toBe('Did not find any relation named "nobody".\n');
    });

    it("lists the tables of every schema", () => {
      const found = cells("\\dt *.*");
      const ofPublic = found.filter(([schema]) => schema === "public");
      expect(ofPublic.map(([, name]) => name)).toEqual(tables.map(({ name }) => name));
      expect(found.map((row) => row.slice(0, 3))).toContainEqual(["pg_catalog", "pg_class", "table"]);
      // Those of the gateway are views.
      const ofGateway = cells("\\dv sluice.*").map(([, name]) => name);
      expect([ofGateway.includes("datasets"), ofGateway.includes("journal")]).toEqual([true, user === "sluice"]);
    });

    it("tells sizes and descriptions", () => {
      const found = cells("\\dt+").map((row) => [row[1], row.at(-1)]);
      expect(found).toEqual(tables.map(({ name, remarks }) => [name, remarks ?? ""]));
      const [[, , , , persistence, , size] = []] = cells("\\dt+ animals");
      expect([persistence, size]).toEqual(["permanent", "8192 bytes"]);
      expect(cells("\\dv+").map((row) => [row[1], row.at(-1)])).toEqual([["candidates_safe", "For agents."]]);
    });

    /** What it is, its columns, and what is said below them. */
    const described = (command: string): { readonly title: string | undefined; readonly lines: readonly string[] } => {
      const { stdout } = runClient(lake.login(reader), "psql", ["-X", "-A", "-c", command]);
      const [title, , ...lines] = stdout.trimEnd().split("\n");
      return { title, lines };
    };

    it("describes each relation", () => {
      for (const { name, kind, columns, key } of relations) {
        const rows = columns.map(
          (column) => `${column.name}|${typeNames[column.type]}||${column.isNullable ? "" : "not null"}|`,
        );
        const index = key.length === 0 ? [] : ["Indexes:", `    "${name}_pkey" PRIMARY KEY, btree (${key.join(", ")})`];
        expect(described(`\\d "${name}"`)).toEqual({
          title: `${kind === "table" ? "Table" : "View"} "public.${name}"`,
          lines: [...rows, ...index],
        });
      }
      for (const name of ["nobody", ...(user === "sluice" ? [] : ["candidates", '"Visits"'])]) {
        expect(said(`\\d ${name}`).stderr).toBe(`Did not find any relation named "${name}".\n`);
      }
    });

    it("describes in detail, and tells nothing of what a view hides", () => {
      const { lines } = described("\\d+ shipments");
      expect(lines.slice(0, 4)).toEqual([
        "order_id|bigint||not null||plain|||",
        "line|integer||not null||plain|||",
        "weight|numeric(12,2)||not null||main|||",
        "codes|text[]||||extended|||",
      ]);
      expect(lines.at(-1)).toBe("Access method: heap");
      const view = described("\\d+ candidates_safe");
      expect(view.title).toBe('View "public.candidates_safe"');
      expect(view.lines.join("\n")).not.toMatch(/blocked|status|mask|candidates\b/);
      expect(described("\\d animals_pkey")).toEqual({
        title: 'Index "public.animals_pkey"',
        lines: ["id|integer|yes|id", 'primary key, btree, for table "public.animals"'],
      });
    });

    it("says where it is connected", () => {
      const { port } = lake.login(reader);
      expect(said("\\conninfo").stdout).toBe(
        `You are connected to database "lake" as user "${user}" on host "127.0.0.1" at port "${port}".\n`,
      );
    });

    it("finds neither functions nor types of its own, and those of PostgreSQL by name", () => {
      expect(said("\\df", "\\dT", "\\dD", "\\ds", "\\dm").stdout).toBe("");
      expect(cells("\\df pg_catalog.lower").map((row) => row.slice(2))).toContainEqual(["text", "text", "func"]);
      expect(cells("\\dT pg_catalog.int8")).toEqual([["pg_catalog", "bigint", "~18 digit integer, 8-byte storage"]]);
    });

    it("lists one database", () => {
      const [[name, , encoding, ...rest] = [], ...others] = cells("\\l+");
      expect([name, encoding, rest.at(-1), others]).toEqual(["lake", "UTF8", "", []]);
    });

    it("completes names of what may be read, and no others", { timeout: clientMsMax }, () => {
      const isSuperuser = user === "sluice";
      const completions: Readonly<Record<string, string>> = {
        "select * from anim": "select * from animals ",
        "select * from public.p": "select * from public.people_test ",
        // Where there are two, it waits.
        "select * from candi": isSuperuser ? "select * from candidates" : "select * from candidates_safe ",
        "select * from shipments where wei": "select * from shipments where weight ",
        "select * from shipments where rat": `select * from shipments where rat${isSuperuser ? "io " : ""}`,
        'select * from "Vis': `select * from "Vis${isSuperuser ? 'its" ' : ""}`,
        // The other one is an index.
        "\\d shipm": "\\d shipments",
        "\\dv candi": "\\dv candidates_safe ",
        "\\c la": "\\c lake ",
        "\\df pg_catalog.jsonb_typ": "\\df pg_catalog.jsonb_typeof ",
        "set search_path to pub": "set search_path to public ",
        "show server_version_": "show server_version_num ",
      };
      const words = ["psql_completion.py", ...Object.keys(completions)];
      const { stdout, stderr } = runClient(lake.login(reader), "python3", words);
      expect(stderr).toBe("");
      expect(JSON.parse(stdout)).toEqual(completions);
    });

    if (user !== "sluice") return;

    it("lists schemas, roles and rights", () => {
      // PostgreSQL's own roles own what nobody owns.
      expect(cells("\\dn").map(([name]) => name)).toEqual(["primary", "public", "sluice", "testing"]);
      expect(said("\\dn+").stdout).toContain("=UC/pg_database_owner\n=U/pg_database_owner|standard public schema\n");
      expect(cells("\\du")).toEqual([
        ["analyst", "", "{}"],
        ["clerk", "Cannot login", "{}"],
        ["sluice", "Superuser", "{}"],
        ["sluice_administrator", "Superuser, Cannot login", "{}"],
        ["sluice_agent", "Cannot login", "{}"],
        ["sluice_reader", "Cannot login", "{}"],
      ]);
      // One of the owner's rights is PostgreSQL 18's, which 15 does not have.
      const rights = said("\\dp animals", "\\dp people_test").stdout.replaceAll("Dxtm/", "Dxt/");
      expect(rights).toBe(
        [
          "public|animals|table|sluice=arwdDxt/sluice",
          "sluice_reader=r/sluice",
          "analyst=r/sluice",
          "clerk=a*r*/sluice||",
          "public|people_test|table|sluice=arwdDxt/sluice",
          "sluice_reader=r/sluice|role:",
          "  analyst=r/sluice|",
          "",
        ].join("\n"),
      );
    });
  });
});
