import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { readSecretsFile, UnusableSecrets } from "../../src/secrets-file.js";

const folder = mkdtempSync(path.join(tmpdir(), "sluice-keys-"));
afterAll(() => rmSync(folder, { recursive: true }));

function write(text: string, mode = 0o600): string {
  const file = path.join(folder, "secrets.yaml");
  writeFileSync(file, text);
  chmodSync(file, mode);
  return file;
}

describe("the secrets file", () => {
  it("gives keys as text, in hex and in base64", () => {
    const keys = readSecretsFile(
      write(
        `hash_keys:\n  a: sixteen bytes or more\n  b: hex:${"0aFf".repeat(8)}\n  c: base64:${Buffer.alloc(20, 1).toString("base64")}\n`,
      ),
    ).hashKeys;
    expect([...keys].map(([name, key]) => [name, Buffer.from(key).toString("hex")])).toEqual([
      ["a", Buffer.from("sixteen bytes or more").toString("hex")],
      ["b", "0aff".repeat(8)],
      ["c", "01".repeat(20)],
    ]);
  });

  it.each([0o640, 0o604, 0o620, 0o644, 0o610])("is refused when others get at it (mode %o)", (mode) => {
    expect(() => readSecretsFile(write("hash_keys: {a: sixteen bytes or more}", mode))).toThrow(
      "has group or world access, allowed: u=rw (0600) or less",
    );
  });

  it("has the passwords of other databases, also without keys", () => {
    const { hashKeys, databasePasswords } = readSecretsFile(write("databases: {crm: a word}"));
    expect([hashKeys.size, [...databasePasswords]]).toEqual([0, [["crm", "a word"]]]);
    expect(() => readSecretsFile(write("databases: {crm: 1234}"))).toThrow("databases.crm is no password");
  });

  it("gives credentials of S3, with a session's token where there is one", () => {
    const file = write(`s3_credentials:
  lake: {access_key_id: AKID, secret_access_key: "a/b+c="}
  guest: {access_key_id: AKID2, secret_access_key: s, session_token: t}
`);
    expect(readSecretsFile(file).hashKeys.size).toBe(0);
    expect([...readSecretsFile(file).s3Credentials]).toEqual([
      ["lake", { accessKeyId: "AKID", secretAccessKey: "a/b+c=" }],
      ["guest", { accessKeyId: "AKID2", secretAccessKey: "s", sessionToken: "t" }],
    ]);
  });

  it("may be closed even to writing", () => {
    expect(readSecretsFile(write("hash_keys: {a: sixteen bytes or more}", 0o400)).hashKeys.size).toBe(1);
  });

  it.each([
    ["hash_keys: {a: short}", "hash_keys.a is no key"],
    ["hash_keys: {a: 1234567890123456}", "hash_keys.a is no key"],
    ["hash_keys: {a: 'hex:0g'}", "hash_keys.a is no key"],
    ["hash_keys: {a: 'base64:=not base64 at all='}", "hash_keys.a is no key"],
    ["hash_keys: [secret]", "hash_keys is no mapping"],
    ["other: {}", "has no section that is known"],
    ["- a", "has no section that is known"],
    ["s3_credentials: {a: secret}", "s3_credentials.a are no credentials"],
    ["s3_credentials: {a: {access_key_id: secret}}", "s3_credentials.a are no credentials"],
    ["s3_credentials: {a: {access_key_id: 12345, secret_access_key: secret}}", "s3_credentials.a are no credentials"],
    ["s3_credentials: {a: {access_key_id: a, secret_access_key: 'secret '}}", "s3_credentials.a are no credentials"],
    ["s3_credentials: {a: {access_key_id: a, secret_access_key: b, sesion_token: secret}}", "s3_credentials.a are no"],
    ["a: [secret", "is not valid YAML"],
  ])("is refused when it holds no keys, without a word of what it holds: %s", (text, why) => {
    let message = "";
    try {
      readSecretsFile(write(text));
    } catch (thrown) {
      if (thrown instanceof UnusableSecrets) ({ message } = thrown);
    }
    expect(message).toContain(why);
    expect(message).not.toMatch(/short|1234|0g|secret$|secret \W|not base64 at/);
  });

  it("is refused when it is not there", () => {
    expect(() => readSecretsFile(path.join(folder, "nothing"))).toThrow("cannot be read (ENOENT)");
  });
});
