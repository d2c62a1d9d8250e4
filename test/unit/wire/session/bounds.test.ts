// What a session may hold, and the errors that say so.

import { describe, expect, it } from "vitest";
import { limits } from "../../../../src/limits.js";
import { Portal } from "../../../../src/wire/session/portal.js";
import { Portals } from "../../../../src/wire/session/portals.js";
import { PreparedStatements } from "../../../../src/wire/session/prepared-statements.js";
import { Settings } from "../../../../src/wire/session/settings.js";
import { Transaction } from "../../../../src/wire/session/transaction.js";

const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const tooMuch = expect.objectContaining({ sqlstate: "54000" }) as Error;

function portal(name: string, heldBytes = 0): Portal {
  return new Portal({
    name,
    sql: "",
    content: undefined,
    parameters: [],
    columns: undefined,
    formats: [],
    heldBytes,
    depth: 0,
  });
}

describe("a session", () => {
  it("holds so many prepared statements, and makes room by closing one", () => {
    const statements = new PreparedStatements();
    const empty = { sql: "", parameterOids: [], content: undefined };
    for (let count = 0; count < limits.preparedStatementsPerSessionMax; count++) statements.add(`s${count}`, empty);
    expect(() => statements.add("one more", empty)).toThrow(tooMuch);
    statements.delete("s0");
    statements.add("one more", empty);
  });

  it("holds so much text of prepared statements", () => {
    const statements = new PreparedStatements();
    const long = { sql: "x".repeat(limits.heldBytesPerSessionMax / 2), parameterOids: [], content: undefined };
    statements.add("long", long);
    expect(() => statements.add("more", long)).toThrow(tooMuch);
    statements.clear();
    statements.add("more", long);
  });

  it("holds so many portals, and so many bytes bound to them", async () => {
    const portals = new Portals(silent);
    await portals.add(portal("large", limits.heldBytesPerSessionMax));
    await expect(portals.add(portal("larger", 1))).rejects.toEqual(tooMuch);
    await portals.closeFrom(0);
    for (let count = 0; count < limits.portalsPerSessionMax; count++) await portals.add(portal(`p${count}`));
    await expect(portals.add(portal("one more"))).rejects.toEqual(tooMuch);
  });

  it("holds so many settings of the client's own naming, and none of any length", () => {
    const settings = new Settings({});
    for (let count = 0; count < limits.customSettingsPerSessionMax; count++) {
      settings.set(`app.s${count}`, "", { isLocal: false });
    }
    expect(() => settings.set("app.more", "", { isLocal: false })).toThrow(tooMuch);
    expect(() => settings.set("app.s0", "x".repeat(limits.settingCharactersMax + 1), { isLocal: false })).toThrow(
      tooMuch,
    );
  });

  it("holds so many savepoints", () => {
    const transaction = new Transaction(new Settings({}), () => {
      throw new Error("nothing is read");
    });
    transaction.begin();
    for (let count = 0; count < limits.savepointsMax; count++) transaction.savepoint("s");
    expect(() => transaction.savepoint("s")).toThrow(tooMuch);
  });
});
