// The system catalog's part in statements: it answers those that are about it alone, and lends its relations to the others.
import { isSuperuser } from "../../catalog/api.js";
import type { PreparedStatement, StatementContext } from "../api.js";
import type { DataType } from "../data-type.js";
import type { KeptRowsParts } from "../results/kept-rows.js";
import type { SystemQuery } from "../statement.js";
import { type CatalogRelationMap, CatalogRelations } from "./catalog-relations.js";
import { HeldAnswers } from "./held-answers.js";
import type { FactSources } from "./truths/session-facts.js";
import type { SystemCatalogOptions } from "./system-catalog.js";
import { SystemCatalogs } from "./system-catalogs.js";
import { prepareSystemStatement, type SystemStatementParts, type SystemStatementText } from "./system-statement.js";
import { isVisible, viewerOf } from "./visible-names.js";

export interface SystemAnswersParts extends KeptRowsParts, Pick<SystemStatementParts, "catalog"> {
  readonly cacheFolder: string;
  readonly options: Omit<SystemCatalogOptions, "parts">;
  readonly sessions: FactSources["sessions"];
}

export class SystemAnswers {
  readonly #parts: SystemStatementParts;
  readonly #relations: CatalogRelations;

  constructor({ cacheFolder, options, sessions, ...parts }: SystemAnswersParts) {
    const { catalog } = parts;
    const facts = { sessions, isSuperuser: ({ role }: StatementContext) => isSuperuser(catalog.snapshot, role) };
    this.#parts = { ...parts, system: new SystemCatalogs(cacheFolder, options), facts, held: new HeldAnswers() };
    this.#relations = new CatalogRelations(this.#parts);
  }

  /** Whether it names nothing that is not the system catalog's: a name that may be its is a dataset's or a view's, where there is one. */
  isAlone(query: SystemQuery, context: StatementContext): boolean {
    const { snapshot } = this.#parts.catalog;
    const viewer = viewerOf(snapshot, context);
    return query.namesOthers !== true && !query.relations.some((name) => isVisible(snapshot, viewer, name));
  }

  prepare(
    text: SystemStatementText,
    context: StatementContext,
    givenTypes: readonly (DataType | undefined)[],
    signal: AbortSignal | undefined,
  ): Promise<PreparedStatement> {
    return prepareSystemStatement(this.#parts, text, context, givenTypes, signal);
  }

  /** For statements that name others, too. */
  relations(context: StatementContext, signal: AbortSignal | undefined): Promise<CatalogRelationMap> {
    return this.#relations.load(context, signal);
  }

  /** Those that were asked for before. */
  get knownRelations(): CatalogRelationMap {
    return this.#relations.known;
  }

  boot(): void {
    this.#parts.system.boot(this.#parts.catalog.snapshot);
  }

  close(): Promise<void> {
    return this.#parts.system.close();
  }
}
