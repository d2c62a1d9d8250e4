import { millisecondsOf } from "./setting-kinds.js";
import type { Settings } from "./settings.js";

/** 0: none. The session may set its own, but not beyond what its role is allowed. */
export function statementTimeoutMs(settings: Settings): number {
  const [own = 0, most = 0] = ["statement_timeout", "sluice.statement_timeout_max"].map((name) =>
    millisecondsOf(settings.get(name) ?? "0"),
  );
  return own === 0 || (most !== 0 && most < own) ? most : own;
}
