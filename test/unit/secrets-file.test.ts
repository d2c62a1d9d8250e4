import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { readSecrets, UnusableSecrets } from "../../src/secrets-file.js";

const readHashKeys = (file: string) => readSecrets(file).hashKeys;

const folder = mkdtempSync(path.join(tmpdir(), "sluice-keys-"));
afterAll(() => rmSync(folder, { recursive: true }));

function write(text: string, mode = 0o600): string {
  const file = path.join(folder, "secrets.yaml");
  writeFileSync(file, text);
  chmodSync(file, mode);
  return file;
}

describe("the secrets file", () => {
  it("has the passwords of other databases, also without keys", () => {
    const { hashKeys, databasePasswords } = readSecrets(write("databases: {crm: a word}"));
    expect([hashKeys.size, [...databasePasswords]]).toEqual([0, [["crm", "a word"]]]);
    expect(() => readSecrets(write("databases: {crm: 1234}"))).toThrow("databases.crm is no password");
  });

  it("gives keys as text, in hex and in base64", () => {
    const keys = readHashKeys(
      write(
        `hash_keys:\n  a: sixteen bytes or more\n  b: hex:${"0aFf".repeat(8)}\n  c: base64:${Buffer.alloc(20, 1).toString("base64")}\n`,
      ),
    );
    expect([...keys].map(([name, key]) => [name, Buffer.from(key).toString("hex")])).toEqual([
      ["a", Buffer.from("sixteen bytes or more").toString("hex")],
      ["b", "0aff".repeat(8)],
      ["c", "01".repeat(20)],
    ]);
  });

  it.each([0o640, 0o604, 0o620, 0o644, 0o610])("is refused when others get at it (mode %o)", (mode) => {
    expect(() => readHashKeys(write("hash_keys: {a: sixteen bytes or more}", mode))).toThrow(
      "has group or world access, allowed: u=rw (0600) or less",
    );
  });

  it("may be closed even to writing", () => {
    expect(readHashKeys(write("hash_keys: {a: sixteen bytes or more}", 0o400)).size).toBe(1);
  });

  it.each([
    ["hash_keys: {a: short}", "hash_keys.a is no key"],
    ["hash_keys: {a: 1234567890123456}", "hash_keys.a is no key"],
    ["hash_keys: {a: 'hex:0g'}", "hash_keys.a is no key"],
    ["hash_keys: {a: 'base64:=not base64 at all='}", "hash_keys.a is no key"],
    ["other: {}", "lacks its sections hash_keys"],
    ["- a", "lacks its sections hash_keys"],
    ["a: [secret", "is not valid YAML"],
  ])("is refused when it holds no keys, without a word of what it holds: %s", (text, why) => {
    let message = "";
    try {
      readHashKeys(write(text));
    } catch (thrown) {
      if (thrown instanceof UnusableSecrets) ({ message } = thrown);
    }
    expect(message).toContain(why);
    expect(message).not.toMatch(/short|1234|0g|secret$|not base64 at/);
  });

  it("is refused when it is not there", () => {
    expect(() => readHashKeys(path.join(folder, "nothing"))).toThrow("cannot be read (ENOENT)");
  });
});
