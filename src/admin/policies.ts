// CREATE, ALTER and DROP POLICY, and ALTER TABLE ... ROW LEVEL SECURITY, in PostgreSQL's words.
import {
  type Catalog,
  type CatalogEvent,
  type Dataset,
  isOwner,
  isSuperuser,
  type Policy,
  type Snapshot,
} from "../catalog/api.js";
import type { AdministrationCommand, Notice, RelationName, RowRules } from "../engine/api.js";
import { InsufficientPrivilege, PgError, UndefinedObject, UndefinedTable } from "../errors.js";
import { canRead } from "./readable.js";
import type { Commander } from "./commander.js";

export interface PolicyParts {
  readonly catalog: Catalog;
  readonly rowRules: RowRules;
}

type CommandOf<Kind extends AdministrationCommand["kind"]> = Extract<AdministrationCommand, { readonly kind: Kind }>;

export async function createPolicy(
  { catalog, rowRules }: PolicyParts,
  { relation, policy: name, isPermissive, command, roles, using }: CommandOf<"createPolicy">,
  { role: commander, authorship, dialect }: Commander,
): Promise<readonly Notice[]> {
  const { name: dataset } = findDataset(catalog.snapshot, relation, commander);
  const policy: Policy = {
    name,
    isPermissive,
    command,
    roles,
    using,
    ...(dialect === undefined ? {} : { dialect }),
  };
  await rowRules.checkPolicy(catalog.snapshot, { dataset, policy });
  await catalog.commit(authorship, (newest) => {
    findDataset(newest, relation, commander);
    return [{ kind: "policyCreated", dataset, policy }];
  });
  return [];
}

export async function alterPolicy(
  { catalog, rowRules }: PolicyParts,
  { relation, policy: name, newName, roles, using }: CommandOf<"alterPolicy">,
  { role: commander, authorship, dialect }: Commander,
): Promise<readonly Notice[]> {
  const { name: dataset } = findDataset(catalog.snapshot, relation, commander);
  const condition = using === undefined ? undefined : { using, ...(dialect === undefined ? {} : { dialect }) };
  if (condition !== undefined) {
    await rowRules.checkPolicy(catalog.snapshot, { dataset, policy: { name, ...condition } });
  }
  await catalog.commit(authorship, (newest) => {
    findDataset(newest, relation, commander);
    const policy = policyNamed(newest, dataset, name);
    if (policy === undefined) throw unknownPolicy(dataset, name);
    const { using: before, dialect: dialectBefore, ...rest } = policy;
    const kept = { using: before, ...(dialectBefore === undefined ? {} : { dialect: dialectBefore }) };
    const to: Policy = {
      ...rest,
      ...(newName === undefined ? {} : { name: newName }),
      ...(roles === undefined ? {} : { roles }),
      ...(condition ?? kept),
    };
    return [{ kind: "policyAltered", dataset, policy: name, to }];
  });
  return [];
}

export async function dropPolicy(
  { catalog }: Pick<PolicyParts, "catalog">,
  { relation, policy, ifExists }: CommandOf<"dropPolicy">,
  { role: commander, authorship }: Commander,
): Promise<readonly Notice[]> {
  let isThere = true;
  await catalog.commit(authorship, (newest): readonly CatalogEvent[] => {
    const { name: dataset } = findDataset(newest, relation, commander);
    isThere = policyNamed(newest, dataset, policy) !== undefined;
    if (!isThere && !ifExists) throw unknownPolicy(dataset, policy);
    return isThere ? [{ kind: "policyDropped", dataset, policy }] : [];
  });
  return isThere ? [] : [skipping(`policy "${policy}" for relation "${relation.name}" does not exist, skipping`)];
}

export async function alterRowSecurity(
  { catalog }: Pick<PolicyParts, "catalog">,
  { relation, isEnabled, isForced, ifExists }: CommandOf<"alterRowSecurity">,
  { role: commander, authorship }: Commander,
): Promise<readonly Notice[]> {
  if (ifExists && isSuperuser(catalog.snapshot, commander) && !catalog.snapshot.datasets.has(relation.name)) {
    return [skipping(`relation "${relation.name}" does not exist, skipping`)];
  }
  await catalog.commit(authorship, (newest) => {
    const { name: dataset } = findDataset(newest, relation, commander);
    const present = newest.rowSecurity.get(dataset);
    return [
      {
        kind: "rowSecurityAltered",
        dataset,
        isEnabled: isEnabled ?? present?.isEnabled === true,
        isForced: isForced ?? present?.isForced === true,
      },
    ];
  });
  return [];
}

/** Who is no superuser learns only of datasets that they may read, and owns none. */
function findDataset(snapshot: Snapshot, { schema, name }: RelationName, commander: string): Dataset {
  if (snapshot.views.has(name) && canRead(snapshot, commander, name)) {
    throw new PgError("42809", `"${name}" is not a table`, {
      detail: "Views choose their rows by their own filter.",
    });
  }
  const dataset = snapshot.datasets.get(name);
  const isHere = schema === undefined || schema === "public" || schema === dataset?.bucket;
  if (dataset === undefined || !isHere || !canRead(snapshot, commander, name)) {
    throw new UndefinedTable(schema === undefined ? name : `${schema}.${name}`);
  }
  if (!isOwner(snapshot, commander, name)) throw new InsufficientPrivilege(`must be owner of table ${name}`);
  return dataset;
}

function policyNamed(snapshot: Snapshot, dataset: string, policy: string): Policy | undefined {
  return snapshot.rowSecurity.get(dataset)?.policies.find(({ name }) => name === policy);
}

function unknownPolicy(dataset: string, policy: string): UndefinedObject {
  return new UndefinedObject(`policy "${policy}" for table "${dataset}" does not exist`);
}

function skipping(message: string): Notice {
  return { severity: "NOTICE", sqlstate: "00000", message };
}
