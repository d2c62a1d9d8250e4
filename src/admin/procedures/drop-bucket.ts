// CALL drop_bucket(name): the lake forgets a bucket that nothing lies in. What is on the disk or the server stays there.
import type { Catalog } from "../../catalog/api.js";
import type { Procedure } from "../../engine/api.js";
import { nameArgument, required } from "./arguments.js";
import { defineProcedure } from "./define.js";

export function dropBucket({ catalog }: { readonly catalog: Catalog }): Procedure {
  return defineProcedure({
    name: "drop_bucket",
    isForSuperusers: true,
    arguments: { name: required(nameArgument) },
    columns: [{ name: "name", type: { id: "VARCHAR" } }],
    changesCatalog: true,
    async run({ arguments: { name }, authorship }) {
      await catalog.commit(authorship, () => [{ kind: "bucketDropped", bucket: name }]);
      return { rows: [[name]] };
    },
  });
}
