// Row rules, checked by the very code that applies them.
import type { Column, NewView, Snapshot, View } from "../../catalog/api.js";
import { InvalidParameterValue, ProgramLimitExceeded, UndefinedColumn, UndefinedTable } from "../../errors.js";
import { limits } from "../../limits.js";
import type { GovernedRelations } from "./governed-relations.js";
import { type HashKeys, whyUnsound } from "./redactions.js";
import type { RowRules, ViewState } from "./row-rules.js";
import { columnNamed, shapeOf, shapeOfView } from "./view-shapes.js";

export class DuckDBRowRules implements RowRules {
  readonly #governed: GovernedRelations;
  readonly #keys: HashKeys;

  constructor(governed: GovernedRelations, keys: HashKeys) {
    this.#governed = governed;
    this.#keys = keys;
  }

  async checkView(snapshot: Snapshot, view: Omit<NewView, "rests">): Promise<NewView> {
    const base = shapeOf({ views: snapshot.views, datasets: snapshot.datasets, keys: this.#keys }, view.base);
    if (base === undefined) throw new UndefinedTable(view.base);
    if (base.kind === "broken") {
      throw new InvalidParameterValue(`view "${view.base}" is broken, and none can be based on it`, {
        detail: base.why,
      });
    }
    assertDepth(snapshot, view.base);
    const find = (written: string): Column => {
      const column = columnNamed(base.columns, written);
      if (column === undefined) {
        throw new UndefinedColumn(`column "${written}" of relation "${view.base}" does not exist`);
      }
      return column;
    };
    const columns = view.columns.map(find);
    const redactions = view.redactions.map(({ column: written, redaction }) => {
      const column = find(written);
      if (!columns.includes(column)) {
        throw new InvalidParameterValue(`column "${column.name}" is redacted, but is not among the view's columns`, {
          hint: "What is not among them is not seen at all.",
        });
      }
      const why = whyUnsound(redaction, column.type, this.#keys);
      if (why === undefined) return { column: column.name, redaction };
      throw new InvalidParameterValue(`column "${column.name}" of type ${column.type} cannot be redacted so: ${why}`, {
        hint: 'Take "null", or leave the column out.',
      });
    });
    const reads = await this.#reads(view, base.columns);
    const rests = base.columns
      .filter((column) => columns.includes(column) || reads.includes(column.name))
      .map(({ name, type }) => ({ name, type }));
    return { ...view, columns: columns.map(({ name }) => name), redactions, rests };
  }

  async stateOf(snapshot: Snapshot, view: View): Promise<ViewState> {
    const { views, datasets } = snapshot;
    const shape = shapeOfView({ views, datasets, keys: this.#keys }, view);
    if (shape.kind === "broken") return shape;
    try {
      await this.#reads(view, shape.base.columns);
      return { kind: "sound", columns: shape.columns };
    } catch (thrown) {
      return { kind: "broken", why: thrown instanceof Error ? thrown.message : String(thrown) };
    }
  }

  async checkPolicy(
    snapshot: Snapshot,
    { dataset: name, policy: { name: policy, using, dialect } }: Parameters<RowRules["checkPolicy"]>[1],
  ): Promise<void> {
    const dataset = snapshot.datasets.get(name);
    if (dataset === undefined) throw new UndefinedTable(name);
    await this.#governed.expressions.compile({
      text: using,
      dialect,
      what: `policy "${policy}"`,
      relation: name,
      columns: dataset.columns,
      // Whatever the session says, it is text.
      facts: { role: "", sessionRole: "", database: "", sessionId: 0, serverVersion: "", setting: () => "" },
    });
  }

  /** The columns that its filter reads. */
  async #reads(
    { rowFilter: text, dialect, base: relation }: Pick<View, "rowFilter" | "dialect" | "base">,
    columns: readonly Column[],
  ): Promise<readonly string[]> {
    if (text === undefined) return [];
    const { reads } = await this.#governed.expressions.compile({
      text,
      dialect,
      what: "row_filter",
      relation,
      columns,
    });
    return reads;
  }
}

function assertDepth({ views }: Snapshot, base: string): void {
  let depth = 1;
  for (let at = views.get(base); at !== undefined; at = views.get(at.base)) depth++;
  if (depth > limits.viewDepthMax) {
    throw new ProgramLimitExceeded("views are based on views too deeply", {
      hint: `At most ${limits.viewDepthMax} levels are taken.`,
    });
  }
}
