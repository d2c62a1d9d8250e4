// Who may pass rights on, and what a REVOKE takes along.
import { describe, expect, it } from "vitest";
import { AccessList } from "../../../src/admin/access-list.js";
import { emptySnapshot, type Grant, type Privilege, type Snapshot } from "../../../src/catalog/api.js";

type Chain = readonly (readonly [grantor: string | undefined, grantee: string, isGrantable?: boolean])[];

function listOf(chain: Chain, privileges: readonly Privilege[] = ["select"]): AccessList {
  const grants = new Map<string, Map<string, Grant[]>>();
  for (const [grantor, grantee, isGrantable = true] of chain) {
    const all = new Set(privileges);
    const grant: Grant = {
      ...(grantor === undefined ? {} : { grantor }),
      privileges: all,
      grantable: isGrantable ? all : new Set(),
    };
    const held = grants.get(grantee)?.get("people") ?? [];
    grants.set(grantee, new Map([["people", [...held, grant]]]));
  }
  const names = ["owner", "a", "b", "c", "d"];
  const snapshot: Snapshot = {
    ...emptySnapshot,
    roles: new Map(names.map((name) => [name, { name, isSuperuser: false, canLogin: true }])),
    owners: new Map([["people", "owner"]]),
    grants,
  };
  return new AccessList(snapshot, "people");
}

const revokeFromA = (list: AccessList, isCascade: boolean): readonly string[] => {
  list.revoke("a", undefined, ["select"], { grantOptionOnly: false, isCascade });
  return list.events.map((event) => (event.kind === "revoked" ? `${event.role} by ${event.grantor ?? "owner"}` : ""));
};

describe("a REVOKE", () => {
  it("takes with CASCADE all that was passed on, and without it nothing", () => {
    const chain: Chain = [
      [undefined, "a"],
      ["a", "b"],
      ["b", "c", false],
      [undefined, "d"],
    ];
    expect(() => revokeFromA(listOf(chain), false)).toThrow(expect.objectContaining({ sqlstate: "2BP01" }));
    expect(revokeFromA(listOf(chain), true)).toEqual(["a by owner", "b by a", "c by b"]);
  });

  it("leaves what another has given as well", () => {
    const chain: Chain = [
      [undefined, "a"],
      [undefined, "d"],
      ["d", "a"],
      ["a", "b"],
    ];
    expect(revokeFromA(listOf(chain), false)).toEqual(["a by owner"]);
  });

  it("of what is not there is nothing", () => {
    expect(revokeFromA(listOf([]), false)).toEqual([]);
  });
});

describe("a GRANT", () => {
  it("does not give the right to grant back to whom it came from", () => {
    const back = listOf([
      [undefined, "a"],
      ["a", "b"],
    ]);
    expect(() => back.grant("a", "b", ["select"], true)).toThrow(expect.objectContaining({ sqlstate: "0LP01" }));
    expect(() => back.grant("b", "b", ["select"], true)).toThrow(expect.objectContaining({ sqlstate: "0LP01" }));
    back.grant("a", "b", ["select"], false);
    back.grant("c", "b", ["select"], true);
    expect(back.events).toHaveLength(2);
  });

  it("is given by the owner, or by whoever may grant most of it", () => {
    const list = listOf([[undefined, "a"]], ["select", "insert"]);
    expect(list.bestGrantor("owner", ["delete"])).toEqual({ name: undefined, grantable: new Set(["delete"]) });
    expect(list.bestGrantor("a", ["select", "delete"])).toEqual({ name: "a", grantable: new Set(["select"]) });
    expect(list.bestGrantor("b", ["select"])).toEqual({ name: "b", grantable: new Set() });
  });
});
