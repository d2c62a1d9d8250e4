import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ConfigError, type ConfigSources, describeConfig, loadConfig } from "../../src/config.js";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "sluice-config-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const machine = { memoryBytes: 10_000_000_000, processors: 6 };

function load(environment: Record<string, string> = {}, sources: ConfigSources = {}) {
  return loadConfig({ environment, cwd: folder, machine, ...sources });
}

function problems(environment: Record<string, string> = {}, sources: ConfigSources = {}): readonly string[] {
  try {
    load(environment, sources);
  } catch (thrown) {
    if (thrown instanceof ConfigError) return thrown.problems;
    throw thrown;
  }
  throw new Error("the configuration was accepted");
}

function write(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

describe("the configuration", () => {
  it("is complete when nothing is said", () => {
    const { origins, environment, ...loaded } = load();
    expect(environment).toEqual({});
    expect(new Set(origins.values())).toEqual(new Set(["default"]));
    expect(loaded).toEqual({
      file: undefined,
      unknownVariables: [],
      config: {
        dataDir: join(folder, "data"),
        database: "lake",
        pg: { host: "127.0.0.1", port: 5454, connectionsMax: 2_048 },
        tls: { files: undefined, minVersion: "1.2", allowPlain: "loopback" },
        adminPassword: undefined,
        log: { level: "info", format: "auto" },
        engine: { memoryBytesMax: 6_000_000_000, threads: 6 },
        cache: { bytesMax: 10_737_418_240 },
        ingestRoots: [],
        bucketRoots: [],
        demo: true,
        extensionsDir: undefined,
        catalog: { location: undefined, pollMs: 1_000, staleMsMax: 10_000 },
        systemCatalog: { boot: "start" },
        audit: { statements: "ddl", keepsLiterals: false, flushMs: 1_000, isRequired: false },
        shutdownGraceMs: 10_000,
      },
    });
  });

  it("reads a YAML file, with paths as seen from the file", () => {
    const file = write("gateway.yml", "data_dir: lake\ningest_roots: [in, /mnt/in]\npg:\n  port: 0\ndemo: false\n");
    const { config } = load({}, { file, cwd: "/elsewhere" });
    expect(config).toMatchObject({
      dataDir: join(folder, "lake"),
      ingestRoots: [join(folder, "in"), "/mnt/in"],
      pg: { host: "127.0.0.1", port: 0 },
      demo: false,
    });
  });

  it("reads a JSON file", () => {
    write("gateway.json", '{"engine": {"memory_limit": "512MB", "threads": 2}}');
    const { config } = load({ SLUICE_CONFIG: "gateway.json" });
    expect(config.engine).toEqual({ memoryBytesMax: 512_000_000, threads: 2 });
  });

  it("finds sluice.yaml in the working directory, unless another file is named", () => {
    const file = write("sluice.yaml", "database: found\n");
    const other = write("other.yaml", "# nothing but this comment\n");
    expect(load()).toMatchObject({ file, config: { database: "found" } });
    expect(load({ SLUICE_CONFIG: "sluice.yaml" }, { file: other })).toMatchObject({
      file: other,
      config: { database: "lake" },
    });
  });

  it("lets the environment win over the file", () => {
    const file = write("gateway.yaml", "data_dir: in-file\npg: {host: 127.0.0.2, port: 1}\nlog: {level: warn}\n");
    const { config, origins } = load(
      {
        SLUICE_DATA_DIR: "in-environment",
        SLUICE_PG_HOST: "::1",
        SLUICE_PG_PORT: "2",
        SLUICE_ADMIN_PASSWORD: "12345",
        SLUICE_LOG_LEVEL: "debug",
        SLUICE_MEMORY_LIMIT: "1.5 GiB",
        SLUICE_THREADS: "3",
      },
      { file, cwd: "/work-here" },
    );
    expect([origins.get("pg.port"), origins.get("demo")]).toEqual(["environment", "default"]);
    expect(config).toMatchObject({
      dataDir: "/work-here/in-environment",
      pg: { host: "::1", port: 2 },
      adminPassword: "12345",
      log: { level: "debug" },
      engine: { memoryBytesMax: 1_610_612_736, threads: 3 },
    });
  });

  it("reads where TLS comes from, and whether it can be done without", () => {
    const file = write(
      "gateway.yaml",
      "pg: {host: 0.0.0.0}\ntls: {certificate: a.crt, key: /b.key, min_version: 1.3}\n",
    );
    expect(load({}, { file, cwd: "/elsewhere" }).config.tls).toEqual({
      files: { certificate: join(folder, "a.crt"), key: "/b.key" },
      minVersion: "1.3",
      allowPlain: "loopback",
    });
    const environment = { SLUICE_TLS_CERTIFICATE: "c.crt", SLUICE_TLS_KEY: "c.key", SLUICE_TLS_ALLOW_PLAIN: "none" };
    expect(load(environment, { file, cwd: "/elsewhere" }).config.tls).toMatchObject({
      files: { certificate: "/elsewhere/c.crt", key: "/elsewhere/c.key" },
      allowPlain: "none",
    });
  });

  it.each(["localhost", "127.0.0.1", "127.1.2.3", "::1"])(
    "lets clients of this machine in by %s without TLS",
    (host) => {
      expect(load({ SLUICE_PG_HOST: host }).config.tls).toMatchObject({ files: undefined, allowPlain: "loopback" });
    },
  );

  it("takes an empty variable and an empty key as not given", () => {
    const file = write("gateway.yaml", "pg:\nlog:\n  level:\ndemo:\n");
    expect(load({ SLUICE_PG_PORT: "", SLUICE_ADMIN_PASSWORD: " " }, { file }).config).toMatchObject({
      pg: { port: 5454 },
      log: { level: "info" },
      adminPassword: undefined,
      demo: true,
    });
  });

  it("names variables that look like ours but mean nothing", () => {
    const { unknownVariables } = load({ SLUICE_PORT: "1", SLUICE_TEST_INSTALL: "1", HOME: "/root" });
    expect(unknownVariables).toEqual(["SLUICE_PORT"]);
  });
});

describe("connections to other databases", () => {
  it("are shown to nobody, not even what is wrong with them", () => {
    const file = write("sluice.yaml", "databases: {crm: {url: 'postgresql://a:hush@host/b'}}\n");
    const { config } = load({}, { file });
    expect(config.databases).toEqual({ crm: { url: "postgresql://a:hush@host/b" } });
    expect(describeConfig(config)).toContain('databases: "***"');
    expect(describeConfig(config)).not.toContain("hush");
    const wrong = write("wrong.yaml", "databases: {crm: {url: 'mysql://a:hush@host/b'}}\n");
    const [problem] = problems({}, { file: wrong });
    expect(problem).toMatch(/^databases .*: got \*\*\*, allowed: connections/);
  });
});

describe("a wrong configuration", () => {
  it("is refused with every problem at once: the key, what was given, what is allowed", () => {
    const file = write("gateway.yaml", "demo: maybe\npg: {port: 70000, prot: 1}\ningest_roots: in\nextra: 1\n");
    expect(problems({ SLUICE_THREADS: "many", SLUICE_MEMORY_LIMIT: "1KB" }, { file })).toEqual([
      `pg.prot (${file}): unknown key, allowed: host, port, connections_max`,
      expect.stringContaining(
        `extra (${file}): unknown key, allowed: data_dir, database, pg, tls, hba, admin_password, secrets_file, databases, log`,
      ),
      `pg.port (${file}): got 70000, allowed: a whole number from 0 to 65535 (0 picks a free port)`,
      'engine.memory_limit (SLUICE_MEMORY_LIMIT): got "1KB", allowed: an amount from 64MiB to 64TiB, such as 4GiB or 512MB',
      'engine.threads (SLUICE_THREADS): got "many", allowed: a whole number from 1 to 1024',
      `ingest_roots (${file}): got "in", allowed: a list of folders' paths`,
      `demo (${file}): got "maybe", allowed: true or false`,
    ]);
  });

  it.each(["0", "-1GiB", "4 parsecs", "GiB", "Infinity", "1000000000000000000000TB"])(
    "takes no memory of %s",
    (text) => {
      expect(problems({ SLUICE_MEMORY_LIMIT: text })).toHaveLength(1);
    },
  );

  it.each([
    ["no list", "hba: all"],
    ["no method", "hba: [{type: host}]"],
    ["another type", "hba: [{type: ssl, method: reject}]"],
    ["another method", "hba: [{type: host, method: md5}]"],
    ["a key that means nothing", "hba: [{type: host, method: reject, mask: 255.0.0.0}]"],
    ["a host's name", "hba: [{type: host, address: example.com, method: reject}]"],
    ["a network of too many bits", "hba: [{type: host, address: 10.0.0.0/33, method: reject}]"],
    ["an address for local", "hba: [{type: local, address: 127.0.0.1, method: reject}]"],
    ["trust for all", "hba: [{type: host, method: trust}]"],
    ["certificates without TLS", "hba: [{type: host, method: cert}]"],
    ["a map for passwords", "hba: [{type: hostssl, method: scram-sha-256, map: {a: b}}]"],
    ["trust for this machine and more", "hba: [{type: host, address: 127.0.0.0/7, method: trust}]"],
    ["trust for a network", "hba: [{type: hostssl, address: 10.0.0.0/8, method: trust}]"],
    ["nobody", "hba: [{type: host, user: [], method: reject}]"],
  ])("has an hba with %s", (_, text) => {
    expect(problems({}, { file: write("hba.yaml", text) })).toEqual([expect.stringMatching(/^hba /)]);
  });

  it("takes no port of 80.5, 0x50 or a text", () => {
    for (const text of ["80.5", "0x50", "http", "-1"]) expect(problems({ SLUICE_PG_PORT: text })).toHaveLength(1);
  });

  it("wants the catalog to be stale later than it is polled", () => {
    const file = write("gateway.yaml", "catalog: {poll_ms: 5000, stale_ms_max: 5000}\n");
    expect(problems({}, { file })).toEqual([
      "catalog.stale_ms_max: got 5000, allowed: more than catalog.poll_ms, which is 5000",
    ]);
  });

  it("wants a certificate and its key together", () => {
    expect(problems({ SLUICE_TLS_KEY: "a.key" })).toEqual(["tls.certificate: got nothing, but there is a tls.key"]);
    expect(problems({ SLUICE_TLS_CERTIFICATE: "a.crt" })).toEqual([
      "tls.key: got nothing, but there is a tls.certificate",
    ]);
  });

  it.each(["1.1", "1.0", "TLSv1.2", "2"])("takes no TLS %s", (version) => {
    const file = write("gateway.yaml", `tls: {min_version: ${version}}\n`);
    expect(problems({}, { file })[0]).toMatch(/^tls\.min_version \(.*\): got .*, allowed: 1\.2, 1\.3$/);
  });

  it("lets nobody listen where nobody could come in", () => {
    expect(problems({ SLUICE_TLS_ALLOW_PLAIN: "none" })).toEqual([
      'tls.allow_plain: got "none", allowed: loopback, any, as long as there is no tls.certificate',
    ]);
    for (const host of ["0.0.0.0", "::", "192.0.2.2", "db.example.com"]) {
      expect(problems({ SLUICE_PG_HOST: host })[0]).toContain(`pg.host: got "${host}", where clients need TLS`);
      expect(load({ SLUICE_PG_HOST: host, SLUICE_TLS_ALLOW_PLAIN: "any" }).config.pg.host).toBe(host);
    }
  });

  it("refuses a section that is a value, a dotted key, and a file that is a list", () => {
    expect(problems({}, { file: write("a.yaml", "pg: 5454\n") })[0]).toContain("allowed: a section with host, port");
    expect(problems({}, { file: write("b.yaml", "pg.port: 5454\n") })[0]).toContain("unknown key");
    expect(problems({}, { file: write("c.yaml", "- 1\n") })[0]).toContain("got a list or a single value");
    expect(problems({}, { file: write("d.yaml", "__proto__: 1\n") })[0]).toContain("unknown key");
  });

  it("names a file that is not there", () => {
    expect(problems({ SLUICE_CONFIG: "no.yaml" })).toEqual([
      `${join(folder, "no.yaml")}: the config file cannot be read (ENOENT)`,
    ]);
  });

  it.each([
    "admin_password: hunter2: hunter2\n",
    "admin_password: *hunter2\n",
    'admin_password: "hunter2\n',
    "admin_password: [hunter2]\n",
    "admin_password: {hunter2: hunter2}\n",
    "admin_pasword: hunter2\n",
    "admin_password: hunter2\nadmin_password: hunter2\n",
    "log: hunter2\n",
    "!hunter2 admin_password: !hunter2 [x]\n",
  ])("never echoes a secret: %j", (text) => {
    const lines = problems({}, { file: write("gateway.yaml", text) });
    expect(lines.join("\n")).not.toContain("hunter2");
    expect(lines.join("\n").split("\n")).toHaveLength(lines.length);
  });
});

describe("the description of a configuration", () => {
  it("has the lines of hba whole", () => {
    const lines = [
      "{type: local, user: sluice, method: trust}",
      "{type: host, address: ::1/128, method: trust}",
      "{type: hostssl, database: [lake, sea], user: [+staff, ada], address: 10.0.0.0/8, method: scram-sha-256}",
    ];
    const { config } = loadConfig({
      environment: {},
      file: write("hba.yaml", `hba:\n${lines.map((line) => `  - ${line}`).join("\n")}\n`),
      machine,
    });
    expect(config.hba).toEqual([
      { type: "local", database: ["all"], user: ["sluice"], method: "trust" },
      { type: "host", database: ["all"], user: ["all"], address: "::1/128", method: "trust" },
      {
        type: "hostssl",
        database: ["lake", "sea"],
        user: ["+staff", "ada"],
        address: "10.0.0.0/8",
        method: "scram-sha-256",
      },
    ]);
    const again = loadConfig({ environment: {}, file: write("again.yaml", describeConfig(config)), machine }).config;
    expect(again.hba).toEqual(config.hba);
  });

  it("can be read back, but for the secrets", () => {
    const { config } = load({
      SLUICE_ADMIN_PASSWORD: "hunter2",
      SLUICE_DATA_DIR: 'odd: "name" #1',
      SLUICE_TLS_CERTIFICATE: "a.crt",
      SLUICE_TLS_KEY: "a.key",
    });
    const text = describeConfig(config);
    expect(text).not.toContain("hunter2");
    const again = loadConfig({ environment: {}, file: write("again.yaml", text), machine }).config;
    expect(again).toEqual({ ...config, adminPassword: "***" });
  });
});
