// Clients that prove themselves by a certificate.
import { spawnSync } from "node:child_process";
import { chmodSync, copyFileSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import { describeClient } from "../support/describe-client.js";
import { type Gateway, makeDataDir, removeDataDir, startGateway } from "../support/gateway.js";
import {
  type CertificateFiles,
  makeCertificateFiles,
  removeCertificateFiles,
  rootCertificate,
} from "../support/tls.js";

const fixtures = fileURLToPath(new URL("../support/tls", import.meta.url));
const dataDir = makeDataDir();
let files: CertificateFiles;
let gateway: Gateway;
beforeAll(async () => {
  files = makeCertificateFiles();
  writeFileSync(
    path.join(dataDir, "sluice.yaml"),
    JSON.stringify({
      demo: false,
      tls: { certificate: files.certificate, key: files.key, client_ca: path.join(fixtures, "clients-root.crt") },
      hba: [
        { type: "hostssl", user: ["ada", "eve"], method: "cert", map: { "Ada Lovelace": "ada" } },
        { type: "host", user: ["ada", "eve"], method: "reject" },
        { type: "host", method: "scram-sha-256" },
      ],
    }),
  );
  gateway = await startGateway(dataDir);
  for (const role of ["ada", "eve"]) await gateway.query(`CREATE ROLE ${role} LOGIN`);
});
afterAll(async () => {
  await gateway.stop();
  removeCertificateFiles(files);
  removeDataDir(dataDir);
});

const read = (name: string): string => readFileSync(path.join(fixtures, name), "utf8");

/** A login as a role, with a certificate: who it is then, or what it is refused with. */
async function comeIn(user: string, certificate: string | undefined): Promise<string> {
  const shown = certificate && { cert: read(`client-${certificate}.crt`), key: read(`client-${certificate}.key`) };
  try {
    const client = await gateway.connect({ user, password: "", ssl: { ca: rootCertificate, ...shown } });
    const { rows } = await client.query("SELECT current_user AS name");
    await client.end();
    return rows[0].name;
  } catch (thrown) {
    const { code, message } = thrown as { readonly code: string; readonly message: string };
    return `${code} ${message}`;
  }
}

describeClient({ client: "pg", feature: "TLS" }, [], "a role that hba lets in by certificate", () => {
  const refused = (role: string) => `28000 certificate authentication failed for user "${role}"`;

  it.each([
    ["with a certificate of its name", "ada", "ada", "ada"],
    ["with one whose name is mapped to it", "ada", "adalovelace", "ada"],
    ["with another's", "eve", "ada", refused("eve")],
    ["with one that nobody vouches for", "ada", "stranger", refused("ada")],
    ["without one", "ada", undefined, refused("ada")],
  ])("comes in, or does not: %s", async (_, user, certificate, outcome) => {
    expect(await comeIn(user, certificate)).toBe(outcome);
  });

  it("does not come in without TLS, and others come in as they did", async () => {
    await expect(gateway.connect({ user: "ada", password: "" })).rejects.toMatchObject({ code: "28000" });
    expect((await gateway.query("SELECT 1 AS one")).rows).toEqual([{ one: 1 }]);
    const client = await gateway.connect({
      ssl: { ca: rootCertificate, cert: read("client-ada.crt"), key: read("client-ada.key") },
    });
    expect((await client.query("SELECT current_user AS name")).rows).toEqual([{ name: "sluice" }]);
    await client.end();
  });
});

describeClient({ client: "psql", feature: "TLS" }, ["psql"], "psql with a certificate", () => {
  it.each(["TLSv1.2", "TLSv1.3"])("comes in by it, %s", (version) => {
    const key = path.join(dataDir, "client.key");
    copyFileSync(path.join(fixtures, "client-ada.key"), key);
    chmodSync(key, 0o600);
    const parameters = `sslmode=require&sslcert=${path.join(fixtures, "client-ada.crt")}&sslkey=${key}&ssl_max_protocol_version=${version}`;
    const { stdout, stderr } = spawnSync(
      "psql",
      ["-X", "-A", "-t", `postgresql://ada@127.0.0.1:${gateway.port}/lake?${parameters}`, "-c", "SELECT current_user"],
      { encoding: "utf8" },
    );
    expect(stderr).toBe("");
    expect(stdout).toBe("ada\n");
  });
});
