// sluice.settings: how the gateway was started.
import type { SystemRelation } from "../../engine/api.js";

export interface GatewaySetting {
  readonly name: string;
  /** Absent: not set. */
  readonly value: string | undefined;
  readonly source: "default" | "file" | "environment";
  readonly description?: string | undefined;
  /** Its value is not shown, but that there is one is. */
  readonly isSecret: boolean;
}

export function settingsRelation(settings: readonly GatewaySetting[]): SystemRelation {
  return {
    name: "settings",
    columns: [
      { name: "name", type: { id: "VARCHAR" } },
      { name: "value", type: { id: "VARCHAR" } },
      { name: "source", type: { id: "VARCHAR" } },
      { name: "description", type: { id: "VARCHAR" } },
    ],
    isForSuperusers: true,
    rows: async () =>
      settings.map(({ name, value, source, description, isSecret }) => [
        name,
        value === undefined ? null : isSecret ? "***" : value,
        source,
        description ?? null,
      ]),
  };
}
