// Which role may come in from where.
import { describe, expect, it } from "vitest";
import { type HbaClient, hbaMethod, type HbaRule } from "../../../../src/wire/auth/hba.js";

const surroundings = { ownAddresses: () => ["127.0.0.1", "192.0.2.10", "fe80::1%eth0"] };

function client(given: Partial<HbaClient> = {}): HbaClient {
  const { role = "alice" } = given;
  return { address: "10.1.2.3", isTls: true, role, database: "lake", memberOf: new Set([role]), ...given };
}

function rule(given: Partial<HbaRule> = {}): HbaRule {
  return { type: "host", database: ["all"], user: ["all"], method: "scram-sha-256", ...given };
}

function outcome(rules: readonly HbaRule[], given: Partial<HbaClient> = {}): string {
  try {
    return hbaMethod(rules, client(given), surroundings);
  } catch (thrown) {
    const { sqlstate, severity, message } = thrown as { sqlstate: string; severity: string; message: string };
    return `${severity} ${sqlstate}: ${message}`;
  }
}

const who = 'host "10.1.2.3", user "alice", database "lake", SSL encryption';

describe("the first line that fits", () => {
  it.each<[string, Partial<HbaRule>, Partial<HbaClient>, boolean]>([
    ["host, with TLS", {}, {}, true],
    ["host, without", {}, { isTls: false }, true],
    ["hostssl, with TLS", { type: "hostssl" }, {}, true],
    ["hostssl, without", { type: "hostssl" }, { isTls: false }, false],
    ["hostnossl, with TLS", { type: "hostnossl" }, {}, false],
    ["hostnossl, without", { type: "hostnossl" }, { isTls: false }, true],
    ["local, from elsewhere", { type: "local" }, {}, false],
    ["local, from this machine", { type: "local" }, { address: "127.0.0.1" }, true],
    ["local, by IPv6", { type: "local" }, { address: "::1" }, true],
    ["local, by IPv4 in IPv6", { type: "local" }, { address: "::ffff:127.0.0.1" }, true],
    ["a network", { address: "10.0.0.0/8" }, {}, true],
    ["a network, from IPv4 in IPv6", { address: "10.0.0.0/8" }, { address: "::ffff:10.9.9.9" }, true],
    ["another network", { address: "10.2.0.0/16" }, {}, false],
    ["an IPv6 network, from IPv4", { address: "::/0" }, {}, false],
    ["an IPv6 network", { address: "2001:db8::/32" }, { address: "2001:db8::7" }, true],
    ["one address", { address: "10.1.2.3" }, {}, true],
    ["one address more", { address: "10.1.2.3" }, { address: "10.1.2.4" }, false],
    ["samehost", { address: "samehost" }, { address: "192.0.2.10" }, true],
    ["samehost, from elsewhere", { address: "samehost" }, {}, false],
    ["a name", { user: ["bob", "alice"] }, {}, true],
    ["other names", { user: ["bob"] }, {}, false],
    ["a role's members", { user: ["+grp"] }, { memberOf: new Set(["alice", "grp"]) }, true],
    ["a role's members, and another", { user: ["+grp"] }, {}, false],
    ["a role's members, and nobody", { user: ["+grp"] }, { memberOf: undefined }, false],
    ["the database", { database: ["lake"] }, {}, true],
    ["another database", { database: ["sea"] }, {}, false],
    ["sameuser", { database: ["sameuser"] }, { database: "alice" }, true],
    ["sameuser, elsewhere", { database: ["sameuser"] }, {}, false],
    ["an address that is gone", { address: "0.0.0.0/0" }, { address: undefined }, false],
  ])("is found: %s", (_, line, from, fits) => {
    expect(outcome([rule(line)], from) === "scram-sha-256").toBe(fits);
  });

  it("decides, whatever comes after it", () => {
    const [reject, trust] = [rule({ user: ["alice"], method: "reject" }), rule({ method: "trust" })];
    expect(outcome([reject, trust])).toBe(`FATAL 28000: pg_hba.conf rejects connection for ${who}`);
    expect(outcome([trust, reject])).toBe("trust");
    expect(outcome([reject, trust], { role: "bob" })).toBe("trust");
  });

  it("has to be there", () => {
    expect(outcome([])).toBe(`FATAL 28000: no pg_hba.conf entry for ${who}`);
    expect(outcome([rule({ type: "hostssl" })], { isTls: false, address: "::ffff:10.1.2.3" })).toBe(
      `FATAL 28000: no pg_hba.conf entry for ${who.replace("SSL encryption", "no encryption")}`,
    );
  });
});

describe("a line that asks for a certificate", () => {
  const cert = rule({ type: "hostssl", method: "cert", map: { "Alice Liddell": "alice", mallory: "eve" } });
  const failed = 'FATAL 28000: certificate authentication failed for user "alice"';

  it.each<[string, Partial<HbaClient>, string]>([
    ["of the role's name", { commonName: "alice" }, "cert"],
    ["that stands for the role", { commonName: "Alice Liddell" }, "cert"],
    ["of another name", { commonName: "bob" }, failed],
    ["of none", {}, failed],
    [
      "of a name that stands for another role, though it is the role's own",
      { commonName: "mallory", role: "mallory" },
      'FATAL 28000: certificate authentication failed for user "mallory"',
    ],
    ["of a name that only looks as if it were mapped", { commonName: "toString" }, failed],
  ])("lets in by one %s, or does not", (_, given, expected) => {
    expect(outcome([cert, rule({ method: "trust" })], given)).toBe(expected);
  });
});
